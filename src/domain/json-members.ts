import { spellingsOf } from './letter-case.js'

/** A type of JSON value that a member can have. */
export interface MemberType<Value> {
  /** Completes the message "`<member>` must be ...". */
  readonly description: string
  readonly matches: (value: unknown) => value is Value
}

/** The members to read from an object: camelCase names with their types. */
export type Shape = Readonly<Record<string, MemberType<unknown>>>

/** The values that were read for a shape; a member that the object lacks is `undefined`. */
export type Members<Wanted extends Shape> = {
  readonly [Name in keyof Wanted]: (Wanted[Name] extends MemberType<infer Value> ? Value : never) | undefined
}

/** Any string. */
export const string: MemberType<string> = { description: 'a string', matches: value => typeof value === 'string' }

/** A safe integer from 0. */
export const wholeNumber: MemberType<number> = {
  description: 'a whole number from 0',
  matches: (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0
}

/** A JSON boolean; the strings `"true"` and `"false"` do not match. */
export const boolean: MemberType<boolean> = {
  description: 'true or false',
  matches: value => typeof value === 'boolean'
}

/** An object; arrays and null do not match. */
export const object: MemberType<Readonly<Record<string, unknown>>> = {
  description: 'an object',
  matches: (value): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An array with any items. */
export const list: MemberType<readonly unknown[]> = {
  description: 'a list',
  matches: (value): value is unknown[] => Array.isArray(value)
}

/**
 * Reads the members of a shape from a JSON value. Names match in any letter case, because the .NET SDK sends
 * PascalCase. A null counts as absent, and members outside the shape are ignored.
 *
 * Returns a problem instead if the value is not an object, if a member has the wrong type, or if a name occurs in two
 * spellings: Microsoft does not document which of the two Partner Center uses. `label` names the value in the problem.
 */
export function readMembers<Wanted extends Shape> (
  value: unknown,
  shape: Wanted,
  label: string
): { readonly members: Members<Wanted> } | { readonly problem: string } {
  if (!object.matches(value)) return { problem: `${label} must be an object` }
  const spellingOf = spellingsOf(Object.keys(shape))
  const members: Record<string, unknown> = {}
  for (const [spelling, member] of Object.entries(value)) {
    const name = spellingOf(spelling)
    const type = name === undefined ? undefined : shape[name]
    if (name === undefined || type === undefined) continue
    if (name in members) return { problem: `${label} must give ${name} once, not in several spellings` }
    if (member !== null && !type.matches(member)) return { problem: `${name} must be ${type.description}` }
    members[name] = member ?? undefined
  }
  return { members: members as Members<Wanted> }
}
