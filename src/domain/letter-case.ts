/** Finds the known spelling of a name that came in any letter case; `undefined` for a name that is not known. */
export type SpellingOf = (given: string) => string | undefined

/** Matches names in any letter case, because the .NET SDK sends PascalCase. */
export function spellingsOf (names: readonly string[]): SpellingOf {
  const known = new Map(names.map(name => [name.toLowerCase(), name]))
  return given => known.get(given.toLowerCase())
}
