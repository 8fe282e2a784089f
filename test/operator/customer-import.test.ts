import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ids } from '../helper/app.js'
import { testDatabase } from '../helper/database.js'
import { commandsOn } from './command.js'

const database = await testDatabase(t)
const run = commandsOn({ MIGRATE_DATABASE_URL: database.ownerUrl })
const folder = t.testdir({})
const idOf = (index: number) => `ce000000-0000-4000-8000-${String(index).padStart(12, '0')}`
const stored = async () =>
  Number(
    (
      await database.rows<{ count: string }>("SELECT count(*) FROM customer WHERE customer_id::text LIKE 'ce000000%'")
    )[0]?.count
  )
const importFrom = (input: string | Buffer, format: string, ...more: string[]) =>
  run(['customer', 'import', '-', '--format', format, '--partner', ids.contoso, ...more], input)

await t.test('a file with invalid rows is not imported, and each row is reported with its line', async t => {
  const { code, out, err } = await importFrom([
    'customerId,companyName,country,indirectResellerId',
    `${idOf(1)},Good,DE,`,
    'not-a-guid,,Germany,x',
    '',
    `${idOf(2)},Two,Cells`,
    `"${idOf(3)}","Two`,
    'lines","DE",',
    `${idOf(4)},Bell\u0007,DE,`,
    `${idOf(1).toUpperCase()},Again,DE,`,
    `${idOf(5)},A "quoted" name,DE,`,
    `${idOf(6)},Not read,DE,`
  ].join('\n'), 'csv')
  t.equal(code, 1)
  t.equal(out, '')
  const lines = err.trimEnd().split('\n')
  t.match(lines, [
    'line 3: customerId is "not-a-guid": it takes a GUID. companyName is missing: it takes a name of 1 to 256 ' +
      'visible characters in UTF-8, without control characters. country is "Germany": it takes two letters, ' +
      'such as DE. indirectResellerId is "x": it takes a GUID.',
    'line 5: the header has 4 columns and this row 3',
    'line 6: companyName is unfit: it takes',
    'line 8: companyName is unfit: it takes',
    'line 9: customerId is on line 2 already.',
    'line 10: there is a quote within a value (put the value in quotes, and double the quotes in it); ' +
      'what follows was not read',
    'partner-agreements: 1 error:',
    '  - 6 of 7 rows are invalid: nothing was imported.'
  ])
  t.equal(lines.length, 8)
  t.equal(await stored(), 0)
})

const csv = Buffer.from(
  '\ufeffCOMPANYNAME, CustomerID ,country,Notes\r\n' +
    `"Größe ""&"" Söhne, GmbH",${idOf(1)},de,x\r\n\r\n日本 株式会社,{${idOf(2).toUpperCase()}},JP,\r\n`
)

await t.test('a dry run reports what it would add, and changes nothing', async t => {
  const { code, out, err } = await importFrom(csv, 'csv', '--dry-run')
  t.equal(code, 0)
  t.equal(out, '2 rows: customers 2 would be added, 0 already there; relationships 2 would be added, 0 already there\n')
  t.equal(err, 'ignored column "Notes"\n')
  t.equal(await stored(), 0)
})

await t.test(
  "a spreadsheet's .csv file is imported, with byte-order mark, quotes, and columns in any order and letter case",
  async t => {
    const file = join(folder, 'customers.CSV')
    writeFileSync(file, csv)
    const { code, out } = await run(['customer', 'import', file, '--partner', ids.contoso])
    t.equal(code, 0)
    t.equal(out, '2 rows: customers 2 added, 0 already there; relationships 2 added, 0 already there\n')
    t.same(
      await database.rows(
        `SELECT c.customer_id, company_name, country, partner_id
         FROM customer c
         JOIN reselling_relationship r USING (customer_id)
         WHERE c.customer_id::text LIKE 'ce000000%'
         ORDER BY 1`
      ),
      [
        { customer_id: idOf(1), company_name: 'Größe "&" Söhne, GmbH', country: 'DE', partner_id: ids.contoso },
        { customer_id: idOf(2), company_name: '日本 株式会社', country: 'JP', partner_id: ids.contoso }
      ]
    )
  }
)

await t.test('existing customers are counted separately and not changed', async t => {
  const { out } = await importFrom(
    `customerId,companyName,country\n${idOf(1)},Renamed,US\n${idOf(3)},New,US\n${ids.litware},Litware,JP\n`,
    'csv'
  )
  t.equal(out, '3 rows: customers 1 added, 2 already there; relationships 2 added, 1 already there\n')
  t.match(await database.rows('SELECT company_name FROM customer WHERE customer_id = $1', [idOf(1)]), [
    { company_name: /^Größe/ }
  ])
})

await t.test('the JSON lines that `customer list` prints can be imported', async t => {
  const list = await run(['customer', 'list', '--partner', ids.contoso, '--json'])
  const again = await importFrom(list.out, 'jsonl')
  t.match(again, {
    code: 0,
    out: /^8 rows: customers 0 added, 8 already there; relationships 0 added, 8 already there/,
    err: 'ignored column "registeredAt"\n'
  })
})

await t.test('invalid JSON lines are reported with their line', async t => {
  const { code, err } = await importFrom(
    `\ufeff{"CustomerId":"${idOf(7)}","companyname":"U+2028 \u2028 within","COUNTRY":"DE"}\r\n\n[]\n` +
      '{"customerId":7,"companyName":null,"country":["DE"]}\nnull\n{\n' +
      `{"__proto__":{"customerId":"${idOf(8)}"}}`,
    'jsonl'
  )
  t.equal(code, 1)
  t.match(err.trimEnd().split('\n'), [
    'line 1: companyName is unfit',
    'line 3: it is not a JSON object',
    'line 4: customerId is of type number: it takes a GUID. companyName is missing',
    'line 5: it is not a JSON object',
    'line 6: it is not JSON',
    'ignored column "__proto__"',
    'line 7: customerId is missing',
    'partner-agreements: 1 error:',
    '  - 6 of 6 rows are invalid: nothing was imported.'
  ])
})

await t.test('resellers are checked before anything is stored', async t => {
  const rows = (reseller: string) =>
    'customerId,companyName,country,indirectResellerId\n' +
    `${idOf(20)},A,DE,${ids.northwind}\n${idOf(21)},B,DE,${reseller}\n`
  const add = (input: string, partner: string) =>
    run(['customer', 'import', '-', '--format', 'csv', '--partner', partner], input)
  const unknown = await add(rows(ids.litware), ids.fabrikam)
  t.equal(unknown.code, 1)
  t.match(unknown.err, `line 3: indirectResellerId: ${ids.litware} is not a registered partner`)
  t.match(await add(rows(''), ids.contoso), {
    code: 1,
    err: `line 2: indirectResellerId: ${ids.contoso} is registered as direct-bill`
  })
  t.match(await database.rows('SELECT FROM customer WHERE customer_id = $1', [idOf(20)]), [])
  t.match(await add(rows(''), ids.fabrikam), { code: 0, out: /^2 rows: customers 2 added/ })
  t.same(
    await database.rows(
      `SELECT indirect_reseller_id AS reseller
       FROM reselling_relationship
       WHERE customer_id IN ($1, $2)
       ORDER BY customer_id`,
      [idOf(20), idOf(21)]
    ),
    [{ reseller: ids.northwind }, { reseller: null }]
  )
})

await t.test('nothing is stored for an unknown partner', async t => {
  const { code, err } = await run(
    ['customer', 'import', '-', '--format', 'csv', '--partner', ids.wingtip],
    `customerId,companyName,country\n${idOf(30)},A,DE\n`
  )
  t.equal(code, 1)
  t.match(err, 'The partner is not registered')
  t.same(await database.rows('SELECT FROM customer WHERE customer_id = $1', [idOf(30)]), [])
})

await t.test('more rows than fit one statement are imported all or none, with reports of progress', async t => {
  const rows = Array.from({ length: 25_001 }, (_, index) => `${idOf(1_000 + index)},Company ${index},DE`)
  const before = await stored()
  const bad = await importFrom(['customerId,companyName,country', ...rows, `${idOf(1_000)},Last,DE`].join('\n'), 'csv')
  t.match(bad, { code: 1, err: 'line 25003: customerId is on line 2 already.' })
  t.equal(await stored(), before)
  const good = await importFrom(['customerId,companyName,country', ...rows].join('\n'), 'csv')
  t.match(good, {
    code: 0,
    out: /^25001 rows: customers 25001 added/,
    err: '25000 rows read\n25000 of 25001 rows sent to the database\n'
  })
  t.equal(await stored(), before + 25_001)
})

await t.test('missing files, and files of another format than their name says, are reported', async t => {
  t.match(await run(['customer', 'import', join(folder, 'none.csv'), '--partner', ids.contoso]), {
    code: 1,
    err: /ENOENT/
  })
  t.match(await run(['customer', 'import', join(folder, 'customers.xlsx'), '--partner', ids.contoso]), {
    code: 2,
    err: /--format is missing: csv or jsonl is required where the extension of FILE/
  })
  t.match(
    await run(['customer', 'import', join(folder, 'customers.CSV'), '--partner', ids.contoso, '--format', 'xlsx']),
    { code: 2, err: /--format is "xlsx": it takes csv, jsonl\./ }
  )
  t.match(
    await run(['customer', 'import', join(folder, 'customers.CSV'), '--partner', ids.contoso, '--format', 'jsonl']),
    { code: 1, err: /line 1: it is not JSON/ }
  )
})
