import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'
import { clientOf, orderOf, wingtipSubscription } from '../../helper/transactions.js'
import { isError } from '../../helper/wire.js'

const { app, bearer, appBearer } = await testApp(t, { requireMfa: true })
const contoso = clientOf(app, await bearer(), ids.adventureWorks)
await contoso('POST', 'agreements', confirmation())
const order = (await contoso('POST', 'orders', orderOf())).json()
const [{ subscriptionId }] = order.lineItems
const cart = (await contoso('POST', 'carts', { lineItems: [{ catalogItemId: 'A:1:B', quantity: 1 }] })).json()

/** Every mirrored call, each of which Contoso may make. */
const calls = [
  ['POST', 'orders', orderOf()],
  ['GET', 'orders'],
  ['GET', `orders/${order.id}`],
  ['PATCH', `orders/${order.id}`, { billingCycle: 'annual' }],
  ['POST', 'carts', { lineItems: [{ catalogItemId: 'A:1:B', quantity: 1 }] }],
  ['GET', `carts/${cart.id}`],
  ['PUT', `carts/${cart.id}`, { lineItems: [{ catalogItemId: 'A:1:B', quantity: 1 }] }],
  ['POST', `carts/${cart.id}/checkout`],
  ['GET', 'subscriptions'],
  ['GET', `subscriptions/${subscriptionId}`],
  ['PATCH', `subscriptions/${subscriptionId}`, { quantity: 6 }],
  ['POST', `subscriptions/${subscriptionId}/upgrades`, { targetOffer: { id: 'x' } }],
  ['POST', `subscriptions/${subscriptionId}/transitions`, { toCatalogItemId: 'x' }],
  ['POST', `subscriptions/${subscriptionId}/conversions`, { targetOfferId: 'x', quantity: 1 }]
] as const

t.test('who may not call is refused on every path', async t => {
  const callers = [
    ['RoleNotAllowed', await bearer('helpdeskagent@contoso-direct.example'), ids.adventureWorks],
    ['MfaRequired', await bearer('adminagent@contoso-direct.example', { amr: ['pwd'] }), ids.adventureWorks],
    ['AuthorizationFailed', await bearer('adminagent@northwind.example'), ids.litware],
    ['AuthorizationFailed', await appBearer(ids.northwind), ids.litware],
    ['CustomerIdNotGuid', await bearer(), 'me']
  ] as const
  for (const [fault, authorization, customerId] of callers) {
    const call = clientOf(app, authorization, customerId)
    for (const [method, path, body] of calls) {
      isError(t, await call(method, path, body), fault, `${fault} ${method} ${path}`)
    }
  }
  t.equal((await app.inject({ url: `/v1/customers/${ids.adventureWorks}/orders` })).statusCode, 401)
})

t.test("another partner's customer and an unknown one are told alike, whatever the body", async t => {
  const authorization = await bearer()
  const headers = {
    'ms-requestid': 'ab000000-0000-4000-8000-000000000002',
    'ms-correlationid': 'ab000000-0000-4000-8000-000000000003',
    'ms-cv': 'AAAAAAAAAAAAAAAA.0'
  }
  for (const [method, path, body] of calls) {
    for (const payload of method === 'GET' ? [undefined] : [body, { lineItems: 'none' }, '{']) {
      const answers = await Promise.all([ids.litware, 'cf000000-0000-4000-8000-00000000000f'].map(async customerId => {
        const {
          statusCode,
          body,
          headers: { date, ...rest }
        } = await clientOf(app, authorization, customerId)(method, path, payload, headers)
        return { statusCode, body, rest }
      }))
      t.match(answers[0], { statusCode: 403, body: /20002/ }, `${method} ${path}`)
      t.strictSame(answers[0], answers[1])
    }
  }
})

t.test("another partner of the customer sees and touches none of the first one's", async t => {
  const fabrikam = clientOf(app, await bearer('adminagent@fabrikam.example'), ids.adventureWorks)
  t.equal((await fabrikam('GET', 'orders')).json().totalCount, 0)
  t.equal((await fabrikam('GET', 'subscriptions')).json().totalCount, 0)
  const ofContoso = calls.filter(([, path]) => path.includes('/'))
  for (const [method, path, body] of ofContoso) {
    isError(t, await fabrikam(method, path, body), 'NotFound', `${method} ${path}`)
  }
  t.equal(
    (await fabrikam('POST', 'orders', orderOf())).json().code,
    13605,
    "the other partner's confirmation does not help"
  )
})

t.test("a customer's own resource is not found below another customer", async t => {
  isError(t, await contoso('GET', `subscriptions/${wingtipSubscription}`), 'NotFound')
  isError(t, await contoso('PATCH', `subscriptions/${wingtipSubscription}`, { quantity: 1 }), 'NotFound')
})

t.test('ids in other spellings are the same ids, and what is no id is not found', async t => {
  for (const id of [subscriptionId.toUpperCase(), `%7B${subscriptionId}%7D`]) {
    t.equal((await contoso('GET', `subscriptions/${id}`)).statusCode, 200)
  }
  for (const id of ['none', '..%2Forders', '%00', 'a%20b', subscriptionId.slice(1)]) {
    isError(t, await contoso('GET', `subscriptions/${id}`), 'NotFound', id)
  }
})

t.test('an app and both agents may make every call', async t => {
  for (const authorization of [
    await bearer(),
    await bearer('salesagent@contoso-direct.example'),
    await appBearer(ids.contoso)
  ]) {
    const call = clientOf(app, authorization, ids.adventureWorks)
    for (const [method, path, body] of calls) {
      t.notOk([401, 403, 404].includes((await call(method, path, body)).statusCode), `${method} ${path}`)
    }
  }
})
