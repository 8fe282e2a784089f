/** A row of a list; its keys are in camelCase. */
export type ListRow = Readonly<Record<string, string | readonly string[] | null>>

/** How to show a list. */
export interface ListOptions {
  /** JSON lines with all keys instead of aligned columns. */
  readonly json: boolean
  /** The keys that people see, in this order. The last is not padded, so it is the place of text of any script. */
  readonly columns: readonly string[]
}

/** The lines of a list. Whatever its cells hold, a terminal shows it and does nothing else. */
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
 * A text in which control characters, line separators and bidirectional controls are written as `\u` escapes: in a
 * terminal the first would move the cursor or worse, the others would reorder what is read. Within JSON it stays the
 * same JSON.
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
