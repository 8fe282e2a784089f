import { Readable } from 'node:stream'
import t from 'tap'
import { readRecords, type FileRecord, type RecordFormat } from '../../src/operator/import-file.js'

async function all<Item> (items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

/** Reads records in chunks of a length that cuts through characters and records. */
async function recordsOf (content: string | Buffer, format: RecordFormat = 'csv', chunk = 7): Promise<FileRecord[]> {
  const bytes = Buffer.from(content)
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, index) =>
    bytes.subarray(index * chunk, (index + 1) * chunk)
  )
  return await all(
    readRecords(Readable.from(chunks, { objectMode: false }), {
      format,
      required: ['id', 'name'],
      optional: ['extra'],
      onIgnored: () => {}
    })
  )
}

const long = 'x'.repeat(70_000)
const cases: ReadonlyArray<[why: string, content: string | Buffer, records: unknown[]]> = [
  [
    'space around values is removed, but not within quotes',
    'id,name\n 1 , "a, b" \n',
    [{ line: 2, values: { id: '1', name: 'a, b' } }]
  ],
  [
    'characters of several bytes are read across chunks',
    'id,name\n1,日本語日本語🎉\n',
    [{ line: 2, values: { id: '1', name: '日本語日本語🎉' } }]
  ],
  [
    'bytes that are not UTF-8 become U+FFFD',
    Buffer.from('id,name\n1,M\xfcller\n', 'latin1'),
    [{ line: 2, values: { id: '1', name: 'M\ufffdller' } }]
  ],
  [
    'a record has the number of its first line',
    'id,name\r\n1,"a\r\nb"\r\n2,c',
    [
      { line: 2, values: { id: '1', name: 'a\r\nb' } },
      { line: 4, values: { id: '2', name: 'c' } }
    ]
  ],
  [
    'a byte-order mark may stand before quotes',
    '\ufeff"id","name"\n1,a\n',
    [{ line: 2, values: { id: '1', name: 'a' } }]
  ],
  [
    'blank lines count as lines',
    '\n  \nid,name\n\n\n1,a\n \n2,b',
    [
      { line: 6, values: { id: '1', name: 'a' } },
      { line: 8, values: { id: '2', name: 'b' } }
    ]
  ],
  [
    'UTF-16 has no header',
    Buffer.from('\ufeffid,name\n1,ü\n', 'utf16le'),
    [{ line: 1, problem: 'the header has no column id, name (separate columns by commas, and save the file in UTF-8)' }]
  ],
  ['an empty file has no header', '', [{ line: 1, problem: 'the header is missing: it names the columns id, name' }]],
  [
    'a missing column ends the reading',
    'id;name\n1;a\n',
    [{ line: 1, problem: 'the header has no column id, name (separate columns by commas, and save the file in UTF-8)' }]
  ],
  [
    'a column that stands twice ends the reading',
    'id,name,ID\n1,a,2\n',
    [{ line: 1, problem: 'the header has the column id twice' }]
  ],
  [
    'text after a closing quote ends the reading',
    'id,name\n1,"a"b\n2,c\n',
    [
      {
        line: 2,
        problem: 'a value continues after its closing quote (double the quotes in it); what follows was not read'
      }
    ]
  ],
  [
    'a quote that is never closed ends the reading',
    'id,name\n1,a\n2,"b\n3,c\n',
    [
      { line: 2, values: { id: '1', name: 'a' } },
      { line: 3, problem: 'a quote is never closed; what follows was not read' }
    ]
  ],
  [
    'a row that is too long ends the reading',
    `id,name\n1,"${long}`,
    [{ line: 2, problem: 'the row is longer than 65536 bytes (is a quote never closed?); what follows was not read' }]
  ]
]

for (const [why, content, records] of cases) {
  await t.test(`CSV: ${why}`, async t => { t.same(await recordsOf(content, 'csv', 7), records) })
}

await t.test(
  'JSON lines: names match in any letter case, and other names, blank lines and a byte-order mark are skipped',
  async t => {
    t.same(await recordsOf('\ufeff{"ID":"1","Name":"日本"}\r\n \n{"id":"2","other":{}}', 'jsonl'), [
      { line: 1, values: { id: '1', name: '日本' } },
      { line: 3, values: { id: '2' } }
    ])
  }
)

await t.test('JSON lines: a line that is too long is not read to its end', async t => {
  let given = 0
  const endless = Readable.from(
    (function * () {
      while (given++ < 10_000) yield Buffer.from(long)
    })(),
    { objectMode: false }
  )
  const records = await all(readRecords(endless, { format: 'jsonl', required: [], optional: [], onIgnored: () => {} }))
  t.match(records, [{ line: 1, problem: 'the line is longer than 65536 characters; what follows was not read' }])
  t.ok(given < 10, `${given} chunks were read`)
})

await t.test('ignored names are reported once each, and at most 20', async t => {
  const ignored: string[] = []
  const lines = Array.from({ length: 100 }, (_, index) => `{"a":1,"x${index}":1}`).join('\n')
  await all(
    readRecords(Readable.from([Buffer.from(lines)]), {
      format: 'jsonl',
      required: [],
      optional: [],
      onIgnored: name => ignored.push(name)
    })
  )
  t.equal(ignored.length, 20)
  t.equal(new Set(ignored).size, 20)
})

await t.test('an error of the source rejects', async t => {
  for (const format of ['csv', 'jsonl'] as const) {
    const broken = Readable.from(
      (function * () {
        yield Buffer.from('id,name\n')
        throw new Error('the disk is gone')
      })(),
      { objectMode: false }
    )
    await t.rejects(all(readRecords(broken, { format, required: ['id'], optional: [], onIgnored: () => {} })), {
      message: 'the disk is gone'
    })
  }
})
