/** What a member of a JSON object may be. */
export interface MemberKind<Value> {
  /** Goes on from "must be". */
  readonly takes: string
  readonly fits: (value: unknown) => value is Value
}

/** The members to read of an object, by their names in camelCase. */
export type Shape = Readonly<Record<string, MemberKind<unknown>>>

/** The members of a shape; those that are absent are `undefined`. */
export type Members<Of extends Shape> = { readonly [Name in keyof Of]: (Of[Name] extends MemberKind<infer Value> ? Value : never) | undefined }

/** Any string. */
export const string: MemberKind<string> = { takes: 'a string', fits: value => typeof value === 'string' }

/** A whole number from 0. */
export const wholeNumber: MemberKind<number> = { takes: 'a whole number from 0', fits: (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0 }

/** A boolean, and none of the texts that look like one. */
export const flag: MemberKind<boolean> = { takes: 'true or false', fits: value => typeof value === 'boolean' }

/** An object that is no list. */
export const object: MemberKind<Readonly<Record<string, unknown>>> = { takes: 'an object', fits: (value): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value) }

/** A list of anything. */
export const list: MemberKind<readonly unknown[]> = { takes: 'a list', fits: (value): value is unknown[] => Array.isArray(value) }

/**
 * Reads the members of a shape under their names in any letter case, as the .NET SDK sends PascalCase; null counts as
 * absent, and other members do not matter. Or says what is the problem with the value, which `label` names. A name in
 * two spellings is one: which of them Partner Center would take is not known.
 */
export function readMembers<Of extends Shape> (value: unknown, shape: Of, label: string): { readonly members: Members<Of> } | { readonly problem: string } {
  if (!object.fits(value)) return { problem: `${label} must be an object` }
  const names = new Map(Object.keys(shape).map(name => [name.toLowerCase(), name]))
  const members: Record<string, unknown> = {}
  for (const [given, member] of Object.entries(value)) {
    const name = names.get(given.toLowerCase())
    const kind = name === undefined ? undefined : shape[name]
    if (name === undefined || kind === undefined) continue
    if (name in members) return { problem: `${label} must give ${name} once, not in several spellings` }
    if (member !== null && !kind.fits(member)) return { problem: `${name} must be ${kind.takes}` }
    members[name] = member ?? undefined
  }
  return { members: members as Members<Of> }
}
