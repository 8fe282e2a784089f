import t from 'tap'
import { targetOf, type Target } from '../../../src/domain/order-gate/classify-transaction.js'

const customerId = 'c2000000-0000-4000-8000-000000000002'
const subscriptionId = '5b000000-0000-4000-8000-000000000002'
const customer = `/v1/customers/${customerId}`
const subscription = `${customer}/subscriptions/${subscriptionId}`

const targets: ReadonlyArray<readonly [method: string, path: string, target: Target]> = [
  ['POST', `${customer}/orders`, { kind: 'newOrder', customerId }],
  ['PATCH', `${customer}/orders/aBcD12`, { kind: 'order', customerId, orderId: 'aBcD12' }],
  ['POST', `${customer}/carts`, { kind: 'cart', customerId }],
  ['PUT', `${customer}/carts/7`, { kind: 'cart', customerId }],
  ['POST', `${customer}/carts/7/checkout`, { kind: 'checkout', customerId, cartId: '7' }],
  ['PATCH', subscription, { kind: 'subscription', customerId, subscriptionId }],
  ['POST', `${subscription}/upgrades`, { kind: 'upgrade', customerId, subscriptionId }],
  ['POST', `${subscription}/transitions`, { kind: 'upgrade', customerId, subscriptionId }],
  ['POST', `${subscription}/conversions`, { kind: 'conversion', customerId, subscriptionId }]
]

for (const [method, path, target] of targets) {
  t.test(`${method} ${path} is a ${target.kind}, in every spelling that clients send`, async t => {
    const braced = path
      .replace(customerId, `%7B${customerId.toUpperCase()}%7D`)
      .replace(subscriptionId, `{${subscriptionId.toUpperCase()}}`)
    const capitalised = path
      .replace('/v1/customers', '/V1/Customers')
      .replace('orders', 'Orders')
      .replace('subscriptions', 'SUBSCRIPTIONS')
    const spellings = [
      path, `/${path}`, `${path}/`, `${path}?x=1`, `${path}/?x=/orders/1`, `${path}?x\n`, capitalised, braced
    ]
    for (const spelling of spellings) t.strictSame(targetOf({ method, path: spelling }), target, spelling)
    t.strictSame(targetOf({ method: method.toLowerCase(), path }), target, 'a method in lower case')
  })
}

const others: ReadonlyArray<readonly [method: string, path: string]> = [
  ['GET', `${customer}/orders`],
  ['GET', subscription],
  ['PUT', `${customer}/orders/1`],
  ['PATCH', `${customer}/orders`],
  ['PATCH', `${customer}/orders//`],
  ['POST', `${customer}/orders/1`],
  ['POST', `${customer}/agreements`],
  ['POST', `${customer}/carts/7/checkout/more`],
  ['POST', `${customer}/carts//checkout`],
  ['POST', `${customer}/orders//`],
  ['POST', customer],
  ['POST', '/v1/customers//orders'],
  ['POST', '/v1/customers/orders'],
  ['POST', `///v1/customers/${customerId}/orders`],
  ['POST', `/v2/customers/${customerId}/orders`],
  ['POST', `customers/${customerId}/orders`],
  ['POST', `https://api.partnercenter.microsoft.com${customer}/orders`],
  ['POST', `${customer}/orders\n`],
  ['POST', `${customer}/%6Frders`],
  ['POST', ''],
  ['', `${customer}/orders`],
  ['__proto__', 'constructor']
]
for (const [method, path] of others) {
  t.test(`${method} ${JSON.stringify(path)} is not a transaction`, async t =>
    t.equal(targetOf({ method, path }), undefined))
}

t.test('an id that is not a GUID, or is badly encoded, stays as it is for the caller to reject', async t => {
  t.match(targetOf({ method: 'POST', path: '/v1/customers/not%20a%20guid/orders' }), { customerId: 'not a guid' })
  t.match(targetOf({ method: 'POST', path: '/v1/customers/%zz/orders' }), { customerId: '%zz' })
  t.match(targetOf({ method: 'POST', path: `/v1/customers/{${customerId}/orders` }), { customerId: `{${customerId}` })
})

// The time limit of the test is the assertion: a pattern that backtracks would take minutes.
t.test('a hostile path is matched in linear time', async t => {
  for (const part of ['/', 'a/', '/orders', '%']) {
    t.equal(targetOf({ method: 'POST', path: `${customer}/${part.repeat(500_000)}!` }), undefined, part)
  }
})
