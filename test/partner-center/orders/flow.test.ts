import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'
import { clientOf, offerId, orderOf, wingtipSubscription } from '../../helper/transactions.js'

const { app, bearer, appBearer, stored } = await testApp(t)

t.test("a middleware's whole flow: refused, confirmed, ordered, seats changed, read back", async t => {
  const middleware = clientOf(app, await appBearer(ids.contoso), ids.adventureWorks)
  const admin = clientOf(app, await bearer(), ids.adventureWorks)

  const refused = await middleware('POST', 'orders', orderOf())
  t.equal(refused.statusCode, 403)
  t.equal(refused.json().code, 13605)
  t.equal((await middleware('GET', 'orders')).json().totalCount, 0, 'nothing was stored')
  t.equal((await stored.rows('SELECT FROM purchase WHERE customer_id = $1', [ids.adventureWorks])).length, 0)

  t.equal((await middleware('POST', 'agreements', confirmation())).statusCode, 403, 'an app cannot confirm')
  t.equal((await admin('POST', 'agreements', confirmation())).statusCode, 201)

  const placed = await middleware('POST', 'orders', orderOf())
  t.equal(placed.statusCode, 201)
  t.match(placed.headers, { 'partner-agreements-decision': /^[0-9a-f-]{36}$/, 'partner-agreements-sandbox': 'true' })
  const order = placed.json()
  t.strictSame((await middleware('GET', `orders/${order.id}`)).body, placed.body)
  const [{ subscriptionId }] = order.lineItems
  const subscription = (await middleware('GET', `subscriptions/${subscriptionId}`)).json()
  t.match(subscription, {
    id: subscriptionId,
    offerId,
    quantity: 5,
    status: 'active',
    autoRenewEnabled: true,
    billingCycle: 'monthly',
    termDuration: 'P1Y',
    orderId: order.id
  })

  const changed = await middleware(
    'PATCH',
    `subscriptions/${subscriptionId}`,
    { ...subscription, Quantity: undefined, quantity: 8 },
    { 'if-match': `"${subscription.attributes.etag}"` }
  )
  t.equal(changed.statusCode, 200)
  t.equal(changed.json().quantity, 8)
  t.strictSame((await middleware('GET', 'subscriptions')).json().items, [changed.json()])
  t.equal(
    (await stored.rows('SELECT FROM purchase WHERE customer_id = $1', [ids.adventureWorks])).length,
    1,
    'a seat change is no purchase'
  )
})

t.test('seats of the seeded subscription meet the gate, its name and auto-renew do not', async t => {
  const call = clientOf(app, await bearer('salesagent@contoso-direct.example'), ids.wingtip)
  const path = `subscriptions/${wingtipSubscription}`
  for (const quantity of [9, 11]) {
    t.equal((await call('PATCH', path, { quantity, autoRenewEnabled: true })).json().code, 13605, `${quantity} seats`)
  }
  t.equal((await call('PATCH', path, { friendlyName: 'Toys', autoRenewEnabled: true })).statusCode, 200)
  t.equal(
    (await call('PATCH', path, { quantity: 10, autoRenewEnabled: false })).statusCode,
    200,
    'as many seats as before are no change'
  )
  const authorization = await bearer()
  await app.inject({
    method: 'POST',
    url: `/v1/customers/${ids.wingtip}/agreements`,
    headers: { authorization },
    payload: confirmation()
  })
  t.equal((await call('PATCH', path, { quantity: 11, autoRenewEnabled: true })).json().quantity, 11)
})

t.test('a refusal says what is wrong and what to do, where clients ignore it', async t => {
  const call = async (customerId: string) =>
    (await clientOf(app, await bearer(), customerId)('POST', 'orders', orderOf())).json()
  const proseware = await call(ids.proseware)
  t.match(proseware, {
    code: 13605,
    parameters: { reason: 'onlyCloudAgreement', decisionId: String, rules: String },
    data: [/Cloud Agreement/, /^Once the customer has accepted, confirm it: POST/, String]
  })
  t.match(
    proseware.description,
    /^Either a partner confirmation that the customer has accepted the Microsoft Customer Agreement must be provided or/
  )
  t.match(await call(ids.lucerne), {
    parameters: { reason: 'acceptedBeforeCutOff' },
    data: [/cut-off/, /^Once the customer has accepted, confirm it: POST \S+ with templateId [\w-]+\.$/, String]
  })
  for (const value of Object.values(proseware.parameters)) t.type(value, 'string')
})

t.test('each decision is kept under the id that the header names', async t => {
  const call = clientOf(app, await bearer(), ids.proseware)
  const answer = await call('POST', 'orders', orderOf(), { 'ms-requestid': 'ab000000-0000-4000-8000-000000000001' })
  const [kept] = await stored.rows('SELECT * FROM gate_decision WHERE decision_id = $1', [
    answer.headers['partner-agreements-decision']
  ])
  t.match(kept, {
    partner_id: ids.contoso,
    customer_id: ids.proseware,
    outcome: 'block',
    request_id: 'ab000000-0000-4000-8000-000000000001'
  })
  t.equal(answer.json().parameters.decisionId, answer.headers['partner-agreements-decision'])
})

t.test('a national cloud has orders, and no gate', async t => {
  const call = clientOf(app, await bearer('adminagent@tailspin.example'), 'c6000000-0000-4000-8000-000000000006')
  t.equal((await call('POST', 'orders', orderOf())).statusCode, 201)
})
