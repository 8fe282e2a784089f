import { Type, type TObject } from 'typebox'
import { spellingsOf } from '../domain/letter-case.js'

/**
 * Returns a function that gives the members of a JSON object the names that its schema has, whatever their letter case
 * (the .NET SDK sends PascalCase), also those of objects inside. A null counts as absent. Of several spellings of a
 * name the last counts. Other members are left out, unless the schema forbids them: then its validation rejects them.
 * Any value but an object is returned unchanged.
 */
export function memberNames (schema: TObject): (value: unknown) => unknown {
  const spellingOf = spellingsOf(Object.keys(schema.properties))
  const inner = new Map(Object.entries(schema.properties).flatMap(([name, member]) =>
    Type.IsObject(member) ? [[name, memberNames(member)] as const] : []))
  const keepsOthers = (schema as { additionalProperties?: unknown }).additionalProperties === false

  return value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const members = new Map<string, unknown>()
    for (const [given, member] of Object.entries(value)) {
      const name = spellingOf(given) ?? (keepsOthers ? given : undefined)
      if (name === undefined) continue
      if (member === null) members.delete(name)
      else members.set(name, inner.get(name)?.(member) ?? member)
    }
    return Object.fromEntries(members)
  }
}
