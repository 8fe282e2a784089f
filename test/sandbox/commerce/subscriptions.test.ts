import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'
import { clientOf, offerId, orderOf, wingtipSubscription } from '../../helper/transactions.js'
import { isError } from '../../helper/wire.js'

const { app, bearer, clock, stored } = await testApp(t)
let call = clientOf(app, await bearer(), ids.adventureWorks)
await call('POST', 'agreements', confirmation())

async function newSubscription (line: Record<string, unknown> = {}) {
  const { lineItems: [{ subscriptionId }] } = (await call('POST', 'orders', orderOf(line))).json()
  return (await call('GET', `subscriptions/${subscriptionId}`)).json()
}

async function change (
  subscription: { id: string },
  changes: Record<string, unknown>,
  headers: Record<string, string> = {}
) {
  return await call('PATCH', `subscriptions/${subscription.id}`, { ...subscription, ...changes }, headers)
}

t.test('a change of seats, term, billing, status or name changes nothing else', async t => {
  const before = await newSubscription()
  const changes = [
    { quantity: 7 }, { termDuration: 'P3Y' }, { billingCycle: 'annual' }, { friendlyName: 'Other' },
    { status: 'suspended' }, { status: 'active' }, { autoRenewEnabled: false }
  ]
  let last = before
  for (const one of changes) {
    const response = await change(last, one)
    t.equal(response.statusCode, 200, JSON.stringify(one))
    t.equal(response.headers['partner-agreements-notice'], undefined)
    t.not(response.json().attributes.etag, last.attributes.etag)
    const { attributes, commitmentEndDate, ...rest } = response.json()
    const { attributes: _a, commitmentEndDate: _c, ...restBefore } = last
    t.strictSame(rest, { ...restBefore, ...one })
    last = response.json()
  }
  t.equal(last.commitmentEndDate, '2029-03-02T10:00:00.000Z', 'three years from the change of term')
})

t.test('a term ends on the same day of the month, or on the last day of a shorter month', async t => {
  clock.at = new Date('2026-05-31T10:00:00Z')
  call = clientOf(app, await bearer(), ids.adventureWorks)
  t.equal((await newSubscription({ termDuration: 'P1M' })).commitmentEndDate, '2026-06-30T10:00:00.000Z')
  t.equal((await newSubscription({ termDuration: 'P1Y' })).commitmentEndDate, '2027-05-31T10:00:00.000Z')
  clock.at = new Date('2026-03-02T10:00:00Z')
})

t.test('leaving out autoRenewEnabled switches auto-renew off, and the response has a notice', async t => {
  const before = await newSubscription()
  const off = await change(before, { autoRenewEnabled: undefined })
  t.equal(off.json().autoRenewEnabled, false)
  t.match(off.headers['partner-agreements-notice'], /autoRenewEnabled was left out/)
  const again = await change(off.json(), { autoRenewEnabled: undefined })
  t.equal(again.headers['partner-agreements-notice'], undefined, 'no notice if it was off already')
})

t.test('an outdated ETag is rejected with 2055; a missing one is accepted', async t => {
  const before = await newSubscription()
  const etag = before.attributes.etag
  isError(t, await change(before, { quantity: 9 }, { 'if-match': '"another"' }), 'ETagNotValid')
  for (const match of [`"${etag}"`]) {
    t.equal((await change(before, { quantity: 6 }, { 'if-match': match })).statusCode, 200)
  }
  isError(t, await change(before, { quantity: 7 }, { 'if-match': `"${etag}"` }), 'ETagNotValid')
  t.equal((await change(before, { quantity: 7 }, { 'if-match': '*' })).statusCode, 200)
  t.equal((await change(before, { quantity: 8 })).statusCode, 200)
})

t.test('one of several concurrent changes with the same ETag succeeds; without an ETag all succeed', async t => {
  const before = await newSubscription()
  const racing = await Promise.all(Array.from({ length: 10 }, (_, index) =>
    change(before, { quantity: 100 + index }, { 'if-match': `"${before.attributes.etag}"` })))
  const won = racing.filter(({ statusCode }) => statusCode === 200)
  t.equal(won.length, 1)
  for (const response of racing) if (response !== won[0]) isError(t, response, 'ETagNotValid')
  const after = (await call('GET', `subscriptions/${before.id}`)).json()
  t.strictSame(after, won[0]?.json())

  const serial = await Promise.all(Array.from({ length: 10 }, (_, index) => change(after, { quantity: 200 + index })))
  t.ok(serial.every(({ statusCode }) => statusCode === 200))
  t.equal(
    new Set(serial.map(response => response.json().attributes.etag)).size, 10, 'each change made its own revision'
  )
  const [row] = await stored.rows<{ revision: number }>(
    'SELECT revision FROM sandbox_resource WHERE resource_id = $1', [before.id]
  )
  t.equal(row?.revision, 12)
})

t.test('a cancelled subscription stays cancelled, and a suspended one keeps its seats', async t => {
  const before = await newSubscription()
  const suspended = (await change(before, { status: 'suspended' })).json()
  isError(t, await change(suspended, { quantity: 9 }), 'PropertyInvalid')
  const deleted = (await change(suspended, { status: 'deleted' })).json()
  isError(t, await change(deleted, { status: 'active' }), 'PropertyInvalid')
  const moved = await call('POST', `subscriptions/${before.id}/transitions`, { toCatalogItemId: 'A:1:B' })
  isError(t, moved, 'PropertyInvalid')
})

t.test('upgrades and transitions move all seats to another product, and count as purchases', async t => {
  const before = await newSubscription()
  const selectPurchases = 'SELECT FROM purchase WHERE customer_id = $1'
  const purchases = async () => (await stored.rows(selectPurchases, [ids.adventureWorks])).length
  const bought = await purchases()
  const upgraded = await call('POST', `subscriptions/${before.id}/upgrades`, {
    TargetOffer: { Id: '796b6b5f-613c-4e24-a17c-eba730d49c02' }, Quantity: 5, UpgradeType: 'upgrade_only'
  })
  t.match(upgraded.json(), {
    sourceSubscriptionId: before.id,
    targetSubscriptionId: before.id,
    upgradeErrors: [],
    attributes: { objectType: 'UpgradeResult' }
  })
  const moved = await call('POST', `subscriptions/${before.id}/transitions`, {
    toCatalogItemId: 'CFQ7TTC0LF8S:0001:CFQ7TTC0K9G9',
    quantity: 5,
    transitionType: 'transition_with_license_transfer',
    termDuration: 'P3Y',
    billingCycle: 'Annual'
  })
  t.match(moved.json(), {
    fromCatalogItemId: '796b6b5f-613c-4e24-a17c-eba730d49c02',
    toCatalogItemId: 'CFQ7TTC0LF8S:0001:CFQ7TTC0K9G9',
    quantity: 5,
    transitionType: 'transition_with_license_transfer',
    events: [{ status: 'Completed' }]
  })
  t.match((await call('GET', `subscriptions/${before.id}`)).json(), {
    offerId: 'CFQ7TTC0LF8S:0001:CFQ7TTC0K9G9', quantity: 5, termDuration: 'P3Y', billingCycle: 'annual'
  })
  t.equal(await purchases() - bought, 2)
})

t.test('a trial is converted once', async t => {
  const trial = await newSubscription({ offerId: 'C0BD2E08-11AC-4836-BDC7-3712E744922F', quantity: 25 })
  t.equal(trial.isTrial, true)
  const body = {
    OfferId: trial.offerId, TargetOfferId: offerId, OrderId: trial.orderId, Quantity: 30, BillingCycle: 'monthly'
  }
  const converted = await call('POST', `subscriptions/${trial.id}/conversions`, body)
  t.strictSame(converted.json(), {
    subscriptionId: trial.id,
    offerId: trial.offerId,
    targetOfferId: offerId,
    attributes: { objectType: 'ConversionResult' }
  })
  t.match((await call('GET', `subscriptions/${trial.id}`)).json(), { offerId, quantity: 30, isTrial: false })
  isError(t, await call('POST', `subscriptions/${trial.id}/conversions`, body), 'PropertyInvalid')
})

t.test('without an acceptance the gate blocks purchases, and allows other changes', async t => {
  const wingtip = clientOf(app, await bearer(), ids.wingtip)
  const path = `subscriptions/${wingtipSubscription}`
  const gated = [
    ['PATCH', path, { quantity: 11 }], ['PATCH', path, { termDuration: 'P3Y' }],
    ['PATCH', path, { billingCycle: 'annual' }], ['POST', `${path}/upgrades`, { targetOffer: { id: 'x' } }],
    ['POST', `${path}/transitions`, { toCatalogItemId: 'x' }],
    ['POST', `${path}/conversions`, { targetOfferId: 'x', quantity: 1 }]
  ] as const
  for (const [method, url, body] of gated) {
    isError(t, await wingtip(method, url, body), 'AgreementNotAccepted', JSON.stringify(body))
  }
  for (const body of [
    { status: 'suspended' }, { status: 'active' }, { friendlyName: 'x' }, { autoRenewEnabled: false }
  ]) {
    t.equal((await wingtip('PATCH', path, { autoRenewEnabled: true, ...body })).statusCode, 200, JSON.stringify(body))
  }
})
