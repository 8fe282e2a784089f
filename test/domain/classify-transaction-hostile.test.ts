import t from 'tap'
import { classifyTransaction, type StoredState, type Target } from '../../src/domain/order-gate/classify-transaction.js'

const state: StoredState = {
  subscription: {
    offerId: 'offer-a',
    quantity: 10,
    status: 'active',
    billingCycle: 'monthly',
    termDuration: 'P1Y',
    friendlyName: 'name',
    autoRenewEnabled: true
  },
  order: { billingCycle: 'monthly', lines: [{ line: 0, product: 'offer-a', quantity: 10 }] },
  cart: { lines: [{ line: 0, product: 'offer-a', quantity: 1 }] }
}
const classify = (kind: Target['kind'], body: unknown) => classifyTransaction(
  { kind, customerId: 'c', orderId: 'o', cartId: 'k', subscriptionId: 's' } as Target, body, state
)
const kinds: ReadonlyArray<Target['kind']> = [
  'newOrder', 'cart', 'order', 'checkout', 'subscription', 'upgrade', 'conversion'
]
const withBody: ReadonlyArray<Target['kind']> = ['newOrder', 'order', 'subscription', 'upgrade', 'conversion']

for (const body of [
  undefined, null, 0, 1, NaN, Infinity, true, '', 'text', '{}', [], [[]], [{ quantity: 1 }], () => 1, Symbol('x'), 1n
]) {
  const shown = String(typeof body === 'object' ? JSON.stringify(body) : body)
  t.test(`a body must be an object: ${typeof body} ${shown}`, async t => {
    for (const kind of withBody) t.same(classify(kind, body), { problem: 'the body must be an object' }, kind)
  })
}

const quantities: readonly unknown[] = [
  -1, 0.5, 1e21, 2 ** 53, JSON.parse('1e400'), NaN, -Infinity, '11', '', ' 11 ', true, [], [11], {}, { valueOf: 11 }
]
for (const quantity of quantities) {
  t.test(`a quantity must be a whole number: ${typeof quantity} ${String(JSON.stringify(quantity))}`, async t => {
    const problem = { problem: 'quantity must be a whole number from 0' }
    t.same(classify('subscription', { quantity }), problem)
    t.same(classify('subscription', { Quantity: quantity }), problem)
    t.same(classify('order', { lineItems: [{ lineItemNumber: 0, quantity }] }), problem)
    t.same(classify('newOrder', { lineItems: [{ offerId: 'a', quantity }] }), problem)
  })
}

const problems: ReadonlyArray<readonly [kind: Target['kind'], json: string, problem: string]> = [
  ['newOrder', '{"lineItems": {}}', 'lineItems must be a list'],
  ['newOrder', '{"lineItems": "0"}', 'lineItems must be a list'],
  ['newOrder', '{"lineItems": [null]}', 'lineItems[0] must be an object'],
  ['newOrder', '{"lineItems": [{"offerId": "a"}, []]}', 'lineItems[1] must be an object'],
  ['newOrder', '{"lineItems": [{"offerId": 5}]}', 'offerId must be a string'],
  ['newOrder', '{"lineItems": [{"offerId": ["DZH318Z0BPS6:0001"]}]}', 'offerId must be a string'],
  ['newOrder', '{"lineItems": [{"lineItemNumber": "0"}]}', 'lineItemNumber must be a whole number from 0'],
  ['newOrder', '{"lineItems": [{"lineItemNumber": -1}]}', 'lineItemNumber must be a whole number from 0'],
  ['newOrder', '{"lineItems": [{"parentSubscriptionId": {}}]}', 'parentSubscriptionId must be a string'],
  ['order', '{"billingCycle": 2}', 'billingCycle must be a string'],
  ['subscription', '{"billingCycle": 2}', 'billingCycle must be a string'],
  ['subscription', '{"termDuration": ["P3Y"]}', 'termDuration must be a string'],
  ['subscription', '{"offerId": {}}', 'offerId must be a string'],
  ['subscription', '{"status": 3}', 'status must be a string'],
  ['subscription', '{"friendlyName": 1e400}', 'friendlyName must be a string'],
  ['subscription', '{"autoRenewEnabled": "false"}', 'autoRenewEnabled must be true or false'],
  ['subscription', '{"scheduledNextTermInstructions": []}', 'scheduledNextTermInstructions must be an object'],
  ['subscription', '{"quantity": 10, "Quantity": 50}', 'the body must give quantity once, not in several spellings'],
  ['subscription', '{"Quantity": 50, "quantity": null}', 'the body must give quantity once, not in several spellings'],
  ['order', '{"lineItems": [{"offerId": "a", "OFFERID": "b"}]}',
    'lineItems[0] must give offerId once, not in several spellings'],
  ['upgrade', '{"toCatalogItemId": 1}', 'toCatalogItemId must be a string'],
  ['upgrade', '{"targetOffer": "x"}', 'targetOffer must be an object'],
  ['upgrade', '{"targetOffer": {"id": 1}}', 'id must be a string'],
  ['conversion', '{"targetOfferId": []}', 'targetOfferId must be a string']
]
for (const [kind, json, problem] of problems) {
  t.test(`${kind} ${json}: ${problem}`, async t => t.same(classify(kind, JSON.parse(json)), { problem }))
}

const depth = 100_000
const [openArrays, closeArrays] = ['['.repeat(depth), ']'.repeat(depth)]
const nestedProducts = `${'{"product":'.repeat(depth)}1${'}'.repeat(depth)}`
const colons = ':'.repeat(1_000_000)
const hostile: ReadonlyArray<readonly [name: string, json: string]> = [
  ['__proto__', '{"__proto__": {"quantity": 50, "lineItems": [{}]}, "constructor": {"prototype": {"quantity": 1}}}'],
  ['inherited property names',
    '{"toString": 1, "valueOf": {}, "hasOwnProperty": null,' +
      ' "lineItems": [{"__proto__": {"offerId": 1}, "toString": []}]}'],
  ['deep nesting in members that are read',
    `{"scheduledNextTermInstructions": {"product": ${nestedProducts}},` +
      ` "lineItems": [{"offerId": "a", "x": ${openArrays}${closeArrays}}]}`],
  ['deep nesting in others', `{"x": ${openArrays}${closeArrays}}`],
  ['many lines', `{"lineItems": [${'{"offerId":"a"},'.repeat(50_000)}{}]}`],
  ['many members',
    `{${Array.from({ length: 50_000 }, (_, index) => `"m${index}": ${index},`).join('')} "quantity": 11}`],
  ['a long product',
    `{"lineItems": [{"offerId": "${colons}"}], "offerId": "${'A'.repeat(1_000_000)}",` +
      ` "toCatalogItemId": "${'a:'.repeat(500_000)}"}`],
  ['lone surrogates and NUL',
    '{"offerId": "\\ud800\\u0000", "friendlyName": "\\udfff", "status": "\\u0000",' +
      ' "lineItems": [{"offerId": "\\ud800"}]}']
]
for (const [name, json] of hostile) {
  t.test(`a hostile body never throws: ${name}`, async t => {
    const body: unknown = JSON.parse(json)
    for (const kind of kinds) t.doesNotThrow(() => classify(kind, body), kind)
  })
}

t.test('inherited properties are not read as members', async t => {
  t.same(classify('subscription', JSON.parse('{"__proto__": {"quantity": 50}}')), { transaction: { lines: [] } })
  t.same(classify('subscription', Object.create({ quantity: 50 })), { transaction: { lines: [] } })
})
