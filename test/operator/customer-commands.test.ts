import t from 'tap'
import { ids } from '../helper/app.js'
import { testDatabase } from '../helper/database.js'
import { commandsOn } from './command.js'

const database = await testDatabase(t)
const run = commandsOn({ MIGRATE_DATABASE_URL: database.ownerUrl })
const id = 'ca000000-0000-4000-8000-00000000000a'
const unknown = 'ff000000-0000-4000-8000-00000000000f'
const relationships = (customerId: string) =>
  database.rows(
    'SELECT partner_id, indirect_reseller_id FROM reselling_relationship WHERE customer_id = $1 ORDER BY 1',
    [customerId]
  )

await t.test('a customer is registered with its relationship', async t => {
  const { code, out } = await run([
    'customer', 'add', '--partner', ids.contoso, '--id', id.toUpperCase(), '--name', 'A. Datum', '--country', 'de'
  ])
  t.equal(code, 0)
  t.equal(out, `customer ${id} registered\nits relationship with partner ${ids.contoso} registered\n`)
  t.same(
    await database.rows('SELECT company_name, country, registered_at FROM customer WHERE customer_id = $1', [id]),
    [{ company_name: 'A. Datum', country: 'DE', registered_at: new Date('2026-03-02T10:00:00Z') }]
  )
  t.same(await relationships(id), [{ partner_id: ids.contoso, indirect_reseller_id: null }])
})

await t.test('a customer of another partner keeps its name and gets a second relationship', async t => {
  const { code, out } = await run([
    'customer', 'add', '--partner', ids.fabrikam, '--id', id, '--name', 'Renamed', '--country', 'US', '--reseller',
    ids.northwind
  ])
  t.equal(code, 0)
  t.equal(
    out,
    `customer ${id} was registered already and stays as it is\n` +
      `its relationship with partner ${ids.fabrikam} registered\n`
  )
  t.same(await database.rows('SELECT company_name, country FROM customer WHERE customer_id = $1', [id]), [
    { company_name: 'A. Datum', country: 'DE' }
  ])
  t.same(await relationships(id), [
    { partner_id: ids.contoso, indirect_reseller_id: null },
    { partner_id: ids.fabrikam, indirect_reseller_id: ids.northwind }
  ])
})

await t.test('an unknown partner is reported, and nothing is stored', async t => {
  const { code, err } = await run([
    'customer', 'add', '--partner', unknown, '--id', unknown, '--name', 'A', '--country', 'US'
  ])
  t.equal(code, 1)
  t.equal(
    err,
    'partner-agreements: 1 error:\n' +
      '  - The partner is not registered: add it with `partner-agreements partner add`.\n'
  )
  t.same(await database.rows('SELECT FROM customer WHERE customer_id = $1', [unknown]), [])
})

await t.test('only an indirect provider can have a reseller', async t => {
  const add = ['customer', 'add', '--id', unknown, '--name', 'A', '--country', 'US', '--partner']
  const direct = await run([...add, ids.contoso, '--reseller', ids.northwind])
  t.equal(direct.code, 1)
  t.match(direct.err, `--reseller: ${ids.contoso} is registered as direct-bill, not as indirect-provider.`)
  const notReseller = await run([...add, ids.fabrikam, '--reseller', ids.contoso])
  t.equal(notReseller.code, 1)
  t.match(notReseller.err, `--reseller: ${ids.contoso} is registered as direct-bill, not as indirect-reseller.`)
})

await t.test('all wrong options are reported at once', async t => {
  const { code, err } = await run(['customer', 'add', '--id', 'x', '--country', 'DEU', '--reseller', 'y'])
  t.equal(code, 2)
  for (const option of [
    'partner is missing', 'id is "x"', 'name is missing', 'country is "DEU": it takes two letters', 'reseller is "y"'
  ]) {
    t.match(err, `--${option}`)
  }
})

await t.test("the list shows all customers, or one partner's customers with their resellers", async t => {
  const all = await run(['customer', 'list', '--json'])
  t.same(
    all.out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).companyName),
    ['A. Datum', 'Adventure Works', 'Litware', 'Lucerne Publishing', 'Proseware', 'Tailspin Agency', 'Wingtip Toys']
  )
  const one = await run(['customer', 'list', '--partner', ids.fabrikam])
  t.same(one.out.trimEnd().split('\n').map(line => line.split(/ {2,}/)), [
    ['CUSTOMER ID', 'COUNTRY', 'INDIRECT RESELLER ID', 'COMPANY NAME'],
    [id, 'DE', ids.northwind, 'A. Datum'],
    [ids.adventureWorks, 'US', '-', 'Adventure Works'],
    [ids.litware, 'JP', ids.northwind, 'Litware']
  ])
  const none = await run(['customer', 'list', '--partner', unknown])
  t.equal(none.code, 1)
  t.match(none.err, 'is not a registered partner')
})

await t.test('control characters of stored names do not reach a terminal', async t => {
  await database.rows('UPDATE customer SET company_name = $1 WHERE customer_id = $2', [
    '\u001b]0;owned\u0007\u009b2J\u202egnp.exe\nforged row',
    id
  ])
  const people = await run(['customer', 'list', '--partner', ids.contoso])
  t.match(people.out, '\\u001b]0;owned\\u0007\\u009b2J\\u202egnp.exe\\u000aforged row')
  const json = await run(['customer', 'list', '--json'])
  for (const { out } of [people, json]) t.notOk(/[\p{Cc}\u202e]/u.test(out.replaceAll('\n', '')))
  t.ok(
    json.out
      .split('\n')
      .some(
        line =>
          line.includes(id) && JSON.parse(line).companyName === '\u001b]0;owned\u0007\u009b2J\u202egnp.exe\nforged row'
      ),
    'JSON still says the same'
  )
})

await t.test('registering a relationship twice changes nothing', async t => {
  const add = ['relationship', 'add', '--partner', ids.contoso, '--customer', ids.litware]
  t.match(await run(add), { code: 0, out: /^registered the relationship/ })
  t.match(await run(add), { code: 0, out: /was registered already; nothing was changed/ })
  t.same(await relationships(ids.litware), [
    { partner_id: ids.contoso, indirect_reseller_id: null },
    { partner_id: ids.fabrikam, indirect_reseller_id: ids.northwind }
  ])
})

await t.test('a relationship with an unknown partner, customer or reseller is rejected', async t => {
  t.match(await run(['relationship', 'add', '--partner', ids.contoso, '--customer', unknown]), {
    code: 1,
    err: 'The customer is not registered: add it with `partner-agreements customer add`.'
  })
  t.match(await run(['relationship', 'add', '--partner', unknown, '--customer', ids.litware]), {
    code: 1,
    err: 'The partner is not registered'
  })
  t.match(
    await run(['relationship', 'add', '--partner', ids.fabrikam, '--customer', ids.wingtip, '--reseller', unknown]),
    { code: 1, err: `--reseller: ${unknown} is not a registered partner` }
  )
  t.match(await run(['relationship', 'add', '--partner', 'x']), {
    code: 2,
    err: /--partner is "x"[^]*--customer is missing/
  })
})
