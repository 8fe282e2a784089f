import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'
import { clientOf, offerId, orderOf, wingtipSubscription } from '../../helper/transactions.js'

const { app, bearer, stored } = await testApp(t)
const call = clientOf(app, await bearer(), ids.wingtip)
await call('POST', 'agreements', confirmation())
const subscription = `subscriptions/${wingtipSubscription}`
const json = { 'content-type': 'application/json' }

async function kept () {
  return await stored.rows(`
    SELECT (SELECT count(*) FROM sandbox_resource) AS resources,
      (SELECT sum(revision) FROM sandbox_resource) AS revisions,
      (SELECT count(*) FROM sandbox_request) AS requests, (SELECT count(*) FROM purchase) AS purchases`)
}

const anywhere = [
  '', '{', 'null', '[]', '"text"', '5', 'true', '\u0000', '{"quantity":1e400}',
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`, `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
  '{"friendlyName":"\\u0000"}', '{"friendlyName":"\\ud800"}', `{"friendlyName":"${'x'.repeat(300_000)}"}`
]
const paths = [
  ['POST', 'orders'],
  ['POST', 'carts'],
  ['PATCH', subscription],
  ['POST', `${subscription}/upgrades`],
  ['POST', `${subscription}/transitions`],
  ['POST', `${subscription}/conversions`]
] as const

t.test('what is no body of a transaction is 400 in the error shape, and changes nothing', async t => {
  const before = await kept()
  for (const [method, path] of paths) {
    for (const body of anywhere) {
      const answer = await call(method, path, body, json)
      t.equal(answer.statusCode, 400, `${method} ${path} ${JSON.stringify(body.slice(0, 30))}`)
      t.match(answer.json(), { code: Number, errorName: String, data: [] })
    }
  }
  t.strictSame(await kept(), before)
})

t.test('members of the wrong type are named', async t => {
  const before = await kept()
  const wrong = [
    ['POST', 'orders', { lineItems: {} }],
    ['POST', 'orders', { lineItems: [] }],
    ['POST', 'orders', {}],
    ['POST', 'orders', { lineItems: [null] }],
    ['POST', 'orders', { lineItems: [5] }],
    ...[
      ['quantity', '5'],
      ['quantity', 1.5],
      ['quantity', -1],
      ['quantity', 0],
      ['quantity', 2 ** 31],
      ['offerId', 5],
      ['offerId', ''],
      ['lineItemNumber', '0'],
      ['termDuration', 'P2Y'],
      ['friendlyName', {}],
      ['parentSubscriptionId', 'none'],
      ['offerId', undefined],
      ['quantity', null]
    ].map(([name, value]) => ['POST', 'orders', orderOf({ [name as string]: value })] as const),
    ['POST', 'orders', orderOf({}, { billingCycle: 'weekly' })],
    ['POST', 'orders', orderOf({}, { referenceCustomerId: ids.proseware })],
    [
      'POST',
      'orders',
      {
        lineItems: [
          { lineItemNumber: 1, offerId, quantity: 1 },
          { lineItemNumber: 1, offerId, quantity: 1 }
        ]
      }
    ],
    ...[
      { quantity: '11' },
      { quantity: 0 },
      { quantity: [] },
      { autoRenewEnabled: 'true' },
      { status: 5 },
      { status: 'expired' },
      { billingCycle: 'weekly' },
      { termDuration: 'P5Y' },
      { offerId: 'other' },
      { friendlyName: 5 }
    ].map(body => ['PATCH', subscription, body] as const),
    ['POST', `${subscription}/upgrades`, { targetOffer: 'x' }],
    ['POST', `${subscription}/upgrades`, {}],
    ['POST', `${subscription}/transitions`, {}],
    ['POST', `${subscription}/transitions`, { toCatalogItemId: 'x', quantity: 3 }],
    ['POST', `${subscription}/transitions`, { toCatalogItemId: 'x', transitionType: 'any' }],
    ['POST', `${subscription}/conversions`, { targetOfferId: offerId, quantity: 5 }],
    ['POST', 'carts', {}],
    ['POST', 'carts', { lineItems: [{ quantity: 1 }] }],
    ['POST', 'carts', { lineItems: [{ catalogItemId: 'x', quantity: 1, addonItems: 'none' }] }],
    [
      'POST',
      'carts',
      {
        lineItems: [
          { id: 1, catalogItemId: 'x', quantity: 1 },
          { id: 1, catalogItemId: 'x', quantity: 1 }
        ]
      }
    ]
  ] as const
  for (const [method, path, body] of wrong) {
    const answer = await call(method, path, body)
    t.equal(answer.statusCode, 400, `${method} ${path} ${JSON.stringify(body)}`)
    t.match(answer.json(), { code: /^(3000|800002)$/ })
  }
  t.strictSame(await kept(), before)
})

t.test('a member that comes twice is refused, however it is spelled and at whatever depth', async t => {
  const before = await kept()
  const bodies = [
    '{"quantity":10,"quantity":99}', '{"Quantity":99,"quantity":null}', '{"quantity":99,"Quantity":10}',
    '{"friendlyName":"a\\":","x":{"y":1,"y":2}}', '{"quantity":99,"\\u0071uantity":10}',
    '{"quantity":10,"quantity":10}', '{"x":{"y":[1]},"X":{"y":[2]}}'
  ]
  for (const body of bodies) {
    t.match(
      (await call('PATCH', subscription, body, json)).json(),
      { code: 800002, description: /more than once/ },
      body
    )
  }
  t.strictSame(await kept(), before)
  t.equal(
    (
      await call(
        'PATCH',
        subscription,
        '{"friendlyName":"\\"quantity\\":","autoRenewEnabled":true,"links":{"self":{"uri":"a"},"x":[{"uri":"b"}]}}',
        json
      )
    ).statusCode,
    200,
    'quotes and colons in a text are no members'
  )
})

t.test('two spellings of a name may have one value, as a subscription that the Java SDK sends back', async t => {
  const got = (await call('GET', subscription)).json()
  const answer = await call('PATCH', subscription, {
    ...got,
    quantity: 12,
    contractType: 'subscription',
    isMicrosoftProduct: false,
    hasPurchasableAddOns: false,
    hasPurchasableAddons: false,
    Links: got.links
  })
  t.equal(answer.statusCode, 200)
  t.equal(answer.json().quantity, 12)
})

t.test('PascalCase, explicit nulls, unknown members, a byte-order mark and odd content types are read', async t => {
  const body = JSON.stringify({
    BillingCycle: 'Monthly',
    Foo: { bar: 1 },
    PartnerOnRecordAttestationAccepted: true,
    LineItems: [{ LineItemNumber: 0, OfferId: offerId, Quantity: 2, PromotionId: null, ProvisioningContext: {} }],
    __proto__: null
  })
  for (const type of ['application/json', 'text/plain', 'application/json; charset=utf-16']) {
    const answer = await call('POST', 'orders', Buffer.from(`\uFEFF${body}`), { 'content-type': type })
    t.equal(answer.statusCode, 201, type)
    t.match(answer.json(), { billingCycle: 'monthly', lineItems: [{ offerId, quantity: 2 }] })
  }
})
