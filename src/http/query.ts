/** A query with its names in lower case; values of a name that came more than once are joined by commas. */
export type Query = Readonly<Record<string, string>>

/**
 * Reads a query string as Partner Center does: names in any letter case, repetitions joined (so that they match no
 * single value instead of one being picked), empty values kept as such. The result has no prototype, so that a name
 * like `__proto__` is only a name.
 */
export function parseQuery (text: string): Query {
  const query = Object.create(null) as Record<string, string>
  for (const [name, value] of new URLSearchParams(text)) {
    const key = name.toLowerCase()
    const before = query[key]
    query[key] = before === undefined ? value : `${before},${value}`
  }
  return query
}

/** A parameter's value; `undefined` if it is absent or empty, which clients use alike. */
export function parameter (query: unknown, name: string): string | undefined {
  const value = (query as Query)[name.toLowerCase()]
  return value === undefined || value.trim() === '' ? undefined : value
}
