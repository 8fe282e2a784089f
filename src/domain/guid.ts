const bare = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * A GUID in the spellings that .NET clients send (any letter case, in braces or bare), as lower-case bare text;
 * `undefined` for anything else.
 */
export function parseGuid (text: string): string | undefined {
  const inner = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text
  return bare.test(inner) ? inner.toLowerCase() : undefined
}
