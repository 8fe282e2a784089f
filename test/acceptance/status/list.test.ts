import t from 'tap'
import { ids, testApp } from '../../helper/app.js'
import { ada, caller } from '../../helper/invitations.js'

const test = await testApp(t)
const { stored } = test
const call = caller(test)

interface Page { items: Array<{ customerId: string, state: string }>, nextCursor?: string }
const page = async (search = '') => (await call('GET', `/status${search}`)).json<Page>()
const csv = async (search = '') => await call('GET', `/status${search}`, { headers: { accept: 'text/csv' } })

async function pagesOf (search: string): Promise<Page[]> {
  const pages: Page[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
    pages.push(await page(`?${search}&cursor=${cursor}`))
  }
  return pages
}

t.test('every customer of the caller, and of no other partner', async t => {
  const { items, nextCursor } = await page()
  t.strictSame(
    items.map(({ customerId, state }) => [customerId, state]),
    [
      [ids.adventureWorks, 'requiredButMissing'], [ids.wingtip, 'requiredButMissing'], [ids.proseware, 'superseded'],
      [ids.lucerne, 'superseded']
    ]
  )
  t.equal(nextCursor, undefined)
})

t.test('by state, in any letter case', async t => {
  t.strictSame(
    (await page('?state=Superseded')).items.map(({ customerId }) => customerId),
    [ids.proseware, ids.lucerne]
  )
  t.strictSame((await page('?state=attested')).items, [])
})

t.test('in pages', async t => {
  const pages = await pagesOf('limit=3')
  t.strictSame(pages.map(({ items }) => items.length), [3, 1])
  t.strictSame((await pagesOf('limit=2')).map(({ items }) => items.length), [2, 2], 'no empty page behind the last')
})

t.test('CSV has a header, and a hostile name is a cell', async t => {
  for (const [customerId, name] of [
    [ids.wingtip, '=HYPERLINK("http://x";"a,b")'], [ids.adventureWorks, '@SUM(1)'], [ids.proseware, '-1+1|cmd'],
    [ids.lucerne, 'a\r\nb,"c"']
  ] as const) { await stored.rows('UPDATE customer SET company_name = $2 WHERE customer_id = $1', [customerId, name]) }
  const answer = await csv()
  t.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
  t.equal(
    answer.body,
    [
      'customerId,companyName,country,state,since,source,reason,invitationId,invitationExpiresAt,nextSteps\n',
      `${ids.adventureWorks},'@SUM(1),US,requiredButMissing,2020-02-01T00:00:00.000Z,,noAgreement,,,` +
        'confirmByAttestation inviteDirectAcceptance\n',
      `${ids.wingtip},"'=HYPERLINK(""http://x"";""a,b"")",DE,requiredButMissing,2020-02-01T00:00:00.000Z,,noAgreement,,,` +
        'confirmByAttestation\n',
      `${ids.proseware},'-1+1|cmd,FR,superseded,2019-06-14T00:00:00.000Z,partner,onlyCloudAgreement,,,` +
        'confirmByAttestation inviteDirectAcceptance\n',
      `${ids.lucerne},"a\r\nb,""c""",CH,superseded,2022-05-02T00:00:00.000Z,partner,acceptedBeforeCutOff,,,` +
        'confirmByAttestation inviteDirectAcceptance\n'
    ].join('')
  )
  t.equal((await csv('?state=attested')).body.split('\n').length, 2, 'the header alone')
  t.equal((await csv(`?cursor=${ids.proseware}`)).body.match(/^c5/gm)?.length, 1)
})

t.test(
  'no cell of CSV is a formula where cells are separated by something else; JSON has the name as it is',
  async t => {
    const name = "a;=cmd|' /C calc'!A0;b"
    await stored.rows('UPDATE customer SET company_name = $2 WHERE customer_id = $1', [ids.wingtip, name])
    t.match((await csv()).body, `\n${ids.wingtip},a;'=cmd|' /C calc'!A0;b,DE,`)
    t.match(
      (await page()).items.find(({ customerId }) => customerId === ids.wingtip),
      { companyName: name }
    )
  }
)

t.test('many customers come each once and in order, however they are asked for', async t => {
  await stored.rows(
    `INSERT INTO customer (customer_id, company_name, country, registered_at)
     SELECT ('cc000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Customer ' || n, 'US', now()
     FROM generate_series(1, 5500) n`
  )
  await stored.rows(
    `INSERT INTO reselling_relationship
     SELECT $1, customer_id, NULL, now()
     FROM customer
     WHERE customer_id >= 'cc000000-0000-4000-8000-000000000000'`,
    [ids.contoso]
  )
  const listed = (await pagesOf('limit=500')).flatMap(({ items }) => items.map(({ customerId }) => customerId))
  t.equal(listed.length, 5504)
  t.strictSame(listed, [...new Set(listed)].sort())
  t.strictSame((await csv()).body.match(/^c[\da-f-]{35}(?=,)/gm), listed)
})

t.test('no page is empty while another one exists: the only customer of a state is on the first page', async t => {
  const rare = 'cc000000-0000-4000-8000-000000005500'
  await stored.rows('INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) VALUES ($1, $2, $3)', [
    rare, ids.customerAgreement, test.clock.at
  ])
  const pages = await pagesOf('state=directlyAccepted')
  t.strictSame(pages.map(({ items }) => items.map(({ customerId }) => customerId)), [[rare]])
  const missing = (await pagesOf('state=requiredButMissing&limit=500')).map(({ items }) => items)
  t.strictSame(missing.map(({ length }) => length), [...Array<number>(11).fill(500), 1])
  const listed = missing.flat().map(({ customerId }) => customerId)
  t.strictSame(listed, [...new Set(listed)].sort())
})

t.test('customers who are invited between two pages are not skipped, nor are those after them', async t => {
  const missing = (await page('?state=requiredButMissing&limit=500')).items.map(({ customerId }) => customerId)
  const first = await page('?state=requiredButMissing&limit=3')
  // Wingtip, the second of them, has bought, so it cannot be invited (R25).
  for (const { customerId } of first.items) {
    await call('POST', `/customers/${customerId}/invitations`, { body: { invited: ada, expiresInDays: 1 } })
  }
  const second = await page(`?state=requiredButMissing&limit=3&cursor=${first.nextCursor}`)
  t.strictSame([...first.items, ...second.items].map(({ customerId }) => customerId), missing.slice(0, 6))
  t.strictSame((await pagesOf('state=invited&limit=1')).map(({ items }) => items.length), [1, 1])
  t.strictSame((await pagesOf('state=expired')).map(({ items }) => items.length), [0])
  const { at } = test.clock
  test.clock.at = new Date(at.getTime() + 24 * 60 * 60 * 1000)
  t.strictSame((await pagesOf('state=invited')).map(({ items }) => items.length), [0])
  t.strictSame((await pagesOf('state=expired&limit=1')).map(({ items }) => items.length), [1, 1])
  test.clock.at = at
})

t.test('parameters that cannot be read are refused', async t => {
  for (const search of [
    '?state=happy', '?cursor=x', '?cursor=1_x', '?cursor=x_c1000000-0000-4000-8000-000000000001', '?limit=0',
    '?limit=501', '?limit=ten', '?state=attested&state=invited'
  ]) {
    t.match((await call('GET', `/status${search}`)).json(), { status: 400, title: 'PropertyInvalid' }, search)
  }
})
