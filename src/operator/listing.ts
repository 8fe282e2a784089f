/** A row of a list. Its keys are in camelCase. */
export type ListRow = Readonly<Record<string, string | readonly string[] | null>>

/** How to show a list. */
export interface ListOptions {
  /** JSON lines with all keys instead of aligned columns. */
  readonly json: boolean
  /** The keys to show, in this order. Put names last: the last column is not padded, so any script may stand there. */
  readonly columns: readonly string[]
}

/** Returns the lines of a list. Its cells are escaped, so they cannot control a terminal. */
export function listLines (rows: readonly ListRow[], { json, columns }: ListOptions): string[] {
  if (json) return rows.map(row => inert(JSON.stringify(row)))
  const table = [columns.map(titleOf), ...rows.map(row => columns.map(column => cellOf(row[column])))]
  const widths = columns.map((_, index) =>
    table.reduce((widest, cells) => Math.max(widest, cells[index]?.length ?? 0), 0)
  )
  return table.map(cells =>
    cells.map((cell, index) => (index === columns.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  ')
  )
}

/**
 * Writes control characters, line separators and bidirectional controls as `\u` escapes. In a terminal control
 * characters could move the cursor or rename the window, and bidirectional controls could reorder the text. Escaped
 * JSON still parses to the same value.
 */
export function inert (text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}

function cellOf (value: ListRow[string] | undefined): string {
  if (value === undefined || value === null) return '-'
  return inert(typeof value === 'string' ? value : value.join(', '))
}

function titleOf (key: string): string {
  return key.replace(/[A-Z]/g, letter => ` ${letter}`).toUpperCase()
}
