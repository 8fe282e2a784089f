import t from 'tap'
import { ids } from '../helper/app.js'
import { testDatabase } from '../helper/database.js'
import { commandsOn } from './command.js'

const database = await testDatabase(t)
const run = commandsOn({ MIGRATE_DATABASE_URL: database.ownerUrl })
const id = 'DA000000-0000-4000-8000-00000000000A'
const partner = ['--id', id, '--name', ' Woodgrove Bank ', '--type', 'direct-bill']

await t.test('a partner is stored with the given values and with defaults', async t => {
  t.same(await run(['partner', 'add', ...partner]), {
    code: 0,
    out: `registered partner ${id.toLowerCase()}\n`,
    err: ''
  })
  const [row] = await database.rows(
    'SELECT *, partner_agreement_signed_on::text AS signed_on FROM partner WHERE partner_id = $1',
    [id]
  )
  t.match(row, {
    name: 'Woodgrove Bank',
    type: 'direct_bill',
    cloud: 'public',
    indirect_provider_id: null,
    mpn_id: null,
    csp_region: 'worldwide',
    signed_on: null,
    admin_agent_claims: ['AdminAgents'],
    sales_agent_claims: ['SalesAgents'],
    registered_at: new Date('2026-03-02T10:00:00Z')
  })
})

await t.test('a partner that is already registered is not changed', async t => {
  const { code, out } = await run([
    'partner', 'add', '--id', `{${id}}`, '--name', 'Other', '--type', 'indirect-provider'
  ])
  t.equal(code, 0)
  t.match(out, /was registered already; nothing was changed/)
  t.same(await database.rows('SELECT name, type FROM partner WHERE partner_id = $1', [id]), [
    { name: 'Woodgrove Bank', type: 'direct_bill' }
  ])
})

await t.test('every option is stored', async t => {
  const reseller = 'da000000-0000-4000-8000-00000000000b'
  const { code } = await run([
    'partner', 'add', '--id', reseller, '--name', 'R', '--type', 'indirect-reseller', '--cloud', 'us-government',
    '--provider', ids.fabrikam, '--mpn-id', '42', '--no-csp-enrolment', '--signed-on', '2026-03-02', '--admin-agents',
    'a, b,,a', '--sales-agents', 'c'
  ])
  t.equal(code, 0)
  t.same(
    await database.rows(
      `SELECT type, cloud, indirect_provider_id, mpn_id, csp_region, partner_agreement_signed_on::text,
         admin_agent_claims, sales_agent_claims
       FROM partner
       WHERE partner_id = $1`,
      [reseller]
    ),
    [
      {
        type: 'indirect_reseller',
        cloud: 'us_government',
        indirect_provider_id: ids.fabrikam,
        mpn_id: '42',
        csp_region: null,
        partner_agreement_signed_on: '2026-03-02',
        admin_agent_claims: ['a', 'b'],
        sales_agent_claims: ['c']
      }
    ]
  )
})

await t.test('all wrong options are reported at once, with the values that they take', async t => {
  const { code, out, err } = await run([
    'partner', 'add', '--name', 'Bell\u0007', '--type', 'direct_bill', '--cloud', 'moon', '--provider', 'x',
    '--mpn-id', '1e3', '--csp-region', 'a', '--no-csp-enrolment', '--signed-on', '2026-02-29', '--admin-agents',
    ' , ', '--sales-agents', 'x\u001b[2J'
  ])
  t.equal(code, 2)
  t.equal(out, '')
  const lines = err.trimEnd().split('\n')
  t.equal(lines[0], 'partner-agreements: 11 errors:')
  for (const part of [
    '--id is missing: it takes a GUID.', '--name is unfit',
    '--type is "direct_bill": it takes direct-bill, indirect-provider, indirect-reseller.', '--cloud is "moon"',
    '--provider is "x"', '--provider is for', '--mpn-id is "1e3"', '--csp-region cannot be combined',
    '--signed-on is "2026-02-29": it takes a day as YYYY-MM-DD.', '--admin-agents is " , "',
    '--sales-agents is "x\\u001b[2J"'
  ]) {
    t.ok(lines.some(line => line.includes(part)), part)
  }
  t.notOk(/[^\P{Cc}\n]/u.test(err), 'no control character of the options reaches the terminal')
})

await t.test('names with control characters or broken UTF-8 are rejected', async t => {
  for (const [index, name] of [
    'a\nb',
    'a\u009b31m',
    'a\u2028b',
    'a\ud800',
    'na\ufffdme',
    '\u200b\u2060',
    'x'.repeat(257)
  ].entries()) {
    const { code, err } = await run(['partner', 'add', '--id', ids.wingtip, '--type', 'direct-bill', '--name', name])
    t.equal(code, 2, `name ${index + 1}`)
    t.match(err, /--name is unfit: it takes/)
  }
})

await t.test('a signature date in the future, or with a time, is rejected', async t => {
  t.match(await run(['partner', 'add', ...partner, '--signed-on', '2026-03-04']), {
    code: 2,
    err: '--signed-on is in the future'
  })
  t.match(await run(['partner', 'add', ...partner, '--signed-on', '2026-03-01T10:00:00Z']), {
    code: 2,
    err: 'it takes a day as YYYY-MM-DD'
  })
})

await t.test('a provider that is not registered as a provider is rejected', async t => {
  const reseller = ['partner', 'add', '--id', ids.wingtip, '--name', 'R', '--type', 'indirect-reseller', '--provider']
  const unknown = await run([...reseller, ids.litware])
  t.equal(unknown.code, 1)
  t.match(unknown.err, `--provider: ${ids.litware} is not a registered partner`)
  const direct = await run([...reseller, ids.contoso])
  t.equal(direct.code, 1)
  t.match(direct.err, `${ids.contoso} is registered as direct-bill, not as indirect-provider`)
})

await t.test('an MPN id belongs to one partner', async t => {
  const { code, err } = await run([
    'partner', 'add', '--id', ids.wingtip, '--name', 'W', '--type', 'direct-bill', '--mpn-id', '1000001'
  ])
  t.equal(code, 1)
  t.equal(err, 'partner-agreements: 1 error:\n  - Another partner has this MPN id.\n')
})

await t.test('the list is aligned for people, and complete as JSON lines', async t => {
  const people = await run(['partner', 'list'])
  const lines = people.out.trimEnd().split('\n')
  t.match(lines[0], /^PARTNER ID +TYPE +CLOUD +MPN ID +CSP REGION +SIGNED ON +INDIRECT PROVIDER ID +NAME$/)
  t.equal(lines.length, 7)
  const nameAt = lines[0]?.indexOf('NAME') ?? 0
  t.same(
    lines.slice(1).map(line => line.slice(nameAt)),
    ['Contoso Direct', 'Fabrikam Distribution', 'Northwind Resell', 'R', 'Tailspin Federal', 'Woodgrove Bank']
  )
  const json = await run(['partner', 'list', '--json'])
  t.same(json.out.trimEnd().split('\n').map(line => JSON.parse(line))[2], {
    partnerId: ids.northwind,
    name: 'Northwind Resell',
    type: 'indirect-reseller',
    cloud: 'public',
    indirectProviderId: ids.fabrikam,
    mpnId: '1000003',
    cspRegion: 'worldwide',
    signedOn: '2019-10-01',
    adminAgents: ['AdminAgents'],
    salesAgents: ['SalesAgents'],
    registeredAt: '2026-01-01T00:00:00.000Z'
  })
})
