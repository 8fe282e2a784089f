import { getLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import { ConfigurationError } from '../errors/configuration-error.js'

/** The names and indices that lead to a value. */
export type Path = ReadonlyArray<string | number>

/** A JSON text that was read, with the place of each of its values. */
export interface LocatedJson {
  readonly value: unknown
  /** The line, from 1, on which a value or the name before it begins; 1 for a value that is not there. */
  readonly lineOf: (path: Path) => number
  /** Members whose name their object has already: JSON.parse silently takes the last one. */
  readonly repeated: readonly Path[]
}

/**
 * Reads strict JSON, with the line of each value for error messages. Throws a {@link ConfigurationError} with the line
 * and column of the first error.
 */
export function readLocatedJson (given: string): LocatedJson {
  // Some editors save a byte-order mark.
  const source = given.replace(/^\uFEFF/, '')
  const errors: ParseError[] = []
  const root = parseTree(source, errors, { disallowComments: true })
  if (root === undefined || errors.length > 0) throw notJson(source, errors)
  return {
    value: JSON.parse(source),
    lineOf: path => positionOf(source, placeOf(root, path) ?? 0).line,
    repeated: repeatedMembers(root, [])
  }
}

function placeOf (node: Node, [part, ...rest]: Path): number | undefined {
  if (part === undefined) return node.offset
  // The last one, where a name is repeated.
  const child = node.children?.findLast((child, index) => part === (node.type === 'array' ? index : nameOf(child)))
  if (child === undefined || rest.length === 0) return child?.offset
  return placeOf(valueOf(child), rest)
}

function repeatedMembers (node: Node, path: Path): Path[] {
  const names = new Set<string | number>()
  return (node.children ?? []).flatMap((child, index) => {
    const name = node.type === 'array' ? index : nameOf(child)
    const isRepeated = names.has(name)
    names.add(name)
    return [...(isRepeated ? [[...path, name]] : []), ...repeatedMembers(valueOf(child), [...path, name])]
  })
}

function nameOf (property: Node): string {
  return property.children?.[0]?.value as string
}

/** The value of an object's member; any other node is its own. */
function valueOf (node: Node): Node {
  return node.type === 'property' ? node.children?.[1] as Node : node
}

const expectations: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'a name in double quotes',
  ColonExpected: '":"',
  ValueExpected: 'a value',
  CloseBraceExpected: '"," or "}"',
  CloseBracketExpected: '"," or "]"',
  EndOfFileExpected: 'the end'
}
const isInValue = /^(?:UnexpectedEndOf|Invalid(?:EscapeCharacter|Unicode|Character))/

function notJson (source: string, errors: readonly ParseError[]): ConfigurationError {
  const offset = errors[0]?.offset ?? 0
  const [first = '', second = ''] = errors.map(({ error }) => printParseErrorCode(error))
  // An invalid symbol does not say what should be in its place, but the error after it may.
  const expected = isInValue.test(first) ? 'a value' : expectations[first === 'InvalidSymbol' ? second : first]
  const { line, column } = positionOf(source, offset)
  const sentence = `this is not JSON: ${expected ?? afterValue(source, offset)} was expected`
  return new ConfigurationError([`line ${line}, column ${column}: ${sentence}`])
}

function afterValue (source: string, offset: number): string {
  const last = getLocation(source, offset).path.at(-1)
  if (last === undefined) return 'the end'
  return typeof last === 'number' ? '"," or "]"' : '"," or "}"'
}

function positionOf (source: string, offset: number): { line: number, column: number } {
  const before = source.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
