const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Parses a GUID in any letter case, with or without braces, as .NET clients send it. Returns it in lower case without
 * braces; `undefined` for any other text.
 */
export function parseGuid (text: string): string | undefined {
  const inner = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text
  return guidPattern.test(inner) ? inner.toLowerCase() : undefined
}

/** Whether a value is a GUID in any letter case, without braces. */
export function isGuid (value: unknown): value is string {
  return typeof value === 'string' && guidPattern.test(value)
}
