import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'

/** How the records of a file are written. */
export type RecordFormat = 'csv' | 'jsonl'

/** One record, or why it is none. Lines count from 1. */
export type FileRecord =
  | { readonly line: number, readonly values: Readonly<Record<string, unknown>> }
  | { readonly line: number, readonly fault: string }

/** What to take from the records. */
export interface RecordOptions {
  readonly format: RecordFormat
  /** Names of the values to read, matched in any letter case. */
  readonly required: readonly string[]
  readonly optional: readonly string[]
  /** Told once of every other name, of the first 20. */
  readonly onIgnored: (name: string) => void
}

/** The longest record, in bytes of CSV or characters of JSON. */
const longest = 64 * 1024

/**
 * The records of a file in UTF-8, as they are read; a byte-order mark is skipped, and other bytes become U+FFFD. A fault
 * of its header, or one after which the rest cannot be told apart, is the last. Rejects if the source does.
 */
export function readRecords (source: Readable, options: RecordOptions): AsyncGenerator<FileRecord> {
  const names = namesOf(options)
  const texts = textsOf(source)
  return options.format === 'csv' ? csvRecords(texts, names, options.required) : jsonRecords(texts, names)
}

async function * textsOf (source: Readable): AsyncGenerator<string> {
  let isFirst = true
  for await (const text of source.setEncoding('utf8') as AsyncIterable<string>) {
    yield isFirst ? text.replace(/^\uFEFF/, '') : text
    isFirst = false
  }
}

/** The spelling that is ours of a name that is given. */
type Names = (given: string) => string | undefined

function namesOf ({ required, optional, onIgnored }: RecordOptions): Names {
  const known = new Map([...required, ...optional].map(name => [name.toLowerCase(), name]))
  const ignored = new Set<string>()
  return given => {
    const name = known.get(given.trim().toLowerCase())
    if (name === undefined && ignored.size < 20 && !ignored.has(given)) {
      ignored.add(given)
      onIgnored(given)
    }
    return name
  }
}

async function * csvRecords (
  texts: AsyncIterable<string>,
  names: Names,
  required: readonly string[]
): AsyncGenerator<FileRecord> {
  let broken: { readonly code: string | undefined, readonly raw: string } | undefined
  const parser = parse({
    raw: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longest,
    // Were it not to skip, its error would drop the rows before that are still to be given out.
    skip_records_with_error: true,
    on_skip: (error, raw = '') => {
      broken ??= { code: error?.code, raw }
    },
    on_record: record => (broken === undefined ? record : null)
  })
  // The loop below hears of errors.
  pipeline(Readable.from(texts), parser, () => {})
  let header: Array<string | undefined> | undefined
  let nextLine = 1
  for await (const { raw, record } of parser as AsyncIterable<{ raw: string, record: string[] }>) {
    const line = nextLine + blankLines(raw)
    nextLine += lineBreaks(raw)
    if (header !== undefined) yield csvRecord(line, header, record)
    else {
      header = record.map(names)
      const fault = headerError(header, required)
      if (fault === undefined) continue
      yield { line, fault }
      return
    }
  }
  if (broken !== undefined) {
    yield {
      line: nextLine + blankLines(broken.raw),
      fault: `${csvFaults[broken.code ?? ''] ?? 'it is not CSV'}; what follows was not read`
    }
  } else if (header === undefined) {
    yield { line: 1, fault: `the header is missing: it names the columns ${required.join(', ')}` }
  }
}

// The parser counts a CR LF within quotes twice, so lines are counted here.
function lineBreaks (text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0
}

/** A record's raw text begins with the blank lines before it. */
function blankLines (raw: string): number {
  return lineBreaks(raw.slice(0, raw.length - raw.trimStart().length))
}

// By code: the parser's own texts quote the row.
const csvFaults: Readonly<Record<string, string>> = {
  INVALID_OPENING_QUOTE: 'a quote stands within a value (put the value in quotes, and double the quotes in it)',
  CSV_INVALID_CLOSING_QUOTE: 'a value goes on after its closing quote (double the quotes in it)',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'a value goes on after its closing quote (double the quotes in it)',
  CSV_QUOTE_NOT_CLOSED: 'a quote is never closed',
  CSV_MAX_RECORD_SIZE: `the row is longer than ${longest} bytes (is a quote never closed?)`
}

function headerError (header: ReadonlyArray<string | undefined>, required: readonly string[]): string | undefined {
  const missing = required.filter(name => !header.includes(name))
  if (missing.length > 0) {
    return `the header has no column ${missing.join(', ')} (columns are parted by commas; the file is in UTF-8)`
  }
  const doubled = header.find((name, index) => name !== undefined && header.indexOf(name) !== index)
  return doubled && `the header has the column ${doubled} twice`
}

function csvRecord (line: number, header: ReadonlyArray<string | undefined>, cells: readonly string[]): FileRecord {
  if (cells.length !== header.length) {
    return { line, fault: `the header has ${header.length} columns and this row ${cells.length}` }
  }
  return {
    line,
    values: Object.fromEntries(header.flatMap((name, index) => (name === undefined ? [] : [[name, cells[index]]])))
  }
}

async function * jsonRecords (texts: AsyncIterable<string>, names: Names): AsyncGenerator<FileRecord> {
  let line = 0
  for await (const text of linesOf(texts)) {
    line++
    if (text.length > longest) {
      yield { line, fault: `the line is longer than ${longest} characters; what follows was not read` }
      return
    }
    if (text.trim() !== '') yield jsonRecord(line, text, names)
  }
}

function jsonRecord (line: number, text: string, names: Names): FileRecord {
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch {
    return { line, fault: 'it is not JSON' }
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return { line, fault: 'it is not a JSON object' }
  }
  return {
    line,
    values: Object.fromEntries(
      Object.entries(record).flatMap(([given, value]) => (names(given) === undefined ? [] : [[names(given), value]]))
    )
  }
}

/** Not readline, which also breaks lines at U+2028, as JSON does not. */
async function * linesOf (texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const text of texts) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    yield * lines
    // Too long already: its reader ends here, and is not made to hold a file without line ends.
    if (rest.length > longest) break
  }
  if (rest !== '') yield rest
}
