import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'
import { clientOf } from '../../helper/transactions.js'
import { isError } from '../../helper/wire.js'

const { app, bearer, clock, stored } = await testApp(t)
const call = clientOf(app, await bearer(), ids.adventureWorks)
const lineItems = [
  {
    id: 0,
    catalogItemId: 'CFQ7TTC0LDPB:0001:CFQ7TTC0LGNT',
    friendlyName: 'Mail',
    quantity: 5,
    billingCycle: 'monthly',
    termDuration: 'P1Y',
    addonItems: [{ catalogItemId: 'ADD:0001:ON', quantity: 5, billingCycle: 'monthly' }]
  },
  { id: 1, catalogItemId: 'DG7GMGF0DWTL:0001:DG7GMGF0DSJB', quantity: 1, billingCycle: 'OneTime' }
]

t.test('a cart needs no acceptance until its checkout', async t => {
  const created = await call('POST', 'carts', { lineItems })
  t.equal(created.statusCode, 201)
  const cart = created.json()
  t.match(cart, {
    creationTimestamp: '2026-03-02T10:00:00.000Z',
    expirationTimestamp: '2026-03-09T10:00:00.000Z',
    lineItems: [{ id: 0, addonItems: [{ catalogItemId: 'ADD:0001:ON' }] }, { id: 1, billingCycle: 'one_time' }]
  })
  t.strictSame((await call('GET', `carts/${cart.id}`)).body, created.body)
  const replaced = await call('PUT', `carts/${cart.id}`, { ...cart, lineItems: cart.lineItems.slice(0, 1) })
  t.equal(replaced.json().lineItems.length, 1)
  t.strictSame((await call('GET', `carts/${cart.id}`)).body, replaced.body)
  isError(t, await call('POST', `carts/${cart.id}/checkout`), 'AgreementNotAccepted')
  t.equal((await call('GET', 'orders')).json().totalCount, 0)
})

t.test('a checkout orders the lines of the cart, at most once', async t => {
  await call('POST', 'agreements', confirmation())
  const { id } = (await call('POST', 'carts', { lineItems })).json()
  const responses = await Promise.all(Array.from({ length: 10 }, () => call('POST', `carts/${id}/checkout`)))
  t.equal(new Set(responses.map(({ body }) => body)).size, 1, 'ten concurrent checkouts get the same response')
  const [first] = responses
  t.equal(first?.statusCode, 201)
  const { orders, orderErrors, attributes } = first?.json()
  t.strictSame(orderErrors, [])
  t.equal(attributes.objectType, 'CartCheckoutResult')
  t.match(orders, [
    { billingCycle: 'monthly', lineItems: [{ friendlyName: 'Mail' }, { offerId: 'ADD:0001:ON' }] },
    { billingCycle: 'one_time', lineItems: [{ lineItemNumber: 1 }] }
  ])
  const { items } = (await call('GET', 'subscriptions')).json()
  t.equal(items.length, 3)
  t.equal(items[1].parentSubscriptionId, items[0].id)
  t.equal((await stored.rows('SELECT FROM purchase WHERE customer_id = $1', [ids.adventureWorks])).length, 1)

  clock.at = new Date('2026-04-02T10:00:00Z')
  const later = clientOf(app, await bearer(), ids.adventureWorks)
  t.equal((await later('POST', `carts/${id}/checkout`)).body, first?.body, 'the same response a month later')
  clock.at = new Date('2026-03-02T10:00:00Z')
  isError(t, await call('PUT', `carts/${id}`, { lineItems }), 'PropertyInvalid', 'a checked-out cart cannot change')
})

t.test('a checkout accepts every form of an empty body', async t => {
  const emptyBodies: ReadonlyArray<readonly [payload: string | undefined, headers: Record<string, string>]> = [
    ['', { 'content-type': 'application/json' }],
    ['{}', { 'content-type': 'application/json' }],
    [undefined, { 'content-length': '0' }],
    ['null', {}]
  ]
  for (const [payload, headers] of emptyBodies) {
    const { id } = (await call('POST', 'carts', { lineItems })).json()
    t.equal((await call('POST', `carts/${id}/checkout`, payload, headers)).statusCode, 201, String(payload))
  }
})

t.test('a cart expires after 7 days', async t => {
  const { id } = (await call('POST', 'carts', { lineItems })).json()
  clock.at = new Date('2026-03-09T09:59:59.999Z')
  const later = clientOf(app, await bearer(), ids.adventureWorks)
  t.equal((await later('GET', `carts/${id}`)).statusCode, 200)
  clock.at = new Date('2026-03-09T10:00:00.000Z')
  for (const [method, path, body] of [
    ['GET', `carts/${id}`], ['PUT', `carts/${id}`, { lineItems }], ['POST', `carts/${id}/checkout`]
  ] as const) {
    isError(t, await later(method, path, body), 'NotFound', method)
  }
  clock.at = new Date('2026-03-02T10:00:00Z')
})
