import t from 'tap'
import {
  classifyTransaction, type StoredState, type StoredSubscription, type Target
} from '../../../src/domain/order-gate/classify-transaction.js'
import { azurePlan } from '../order-gate-facts.js'

const stored: StoredSubscription = {
  offerId: '031C9E47-4802-4248-838E-778FB1D2CC05',
  quantity: 10,
  status: 'active',
  billingCycle: 'monthly',
  termDuration: 'P1Y',
  friendlyName: 'Business Standard',
  autoRenewEnabled: true
}
const scheduled = {
  product: {
    productId: 'CFQ7TTC0LF8Q',
    skuId: '0001',
    availabilityId: 'CFQ7TTC0K971',
    billingCycle: 'annual',
    termDuration: 'P1Y',
    promotionId: null
  },
  quantity: 5,
  customTermEndDate: null
}
const order: StoredState['order'] = {
  billingCycle: 'one_time',
  lines: [{ line: 0, product: 'offer-a', quantity: 3 }, { line: 1, product: 'addon-b', quantity: 2 }]
}
const cart: StoredState['cart'] = {
  lines: [{ line: 4, product: azurePlan, quantity: 1 }, { line: 7, product: 'offer-a', quantity: 2 }]
}
const state: StoredState = { subscription: stored, order, cart }

/** Returns `<line> <kind>` for each line, with `*` if the product requires the Customer Agreement; or the problem. */
function classify (kind: Target['kind'], body: unknown, known: StoredState = state): string[] | string {
  const classified = classifyTransaction(
    { kind, customerId: 'c', orderId: 'o', cartId: 'k', subscriptionId: 's' } as Target, body, known
  )
  if ('problem' in classified) return classified.problem
  return classified.transaction.lines.map(({ line, kind, prerequisites }) =>
    `${line} ${kind}${prerequisites.includes('MicrosoftCustomerAgreement') ? '*' : ''}`)
}

type Row = readonly [name: string, body: unknown, expected: string[] | string]

const newOrders: readonly Row[] = [
  ['one line', { lineItems: [{ lineItemNumber: 0, offerId: 'offer-a', quantity: 1 }] }, ['0 newPurchase']],
  ['in PascalCase', { LineItems: [{ LineItemNumber: 2, OfferId: 'offer-a', Quantity: 1 }] }, ['2 newPurchase']],
  ['several lines with different products',
    { lineItems: [{ lineItemNumber: 0, offerId: 'offer-a' }, { lineItemNumber: 1, offerId: azurePlan }] },
    ['0 newPurchase', '1 newPurchase*']],
  ['a catalogue item in lower case', { lineItems: [{ offerId: azurePlan.toLowerCase() }] }, ['0 newPurchase*']],
  ['lines without numbers are numbered from 0', { lineItems: [{ offerId: 'a' }, { offerId: 'b' }] },
    ['0 newPurchase', '1 newPurchase']],
  ['an add-on', { lineItems: [{ lineItemNumber: 0, offerId: 'addon-b', parentSubscriptionId: 's' }] }, ['0 addOn']],
  ['an empty parentSubscriptionId makes no add-on', { lineItems: [{ offerId: 'addon-b', parentSubscriptionId: '' }] },
    ['0 newPurchase']],
  ['explicit nulls',
    {
      billingCycle: null,
      transactionType: null,
      lineItems: [{ lineItemNumber: null, offerId: 'a', quantity: null, parentSubscriptionId: null }]
    },
    ['0 newPurchase']],
  ['transactionType is ignored',
    { transactionType: 'SystemPurchase', lineItems: [{ offerId: 'a', transactionType: 'renew' }] }, ['0 newPurchase']],
  ['no lines', {}, 'lineItems must be a list of at least one line'],
  ['an empty list of lines', { lineItems: [] }, 'lineItems must be a list of at least one line']
]
for (const [name, body, expected] of newOrders) {
  t.test(`POST orders: ${name}`, async t => t.same(classify('newOrder', body), expected))
}

const sameLines = [
  { lineItemNumber: 0, offerId: 'Offer-A', quantity: 3 },
  { lineItemNumber: 1, offerId: 'addon-b', quantity: 2, parentSubscriptionId: 's' }
]
const orderChanges: readonly Row[] = [
  ['nothing changes', { billingCycle: 'OneTime', lineItems: sameLines }, []],
  ['the billing cycle', { billingCycle: 'annual', lineItems: sameLines }, ['0 billingChange']],
  ['the billing cycle alone, without lines', { BillingCycle: 'Annual' }, ['0 billingChange']],
  ['a new line for an existing subscription',
    { lineItems: [...sameLines, { lineItemNumber: 2, offerId: azurePlan, parentSubscriptionId: 's' }] }, ['2 addOn*']],
  ['a new line without a parent subscription', { lineItems: [...sameLines, { lineItemNumber: 2, offerId: azurePlan }] },
    ['2 newPurchase*']],
  ['a line without a number is new', { lineItems: [{ offerId: 'offer-a', quantity: 3 }] }, ['0 newPurchase']],
  ['more seats in one line, fewer in another',
    { lineItems: [{ lineItemNumber: 0, quantity: 4 }, { lineItemNumber: 1, quantity: 1 }] },
    ['0 seatIncrease', '1 seatDecrease']],
  ['another product under an existing line number',
    { lineItems: [{ lineItemNumber: 0, offerId: azurePlan, quantity: 3 }] }, ['0 newPurchase*']],
  ['another add-on under an existing line number',
    { lineItems: [{ lineItemNumber: 1, offerId: 'addon-c', quantity: 2, parentSubscriptionId: 's' }] }, ['1 addOn']],
  ['billing cycle and add-on at once',
    { billingCycle: 'annual', lineItems: [{ lineItemNumber: 2, offerId: 'x', parentSubscriptionId: 's' }] },
    ['2 addOn', '0 billingChange']]
]
for (const [name, body, expected] of orderChanges) {
  t.test(`PATCH order: ${name}`, async t => t.same(classify('order', body), expected))
}

const full = {
  id: 's',
  entitlementId: 's',
  ...stored,
  billingType: 'license',
  orderId: 'o',
  partnerId: null,
  scheduledNextTermInstructions: null,
  attributes: { etag: 'x', objectType: 'Subscription' }
}
const pascalCased = Object.fromEntries(Object.entries(full).map(([name, value]) =>
  [name.slice(0, 1).toUpperCase() + name.slice(1), value]))
const subscriptionChanges: readonly Row[] = [
  ['the full resource, unchanged', full, []],
  ['the full resource in PascalCase, unchanged', pascalCased, []],
  ['an empty body', {}, []],
  ['more seats', { ...full, quantity: 11 }, ['0 seatIncrease']],
  ['fewer seats', { ...full, quantity: 9 }, ['0 seatDecrease']],
  ['no seats left', { quantity: 0 }, ['0 seatDecrease']],
  ['more seats in PascalCase', { ...pascalCased, Quantity: 11 }, ['0 seatIncrease']],
  ['a member in upper case', { QUANTITY: 11 }, ['0 seatIncrease']],
  ['another term', { ...full, termDuration: 'P3Y' }, ['0 termChange']],
  ['the same term in lower case', { ...full, termDuration: 'p1y' }, []],
  ['another billing cycle', { ...full, billingCycle: 'annual' }, ['0 billingChange']],
  ['the same billing cycle in other spellings', { ...full, billingCycle: 'Monthly' }, []],
  ['another offer', { ...full, offerId: azurePlan }, ['0 upgrade*']],
  ['the same offer in lower case', { ...full, offerId: stored.offerId.toLowerCase() }, []],
  ['suspended', { ...full, status: 'suspended' }, ['0 suspend']],
  ['suspended, in PascalCase', { ...full, status: 'Suspended' }, ['0 suspend']],
  ['deleted', { ...full, status: 'deleted' }, ['0 cancel']],
  ['disabled', { ...full, status: 'disabled' }, ['0 cancel']],
  ['the same status, capitalised', { ...full, status: 'Active' }, []],
  ['a status that only Partner Center sets', { ...full, status: 'pending' }, []],
  ['renamed', { ...full, friendlyName: 'Sales' }, ['0 rename']],
  ['renamed in letter case only', { ...full, friendlyName: 'business standard' }, ['0 rename']],
  ['auto-renew off', { ...full, autoRenewEnabled: false }, ['0 autoRenewToggle']],
  ['auto-renew omitted changes nothing', { quantity: 11 }, ['0 seatIncrease']],
  ['empty texts change only the name',
    { ...full, offerId: '', status: '', billingCycle: '', termDuration: '', friendlyName: '' }, ['0 rename']],
  ['auto-renew null changes nothing', { autoRenewEnabled: null }, []],
  ['other instructions for the next term', { ...full, scheduledNextTermInstructions: scheduled }, ['0 manualRenewal']],
  ['unreadable instructions count as a change', { scheduledNextTermInstructions: { quantity: 'many' } },
    ['0 manualRenewal']],
  ['transactionType is ignored', { ...full, quantity: 11, transactionType: 'SystemBilling' }, ['0 seatIncrease']],
  ['several at once',
    {
      quantity: 20,
      status: 'Suspended',
      friendlyName: 'x',
      AutoRenewEnabled: false,
      TermDuration: 'P3Y',
      billing_cycle: 'x'
    },
    ['0 seatIncrease', '0 termChange', '0 suspend', '0 rename', '0 autoRenewToggle']]
]
for (const [name, body, expected] of subscriptionChanges) {
  t.test(`PATCH subscription: ${name}`, async t => t.same(classify('subscription', body), expected))
}

const withStored = (changes: Partial<StoredSubscription>): StoredState => ({ subscription: { ...stored, ...changes } })
t.test('PATCH subscription: the body is compared with the stored subscription', async t => {
  t.same(classify('subscription', { status: 'active' }, withStored({ status: 'suspended' })), ['0 reactivate'])
  t.same(classify('subscription', { billingCycle: 'OneTime' }, withStored({ billingCycle: 'one_time' })), [])
  t.same(classify('subscription', { billingCycle: 'one_time' }, withStored({ billingCycle: 'OneTime' })), [])
  t.same(classify('subscription', { quantity: 3 }, withStored({ offerId: azurePlan })), ['0 seatDecrease*'])
})

t.test('PATCH subscription: instructions for the next term are compared with the stored ones', async t => {
  const known = withStored({ scheduledNextTermInstructions: scheduled })
  t.same(classify('subscription', { ...full, scheduledNextTermInstructions: scheduled }, known), [], 'unchanged')
  const otherSpelling = { Quantity: 5, Product: { ...scheduled.product, billingCycle: 'Annual' } }
  t.same(classify('subscription', { ScheduledNextTermInstructions: otherSpelling }, known), [], 'in another spelling')
  for (const change of [
    { quantity: 6 }, { customTermEndDate: '2027-01-01' }, { product: { ...scheduled.product, termDuration: 'P3Y' } }
  ]) {
    const body = { scheduledNextTermInstructions: { ...scheduled, ...change } }
    t.same(classify('subscription', body, known), ['0 manualRenewal'])
  }
})

t.test('carts, checkouts, upgrades and conversions', async t => {
  for (const body of [{ lineItems: [{ id: 0, catalogItemId: azurePlan }] }, null, [], 'x']) {
    t.same(classify('cart', body), [], 'a cart is no transaction')
  }
  for (const body of [undefined, null, {}, 'x']) {
    t.same(classify('checkout', body), ['4 cartCheckout*', '7 cartCheckout'], 'a checkout has no body')
  }
  t.same(
    classify('upgrade', { toCatalogItemId: azurePlan, quantity: 1, transitionType: 'transition_only' }), ['0 upgrade*']
  )
  t.same(classify('upgrade', { TargetOffer: { Id: azurePlan } }), ['0 upgrade*'], 'the older upgrade call')
  t.same(classify('upgrade', {}), ['0 upgrade'])
  t.same(
    classify('conversion', {
      OfferId: 'trial', TargetOfferId: azurePlan, OrderId: 'o', Quantity: 1, BillingCycle: 'Monthly'
    }),
    ['0 conversion*']
  )
  t.same(classify('conversion', { targetOfferId: 'offer-a' }), ['0 conversion'])
})

t.test('a request without the stored resource is a problem', async t => {
  t.equal(classify('order', { billingCycle: 'annual' }, {}), 'the order is not known')
  t.equal(classify('subscription', { quantity: 1 }, {}), 'the subscription is not known')
  t.equal(classify('checkout', undefined, {}), 'the cart is not known')
})
