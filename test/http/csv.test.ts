import { parse } from 'csv-parse/sync'
import t from 'tap'
import { csvLines } from '../../src/http/csv.js'

const read = (cell: string) => parse(csvLines([['first', cell, 'last']]))[0]?.[1]

const hostile: ReadonlyArray<readonly [what: string, cell: string, inert: string]> = [
  ...[...'=+-@＝＋－＠'].map(sign => [sign, `${sign}1`, `'${sign}1`] as const),
  ['a formula with quotation marks', '=HYPERLINK("http://x";"a,b")', '\'=HYPERLINK("http://x";"a,b")'],
  ['behind a semicolon', "a;=cmd|' /C calc'!A0;b", "a;'=cmd|' /C calc'!A0;b"],
  ['behind every separator', 'a,=1;+1\t-1\r@1\n=1\r\n+1', "a,'=1;'+1\t'-1\r'@1\n'=1\r\n'+1"],
  ['behind spaces', '  =1+1', "  '=1+1"],
  ['behind a separator and a space', 'a; ＝1', "a; '＝1"],
  ...[
    '\u00A0', '\u200B', '\u200D', '\uFEFF', '\u2060', '\u3000', '\u2800', '\u00AD', '\u202E', '\u0001', '\u0085',
    '\v', '\u{E0020}', '\u3164', '\uFE0F'
  ].map(blank => [`behind ${encodeURIComponent(blank)}`, `${blank}=1;${blank}=1`, `${blank}'=1;${blank}'=1`] as const),
  ['behind a quotation mark, which is doubled', 'a;"=1;b', 'a;"\'=1;b'],
  ['a tab first', '\t=1', "'\t'=1"],
  ['a tab first, and no sign', '\ta', "'\ta"],
  ['a carriage return first, and no sign', '\ra', "'\ra"],
  ['a name that only looks like it', 'Smith; -Jones', "Smith; '-Jones"]
]
for (const [what, cell, inert] of hostile) t.test(`no formula: ${what}`, async t => t.equal(read(cell), inert))

const harmless = [
  '', 'Contoso', 'Smith-Jones; Söhne', 'a - b', 'A+B=C', 'a@b.example', "'=1", "a;'=1", 'a|=1',
  'Müller, Meier & Co. KG', '株式会社', 'a\r\nb,"c"', '2020-02-01T00:00:00.000Z', '"quoted"; "b"', '\u200Ba'
]
for (const cell of harmless) t.test(`unchanged: ${JSON.stringify(cell)}`, async t => t.equal(read(cell), cell))

t.test('a spreadsheet that separates by semicolons finds no formula either', async t => {
  const names = hostile.map(([, cell]) => [cell.replaceAll(/[\r\n]/g, ';')])
  for (const cell of csvLines(names).split(/[;\n]/)) t.notMatch(cell, /^[\s"]*[=+\-@＝＋－＠]/)
})

t.test('the time for a long text grows with its length only', async t => {
  const [text, began] = ['\t'.repeat(50_000) + ' '.repeat(50_000), performance.now()]
  csvLines([[text]])
  t.ok(performance.now() - began < 2_000)
})
