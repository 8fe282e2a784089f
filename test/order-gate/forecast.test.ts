import t from 'tap'
import { ids, testApp } from '../helper/app.js'

const { app, bearer, stored } = await testApp(t)
const authorization = await bearer()

async function forecast (search = '', headers: Record<string, string> = {}) {
  return await app.inject({ url: `/order-gate/v1/forecast${search}`, headers: { authorization, ...headers } })
}

const lines = (body: string) =>
  body
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as { customerId: string, reason: string, companyName: string })

t.test('the forecast lists the customers that would be blocked at an instant, with the reason', async t => {
  const response = await forecast('?at=2026-01-21')
  t.equal(response.headers['content-type'], 'application/x-ndjson; charset=utf-8')
  t.match(lines(response.body), [
    { customerId: ids.adventureWorks, companyName: 'Adventure Works', reason: 'noAgreement' },
    { customerId: ids.wingtip, reason: 'noAgreement' },
    { customerId: ids.proseware, reason: 'onlyCloudAgreement' },
    {
      customerId: ids.lucerne,
      reason: 'acceptedBeforeCutOff',
      rules: ['R13'],
      since: '2026-01-21T00:00:00.000Z',
      remedies: ['confirmByAttestation', 'inviteDirectAcceptance']
    }
  ])
})

t.test('before the cut-off, a customer with an old acceptance is not listed', async t => {
  t.notOk(lines((await forecast('?at=2026-01-20')).body).some(({ customerId }) => customerId === ids.lucerne))
})

t.test('no customer is blocked in a national cloud', async t => {
  t.equal((await forecast('', { authorization: await bearer('adminagent@tailspin.example') })).body, '')
})

t.test('the forecast begins after a customer and stops at a limit', async t => {
  t.strictSame(
    lines((await forecast(`?after=${ids.wingtip}&limit=1`)).body).map(({ customerId }) => customerId),
    [ids.proseware]
  )
})

t.test('CSV has a header, and a spreadsheet does not read a name as a formula', async t => {
  await stored.rows('UPDATE customer SET company_name = \'=HYPERLINK("http://x";"a,b")\' WHERE customer_id = $1', [
    ids.wingtip
  ])
  const response = await forecast('?limit=2', { accept: 'text/csv' })
  t.equal(response.headers['content-type'], 'text/csv; charset=utf-8')
  const [header, , formula] = response.body.split('\n')
  t.equal(header, 'customerId,companyName,reason,rules,since,remedies')
  t.equal(
    formula,
    `${ids.wingtip},"'=HYPERLINK(""http://x"";""a,b"")",noAgreement,R31 R13,2020-02-01T00:00:00.000Z,` +
      'confirmByAttestation'
  )
})

t.test(
  'a name is no formula for a spreadsheet with other separators either, and is unchanged in JSON',
  async t => {
    const name = "a;=cmd|' /C calc'!A0;b"
    await stored.rows('UPDATE customer SET company_name = $2 WHERE customer_id = $1', [ids.wingtip, name])
    t.match((await forecast('', { accept: 'text/csv' })).body, `\n${ids.wingtip},a;'=cmd|' /C calc'!A0;b,noAgreement,`)
    t.match(
      lines((await forecast()).body).find(({ customerId }) => customerId === ids.wingtip),
      { companyName: name }
    )
  }
)

t.test('customers of several pages are listed once each and in order', async t => {
  await stored.rows(
    `INSERT INTO customer
     SELECT ('cc000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Customer ' || n, 'US', now()
     FROM generate_series(1, 2500) n`
  )
  await stored.rows(
    `INSERT INTO reselling_relationship
     SELECT $1, customer_id, NULL, now()
     FROM customer
     WHERE customer_id >= 'cc000000-0000-4000-8000-000000000000'`,
    [ids.contoso]
  )
  const customers = lines((await forecast()).body).map(({ customerId }) => customerId)
  t.equal(customers.length, 2504)
  t.strictSame(customers, [...new Set(customers)].sort())
})

t.test('invalid parameters are rejected', async t => {
  for (const search of ['?at=tomorrow', '?after=x', '?limit=0', '?limit=-1', '?limit=1.5']) {
    const response = await forecast(search)
    t.equal(response.statusCode, 400, search)
    t.match(response.json(), { title: 'PropertyInvalid' })
  }
})
