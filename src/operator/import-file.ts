import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { spellingsOf, type SpellingOf } from '../domain/letter-case.js'

/** The format of a file of records. */
export type RecordFormat = 'csv' | 'jsonl'

/** One record, or why it cannot be read. Lines count from 1. */
export type FileRecord =
  | { readonly line: number, readonly values: Readonly<Record<string, unknown>> }
  | { readonly line: number, readonly problem: string }

/** Which values to read from the records. */
export interface RecordOptions {
  readonly format: RecordFormat
  /** Names of the values to read, matched in any letter case. */
  readonly required: readonly string[]
  readonly optional: readonly string[]
  /** Called once for every other name, for the first 20 of them. */
  readonly onIgnored: (name: string) => void
}

/** The maximum length of a record, in bytes of CSV or characters of JSON. */
const maxLength = 64 * 1024

/**
 * Streams the records of a file in UTF-8. A byte-order mark is skipped; bytes that are not UTF-8 become U+FFFD. The
 * stream ends at an invalid header, and at an error that hides where the next record begins. Rejects if the source
 * does.
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

function namesOf ({ required, optional, onIgnored }: RecordOptions): SpellingOf {
  const spellingOf = spellingsOf([...required, ...optional])
  const ignored = new Set<string>()
  return given => {
    const name = spellingOf(given.trim())
    if (name === undefined && ignored.size < 20 && !ignored.has(given)) {
      ignored.add(given)
      onIgnored(given)
    }
    return name
  }
}

async function * csvRecords (
  texts: AsyncIterable<string>,
  names: SpellingOf,
  required: readonly string[]
): AsyncGenerator<FileRecord> {
  let broken: { readonly code: string | undefined, readonly raw: string } | undefined
  const parser = parse({
    raw: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxLength,
    // An error that is not skipped would drop earlier rows that the parser has not emitted yet.
    skip_records_with_error: true,
    on_skip: (error, raw = '') => {
      broken ??= { code: error?.code, raw }
    },
    on_record: record => (broken === undefined ? record : null)
  })
  // The loop below receives the errors, so the pipeline's callback ignores them.
  pipeline(Readable.from(texts), parser, () => {})
  let header: Array<string | undefined> | undefined
  let nextLine = 1
  for await (const { raw, record } of parser as AsyncIterable<{ raw: string, record: string[] }>) {
    const line = nextLine + blankLines(raw)
    nextLine += lineBreaks(raw)
    if (header !== undefined) yield csvRecord(line, header, record)
    else {
      header = record.map(names)
      const problem = headerError(header, required)
      if (problem === undefined) continue
      yield { line, problem }
      return
    }
  }
  if (broken !== undefined) {
    yield {
      line: nextLine + blankLines(broken.raw),
      problem: `${csvProblems[broken.code ?? ''] ?? 'it is not CSV'}; what follows was not read`
    }
  } else if (header === undefined) {
    yield { line: 1, problem: `the header is missing: it names the columns ${required.join(', ')}` }
  }
}

// Lines are counted here, because the parser counts a CR LF within quotes twice.
function lineBreaks (text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0
}

/** Counts the blank lines before a record: its raw text begins with them. */
function blankLines (raw: string): number {
  return lineBreaks(raw.slice(0, raw.length - raw.trimStart().length))
}

// Our own messages by error code: the parser's messages quote the row, which can be personal data.
const csvProblems: Readonly<Record<string, string>> = {
  INVALID_OPENING_QUOTE: 'there is a quote within a value (put the value in quotes, and double the quotes in it)',
  CSV_INVALID_CLOSING_QUOTE: 'a value continues after its closing quote (double the quotes in it)',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'a value continues after its closing quote (double the quotes in it)',
  CSV_QUOTE_NOT_CLOSED: 'a quote is never closed',
  CSV_MAX_RECORD_SIZE: `the row is longer than ${maxLength} bytes (is a quote never closed?)`
}

function headerError (header: ReadonlyArray<string | undefined>, required: readonly string[]): string | undefined {
  const missing = required.filter(name => !header.includes(name))
  if (missing.length > 0) {
    return `the header has no column ${missing.join(', ')} (separate columns by commas, and save the file in UTF-8)`
  }
  const doubled = header.find((name, index) => name !== undefined && header.indexOf(name) !== index)
  return doubled && `the header has the column ${doubled} twice`
}

function csvRecord (line: number, header: ReadonlyArray<string | undefined>, cells: readonly string[]): FileRecord {
  if (cells.length !== header.length) {
    return { line, problem: `the header has ${header.length} columns and this row ${cells.length}` }
  }
  return {
    line,
    values: Object.fromEntries(header.flatMap((name, index) => (name === undefined ? [] : [[name, cells[index]]])))
  }
}

async function * jsonRecords (texts: AsyncIterable<string>, names: SpellingOf): AsyncGenerator<FileRecord> {
  let line = 0
  for await (const text of linesOf(texts)) {
    line++
    if (text.length > maxLength) {
      yield { line, problem: `the line is longer than ${maxLength} characters; what follows was not read` }
      return
    }
    if (text.trim() !== '') yield jsonRecord(line, text, names)
  }
}

function jsonRecord (line: number, text: string, names: SpellingOf): FileRecord {
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch {
    return { line, problem: 'it is not JSON' }
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return { line, problem: 'it is not a JSON object' }
  }
  return {
    line,
    values: Object.fromEntries(
      Object.entries(record).flatMap(([given, value]) => (names(given) === undefined ? [] : [[names(given), value]]))
    )
  }
}

/** Splits at line feeds only. Node's readline also splits at U+2028, which may occur within a JSON string. */
async function * linesOf (texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const text of texts) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    yield * lines
    // Stops at a line that is too long already, so that a file without line breaks does not fill the memory.
    if (rest.length > maxLength) break
  }
  if (rest !== '') yield rest
}
