import { ConfigurationError } from '../errors/configuration-error.js'

/** The names and indices that lead to a value. */
export type Path = ReadonlyArray<string | number>

/** A JSON text that was read, with the place of each of its values. */
export interface LocatedJson {
  readonly value: unknown
  /** The line, from 1, on which a value begins, or its name where it has one; 1 for a value that is not there. */
  readonly lineOf: (path: Path) => number
  /** Members whose name their object has already: JSON.parse silently takes the last. */
  readonly repeated: readonly Path[]
}

const blanks = /[ \t\r\n]*/y
const text = /"(?:[ !#-[\]-\u{10FFFF}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/uy
const other = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/**
 * Reads JSON, strictly, for people who must find their mistakes: JSON.parse tells no lines. Throws a
 * {@link ConfigurationError} with the line and column at which it is no JSON.
 */
export function readLocatedJson (given: string): LocatedJson {
  // A byte-order mark is what some editors save.
  const source = given.replace(/^\uFEFF/, '')
  const { places, repeated } = new Locator(source)
  return {
    value: JSON.parse(source),
    lineOf: path => positionOf(source, places.get(keyOf(path)) ?? 0).line,
    repeated
  }
}

class Locator {
  readonly places = new Map<string, number>()
  readonly repeated: Path[] = []
  readonly #source: string
  #at = 0

  constructor (source: string) {
    this.#source = source
    this.#value([], this.#next())
    if (this.#next() < source.length) this.#fail('the end')
  }

  #value (path: Path, place: number): void {
    this.places.set(keyOf(path), place)
    if (this.#skip('{')) this.#sequence('}', () => this.#member(path))
    else if (this.#skip('[')) this.#sequence(']', index => this.#value([...path, index], this.#next()))
    else if (this.#take(text) === undefined && this.#take(other) === undefined) this.#fail('a value')
  }

  #sequence (end: string, item: (index: number) => void): void {
    if (this.#skip(end)) return
    for (let index = 0; ; index++) {
      item(index)
      if (this.#skip(end)) return
      if (!this.#skip(',')) this.#fail(`"," or "${end}"`)
    }
  }

  #member (parent: Path): void {
    const place = this.#next()
    const name = this.#take(text) ?? this.#fail('a name in double quotes')
    const path = [...parent, JSON.parse(name) as string]
    if (this.places.has(keyOf(path))) this.repeated.push(path)
    if (!this.#skip(':')) this.#fail('":"')
    this.#value(path, place)
  }

  /** Where the next token begins. */
  #next (): number {
    this.#take(blanks)
    return this.#at
  }

  #skip (token: string): boolean {
    const isThere = this.#source.startsWith(token, this.#next())
    if (isThere) this.#at += token.length
    return isThere
  }

  #take (pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const [found] = pattern.exec(this.#source) ?? []
    this.#at += found?.length ?? 0
    return found
  }

  #fail (expected: string): never {
    const { line, column } = positionOf(this.#source, this.#at)
    throw new ConfigurationError([`line ${line}, column ${column}: this is not JSON: ${expected} was expected`])
  }
}

function keyOf (path: Path): string {
  return JSON.stringify(path)
}

function positionOf (source: string, offset: number): { line: number, column: number } {
  const before = source.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
