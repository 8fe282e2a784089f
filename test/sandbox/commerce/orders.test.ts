import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'
import { clientOf, offerId, orderOf } from '../../helper/transactions.js'
import { isError } from '../../helper/wire.js'

const { app, bearer, stored } = await testApp(t)
const call = clientOf(app, await bearer(), ids.adventureWorks)
await call('POST', 'agreements', confirmation())

t.test('each line becomes a subscription', async t => {
  const response = await call('POST', 'orders', {
    ReferenceCustomerId: ids.adventureWorks,
    BillingCycle: 'one_time',
    LineItems: [
      {
        LineItemNumber: 3,
        OfferId: offerId,
        Quantity: 2,
        FriendlyName: 'Mail',
        TermDuration: 'p1m',
        PartnerIdOnRecord: '1000003'
      },
      { LineItemNumber: 7, OfferId: 'CFQ7TTC0LDPB:0001:CFQ7TTC0LGNT', Quantity: 1 }
    ]
  })
  t.equal(response.statusCode, 201)
  const order = response.json()
  t.match(order, {
    referenceCustomerId: ids.adventureWorks,
    billingCycle: 'one_time',
    status: 'completed',
    transactionType: 'UserPurchase',
    attributes: { objectType: 'Order', etag: String }
  })
  t.match(order.lineItems, [
    { lineItemNumber: 3, friendlyName: 'Mail', termDuration: 'P1M', partnerIdOnRecord: '1000003' },
    { lineItemNumber: 7, offerId: 'CFQ7TTC0LDPB:0001:CFQ7TTC0LGNT' }
  ])
  const [mail] = (await call('GET', 'subscriptions')).json().items
  t.match(mail, {
    id: order.lineItems[0].subscriptionId,
    quantity: 2,
    partnerId: '1000003',
    friendlyName: 'Mail',
    orderId: order.id,
    links: { self: { uri: `/customers/${ids.adventureWorks}/subscriptions/${order.lineItems[0].subscriptionId}` } }
  })
})

t.test('an add-on has the id of its parent subscription', async t => {
  const [{ id: parent }] = (await call('GET', 'subscriptions')).json().items
  const response = await call('POST', 'orders', orderOf({ parentSubscriptionId: parent.toUpperCase() }))
  t.equal(response.statusCode, 201)
  const { items } = (await call('GET', 'subscriptions')).json()
  t.match(items.at(-1), { parentSubscriptionId: parent, links: { parentSubscription: { uri: String } } })
  const foreign = await call(
    'POST', 'orders', orderOf({ parentSubscriptionId: '5b000000-0000-4000-8000-000000000002' })
  )
  isError(t, foreign, 'PropertyInvalid', "another customer's subscription cannot be a parent")
})

t.test('a new billing cycle of an order also applies to its subscriptions', async t => {
  const order = (await call('POST', 'orders', orderOf())).json()
  const headers = { 'if-match': `"${order.attributes.etag}"` }
  const response = await call('PATCH', `orders/${order.id}`, { ...order, billingCycle: 'Annual' }, headers)
  t.equal(response.statusCode, 200)
  t.equal(response.json().billingCycle, 'annual')
  t.strictSame((await call('GET', `orders/${order.id}`)).body, response.body)
  t.equal((await call('GET', `subscriptions/${order.lineItems[0].subscriptionId}`)).json().billingCycle, 'annual')
  isError(t, await call('PATCH', `orders/${order.id}`, { billingCycle: 'monthly' }, headers), 'ETagNotValid')
})

t.test('an order can get add-ons, but no other changes to its lines', async t => {
  const order = (await call('POST', 'orders', orderOf())).json()
  const [line] = order.lineItems
  const addOn = { lineItemNumber: 1, offerId: 'ADD:0001:ON', quantity: 1, parentSubscriptionId: line.subscriptionId }
  const response = await call('PATCH', `orders/${order.id}`, { ...order, lineItems: [line, addOn] })
  t.equal(response.statusCode, 200)
  t.match(response.json().lineItems, [
    line, { lineItemNumber: 1, parentSubscriptionId: line.subscriptionId, subscriptionId: String }
  ])
  for (const lineItems of [
    [{ ...addOn, lineItemNumber: 2, parentSubscriptionId: undefined }], [{ ...line, quantity: 6 }],
    [{ ...line, offerId: 'other' }]
  ]) {
    const rejected = await call('PATCH', `orders/${order.id}`, { lineItems })
    t.equal(rejected.statusCode, 400, JSON.stringify(lineItems))
  }
  t.strictSame((await call('GET', `orders/${order.id}`)).body, response.body)
})

t.test('an unsupported property is rejected by name', async t => {
  const before = (await call('GET', 'orders')).json().totalCount
  const unsupported = {
    promotionId: '39NFJQT1PJPD:0003:39NFJQT1Q5KK',
    customTermEndDate: '2027-01-01T00:00:00Z',
    renewsTo: [{ termDuration: 'P1Y' }],
    provisioningContext: { subscriptionId: 'x' },
    additionalPartnerIdsOnRecord: ['1']
  }
  for (const [name, value] of Object.entries(unsupported)) {
    const response = await call('POST', 'orders', orderOf({ [name.toUpperCase()]: value }))
    isError(t, response, 'SandboxLacksProperty', name)
    t.equal(response.json().parameters.property, `lineItems.0.${name}`)
  }
  const [{ id }] = (await call('GET', 'subscriptions')).json().items
  const nextTerm = { autoRenewEnabled: true, scheduledNextTermInstructions: { product: { productId: 'x' } } }
  isError(t, await call('PATCH', `subscriptions/${id}`, nextTerm), 'SandboxLacksProperty')
  t.equal((await call('GET', 'orders')).json().totalCount, before)
  const empty = { promotionId: '', provisioningContext: {}, renewsTo: [], attestationAccepted: true }
  t.equal((await call('POST', 'orders', orderOf(empty))).statusCode, 201, 'empty values are accepted')
})

t.test('a repeated request gets the stored response', async t => {
  const headers = { 'ms-requestid': 'AB000000-0000-4000-8000-000000000010' }
  const first = await call('POST', 'orders', orderOf({ quantity: 3 }), headers)
  const before = (await call('GET', 'orders')).json().totalCount
  const responses = await Promise.all(Array.from({ length: 5 }, () =>
    call('POST', 'orders', orderOf({ quantity: 3 }), { 'ms-requestid': '{ab000000-0000-4000-8000-000000000010}' })))
  for (const response of responses) t.match(response, { statusCode: 201, body: first.body })
  isError(t, await call('POST', 'orders', orderOf({ quantity: 4 }), headers), 'RequestIdReused', 'another body')
  isError(t, await call('POST', 'carts', orderOf({ quantity: 3 }), headers), 'RequestIdReused', 'another path')
  t.equal((await call('GET', 'orders')).json().totalCount, before)
  const fabrikam = clientOf(app, await bearer('adminagent@fabrikam.example'), ids.adventureWorks)
  await fabrikam('POST', 'agreements', confirmation())
  const foreign = await fabrikam('POST', 'orders', orderOf({ quantity: 3 }), headers)
  t.not(foreign.json().id, first.json().id, "another partner's request with the same id is independent")
})

t.test('one of several concurrent equal requests is carried out, and all get its response', async t => {
  const before = (await stored.rows('SELECT FROM purchase')).length
  for (let round = 0; round < 10; round++) {
    const headers = { 'ms-requestid': `ab000000-0000-4000-8000-00000000010${round}` }
    const responses = await Promise.all(Array.from({ length: 20 }, () => call('POST', 'orders', orderOf(), headers)))
    t.equal(new Set(responses.map(({ body }) => body)).size, 1)
    t.equal(responses[0]?.statusCode, 201)
  }
  t.equal((await stored.rows('SELECT FROM purchase')).length - before, 10)
})

t.test('a repeated request that was blocked before is decided again', async t => {
  const headers = { 'ms-requestid': 'ab000000-0000-4000-8000-000000000030' }
  const proseware = clientOf(app, await bearer(), ids.proseware)
  isError(t, await proseware('POST', 'orders', orderOf(), headers), 'AgreementNotAccepted')
  await proseware('POST', 'agreements', confirmation())
  t.equal((await proseware('POST', 'orders', orderOf(), headers)).statusCode, 201)
})

t.test('lists can be filtered by billing cycle, order and reseller', async t => {
  const count = async (path: string) => (await call('GET', path)).json().totalCount
  const body = orderOf({ partnerIdOnRecord: '4711' }, { billingCycle: 'triennial' })
  const order = (await call('POST', 'orders', body)).json()
  const [all, subscriptions] = [await count('orders'), await count('subscriptions')]
  for (const spelling of ['triennial', 'Triennial', 'TRIENNIAL']) {
    t.equal(await count(`orders?billingType=${spelling}`), 1)
  }
  t.ok(await count('orders?billingType=monthly') < all)
  isError(t, await call('GET', 'orders?billingType=weekly'), 'PropertyInvalid')
  for (const query of [
    `order_id=${order.id}`, `&Order_Id=${order.id.toUpperCase()}`, 'mpn_id=4711', `order_id=${order.id}&mpn_id=4711`
  ]) {
    const { items } = (await call('GET', `subscriptions?${query}`)).json()
    t.strictSame(items.map(({ orderId }: { orderId: string }) => orderId), [order.id], query)
  }
  for (const query of ['order_id=none', `order_id=${order.id}&mpn_id=1`, 'mpn_id=1']) {
    t.equal(await count(`subscriptions?${query}`), 0, query)
  }
  const { links } = (await call('GET', 'subscriptions?mpn_id=4711')).json()
  t.equal(links.self.uri, `/customers/${ids.adventureWorks}/subscriptions?mpn_id=4711`)
  const unfiltered = [await count('orders?billingType='), await count('subscriptions?order_id=&mpn_id=')]
  t.strictSame(unfiltered, [all, subscriptions], 'an empty value is no filter')
})
