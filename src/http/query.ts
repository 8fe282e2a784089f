/** A query with its names in lower case. Several values of one name are joined by commas. */
export type Query = Readonly<Record<string, string>>

/**
 * Reads a query string as Partner Center does. Names match in any letter case. Repeated values are joined, so that they
 * match no single value. Empty values are kept. The result has no prototype, so `__proto__` is a name like any other.
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

/** Returns a parameter's value; `undefined` if it is absent or blank, which mean the same to clients. */
export function parameter (query: unknown, name: string): string | undefined {
  const value = (query as Query)[name.toLowerCase()]
  return value === undefined || value.trim() === '' ? undefined : value
}
