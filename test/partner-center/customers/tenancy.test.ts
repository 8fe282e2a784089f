import t from 'tap'
import { ids, testApp } from '../../helper/app.js'
import { isError } from '../../helper/wire.js'
import { create, newCustomer } from './helper.js'

const test = await testApp(t, { requireMfa: true })
const { app, bearer, appBearer, stored } = test
const fabrikam = 'adminagent@fabrikam.example'

const get = async (id: string, user?: string) =>
  await app.inject({ url: `/v1/customers/${id}`, headers: { authorization: await bearer(user) } })
const created: string = (await create(test, newCustomer())).json().id

t.test('the partner that created a customer reads it back, without its credentials', async t => {
  const answer = (await get(created.toUpperCase())).json()
  t.match(answer, {
    id: created,
    allowDelegatedAccess: false,
    billingProfile: { email: 'nia@newcomb.example', culture: 'en-US' }
  })
  t.notHas(answer, 'userCredentials')
})

t.test('a customer that was registered without a profile has none', async t => {
  const answer = (await get(ids.wingtip)).json()
  t.match(answer, { id: ids.wingtip, companyProfile: { companyName: 'Wingtip Toys', domain: 'wingtip-toys.example' } })
  t.notHas(answer, 'billingProfile')
  t.match((await get(ids.litware, fabrikam)).json(), { associatedPartnerId: ids.northwind })
})

t.test("another partner's customer and one that does not exist get one answer", async t => {
  const unknown = await get('c9000000-0000-4000-8000-000000000009', fabrikam)
  isError(t, unknown, 'NoCustomerRelationship')
  for (const id of [created, ids.wingtip, created.toUpperCase()]) t.equal((await get(id, fabrikam)).body, unknown.body)
  isError(t, await get('adventure-works', fabrikam), 'CustomerIdNotGuid')
})

t.test('a second partner sees the customer, and not what the first said of its people', async t => {
  await stored.rows(
    'INSERT INTO reselling_relationship (partner_id, customer_id, established_at) VALUES ($1, $2, now())',
    [ids.fabrikam, created]
  )
  const answer = await get(created, fabrikam)
  t.match(answer.json(), { id: created, companyProfile: { companyName: 'Newcomb Traders' } })
  t.notMatch(answer.body, /nia|billingProfile|Redmond|createdBy|d1000000/i)
})

t.test('row-level security holds without the predicate', async t => {
  const seen = async (partnerId: string) =>
    await test.database.read(
      {
        name: 'unfenced',
        text:
          "SELECT found.customer_id FROM (SELECT set_config('app.partner', $1, true) AS set OFFSET 0) caller " +
            "CROSS JOIN LATERAL (SELECT customer_id FROM customer WHERE caller.set <> '' OFFSET 0) found"
      },
      [partnerId]
    )
  t.equal((await seen(ids.contoso)).length, 5)
  t.equal((await seen(ids.northwind)).length, 0)
})

t.test('one customer takes a user, with a role and multi-factor authentication, in every cloud', async t => {
  const ask = async (authorization: string, url = `/v1/customers/${ids.adventureWorks}`) =>
    await app.inject({ url, headers: { authorization } })
  isError(t, await ask(await appBearer(ids.contoso)), 'AppOnlyNotSupported')
  for (const url of [`/v1/customers/${ids.adventureWorks}`, '/v1/customers', '/v1/customers/relationshiprequests']) {
    isError(t, await ask(await bearer(undefined, { amr: ['pwd'] }), url), 'MfaRequired', url)
    isError(t, await ask(await bearer('helpdeskagent@contoso-direct.example'), url), 'RoleNotAllowed', url)
    isError(t, await ask(await bearer('adminagent@northwind.example'), url), 'AuthorizationFailed', url)
    isError(t, await ask('', url), 'PartnerTokenMissing', url)
  }
  const agency = await app.inject({
    url: '/v1/customers/c6000000-0000-4000-8000-000000000006',
    headers: { authorization: await bearer('salesagent@tailspin.example') }
  })
  t.equal(agency.statusCode, 200)
})
