import t from 'tap'
import { ConfigurationError } from '../../src/errors/configuration-error.js'
import { readLocatedJson } from '../../src/order-gate/located-json.js'

const broken: ReadonlyArray<readonly [json: string, line: number, column: number, expected: string]> = [
  ['', 1, 1, 'a value'],
  ['\n\n  ', 3, 3, 'a value'],
  ['{"a": 1,\n  "b" 2}', 2, 7, '":"'],
  ['{"a": 1\n"b": 2}', 2, 1, '"," or "}"'],
  ['{"a": [1,\n2', 2, 2, '"," or "]"'],
  ['{"a": [1,]}', 1, 10, 'a value'],
  ['{"a": 1,}', 1, 9, 'a name in double quotes'],
  ['{a: 1}', 1, 2, 'a name in double quotes'],
  ["{'a': 1}", 1, 2, 'a name in double quotes'],
  ['{"a": \'b\'}', 1, 7, 'a value'],
  ['{"a": 1 // why\n}', 1, 9, '"," or "}"'],
  ['{} x', 1, 4, 'the end'],
  ['{"a": "x\ny"}', 1, 7, 'a value'],
  ['{"a": "\\x"}', 1, 7, 'a value'],
  ['{"a": 01}', 1, 8, '"," or "}"'],
  ['{"a": .5}', 1, 7, 'a value'],
  ['{"a": tru}', 1, 7, 'a value'],
  ['{"a": NaN}', 1, 7, 'a value'],
  ['rows:\n  - id: x', 1, 1, 'a value']
]
for (const [json, line, column, expected] of broken) {
  t.test(`${JSON.stringify(json)} is not JSON`, async t => {
    t.throws(() => readLocatedJson(json), new ConfigurationError([`line ${line}, column ${column}: this is not JSON: ${expected} was expected`]))
  })
}

t.test('each value is found on its line', async t => {
  const { value, lineOf, repeated } = readLocatedJson('\n{ "a": [\n1, {\n"b/~":\n true } ],\n\n"\\u0063": null }')
  t.strictSame(value, { a: [1, { 'b/~': true }], c: null })
  t.same([[], ['a'], ['a', 0], ['a', 1], ['a', 1, 'b/~'], ['c']].map(lineOf), [2, 2, 3, 3, 4, 7])
  t.equal(lineOf(['nowhere']), 1)
  t.same(repeated, [])
})

t.test('a name that is there twice is told, however it is spelled', async t => {
  t.same(readLocatedJson('{"a": 1, "b": {"a": 1}, "\\u0061": 2, "a": 3}').repeated, [['a'], ['a']])
})

t.test('what it takes is what JSON.parse takes', async t => {
  const alphabet = ['{', '}', '[', ']', ',', ':', '"a"', '"', '\\', 'u0041', '1', '-', '0', '.5', 'e1', 'true', 'null', ' ', '\n', '\u0000', '\u007F', '\ud800', '\u2028']
  const isTaken = (read: (json: string) => unknown, json: string) => { try { read(json); return true } catch { return false } }
  let [state, taken] = [7, 0]
  for (let round = 0; round < 50_000; round++) {
    let json = ''
    // A small generator of our own, so that a failure can be repeated.
    for (let length = 1 + round % 7; length > 0; length--) json += alphabet[(state = state * 48271 % 2147483647) % alphabet.length] ?? ''
    if (isTaken(JSON.parse, json)) taken++
    if (isTaken(JSON.parse, json) !== isTaken(readLocatedJson, json)) t.fail(JSON.stringify(json))
  }
  t.ok(taken > 500, `${taken} of them were JSON`)
})
