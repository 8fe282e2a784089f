import Type, { type Static } from 'typebox'

const text = (description?: string) =>
  Type.Optional(Type.String({ maxLength: 512, ...(description === undefined ? {} : { description }) }))
const quantity = Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 }))
const billingCycle = text(
  '`monthly`, `annual`, `triennial`, `one_time` or `none`, in any spelling of case and underscore.'
)
const termDuration = text('ISO 8601: `P1M`, `P1Y` or `P3Y`.')

const lineExample = {
  lineItemNumber: 0,
  offerId: '031c9e47-4802-4248-838e-778fb1d2cc05',
  quantity: 5,
  termDuration: 'P1Y'
}
const customerId = 'c1000000-0000-4000-8000-000000000001'
const subscriptionId = '5b000000-0000-4000-8000-00000000000a'
const orderId = '0d000000-0000-4000-8000-00000000000a'
const self = (uri: string) => ({ uri, method: 'GET', headers: [] })

const order = {
  id: orderId,
  referenceCustomerId: customerId,
  billingCycle: 'monthly',
  lineItems: [
    {
      ...lineExample,
      subscriptionId,
      friendlyName: lineExample.offerId,
      transactionType: 'New',
      links: { subscription: self(`/customers/${customerId}/subscriptions/${subscriptionId}`) }
    }
  ],
  creationDate: '2026-03-02T10:00:00.000Z',
  status: 'completed',
  transactionType: 'UserPurchase',
  links: { self: self(`/customers/${customerId}/orders/${orderId}`) },
  attributes: { etag: 'eyJpZCI6IjBkIiwidmVyc2lvbiI6MX0=', objectType: 'Order' }
}
const subscription = {
  id: subscriptionId,
  offerId: lineExample.offerId,
  friendlyName: lineExample.offerId,
  quantity: 5,
  unitType: 'Licenses',
  creationDate: '2026-03-02T10:00:00.000Z',
  effectiveStartDate: '2026-03-02T10:00:00.000Z',
  commitmentEndDate: '2027-03-02T10:00:00.000Z',
  status: 'active',
  autoRenewEnabled: true,
  isTrial: false,
  billingType: 'license',
  billingCycle: 'monthly',
  termDuration: 'P1Y',
  orderId,
  links: { self: self(`/customers/${customerId}/subscriptions/${subscriptionId}`) },
  attributes: { etag: 'eyJpZCI6IjViIiwidmVyc2lvbiI6MX0=', objectType: 'Subscription' }
}
const cart = {
  id: 'ca000000-0000-4000-8000-00000000000a',
  creationTimestamp: '2026-03-02T10:00:00.000Z',
  lastModifiedTimestamp: '2026-03-02T10:00:00.000Z',
  expirationTimestamp: '2026-03-09T10:00:00.000Z',
  lineItems: [
    {
      id: 0,
      catalogItemId: 'CFQ7TTC0LDPB:0001:CFQ7TTC0LGNT',
      quantity: 5,
      billingCycle: 'monthly',
      termDuration: 'P1Y'
    }
  ],
  links: { self: self(`/customers/${customerId}/carts/ca000000-0000-4000-8000-00000000000a`) },
  attributes: { objectType: 'Cart' }
}
const upgradeResult = {
  sourceSubscriptionId: subscriptionId,
  targetSubscriptionId: subscriptionId,
  upgradeType: 'upgrade_only',
  upgradeErrors: [],
  licenseErrors: [],
  attributes: { objectType: 'UpgradeResult' }
}
const transition = {
  fromCatalogItemId: 'CFQ7TTC0LDPB:0001:CFQ7TTC0LGNT',
  fromSubscriptionId: subscriptionId,
  toCatalogItemId: 'CFQ7TTC0LF8S:0001:CFQ7TTC0K9G9',
  toSubscriptionId: subscriptionId,
  quantity: 5,
  transitionType: 'transition_only',
  events: [
    {
      name: 'Conversion',
      status: 'Completed',
      timestamp: '2026-03-02T10:00:00.000Z',
      attributes: { objectType: 'TransitionEvent' }
    }
  ],
  attributes: { objectType: 'Transition' }
}
const conversionResult = {
  subscriptionId,
  offerId: 'c0bd2e08-11ac-4836-bdc7-3712e744922f',
  targetOfferId: lineExample.offerId,
  attributes: { objectType: 'ConversionResult' }
}

/** Resources of responses, as examples of the OpenAPI document. */
export const examples = { order, subscription, cart } as const

const orderLineSchema = Type.Object({
  lineItemNumber: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  offerId: text('Offer, or `productId:skuId:availabilityId`.'),
  quantity,
  friendlyName: text(),
  termDuration,
  parentSubscriptionId: text('Makes the line an add-on.'),
  partnerIdOnRecord: text('MPN id of the reseller.')
}, { $id: 'OrderLineItem', title: 'OrderLineItem' })

/** The body of a new or changed order. Only the members that this service reads are listed. */
export const orderBodySchema = Type.Object(
  {
    referenceCustomerId: text(),
    billingCycle,
    lineItems: Type.Optional(Type.Array(orderLineSchema, { maxItems: 500 }))
  },
  { $id: 'OrderRequest', title: 'OrderRequest', examples: [{ billingCycle: 'monthly', lineItems: [lineExample] }] }
)

const cartLineFields = {
  id: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  catalogItemId: text(),
  quantity,
  billingCycle,
  termDuration,
  friendlyName: text()
}

/** The body of a new or changed cart. */
export const cartBodySchema = Type.Object(
  {
    lineItems: Type.Optional(
      Type.Array(
        Type.Object(
          { ...cartLineFields, addonItems: Type.Optional(Type.Array(Type.Object(cartLineFields), { maxItems: 100 })) },
          { $id: 'CartLineItem', title: 'CartLineItem' }
        ),
        { maxItems: 500 }
      )
    )
  },
  { $id: 'CartRequest', title: 'CartRequest', examples: [{ lineItems: cart.lineItems }] }
)

/** The body of a subscription's PATCH. */
export const subscriptionBodySchema = Type.Object(
  {
    offerId: text(),
    quantity,
    status: text('`active`, `suspended` or `deleted`.'),
    autoRenewEnabled: Type.Optional(Type.Boolean()),
    billingCycle,
    termDuration,
    friendlyName: text()
  },
  {
    $id: 'SubscriptionRequest',
    title: 'SubscriptionRequest',
    examples: [
      {
        offerId: subscription.offerId,
        quantity: 6,
        status: 'active',
        autoRenewEnabled: true,
        billingCycle: 'monthly',
        termDuration: 'P1Y',
        friendlyName: subscription.friendlyName
      }
    ]
  }
)

/** The body of an upgrade, which names the target as an offer. */
export const upgradeBodySchema = Type.Object(
  { targetOffer: Type.Optional(Type.Object({ id: text() })), quantity, upgradeType: text() },
  {
    $id: 'UpgradeRequest',
    title: 'UpgradeRequest',
    examples: [
      { targetOffer: { id: '796b6b5f-613c-4e24-a17c-eba730d49c02' }, quantity: 5, upgradeType: 'upgrade_only' }
    ]
  }
)

/** The body of a transition, which names the target as a catalogue item. */
export const transitionBodySchema = Type.Object(
  { toCatalogItemId: text(), quantity, transitionType: text(), termDuration, billingCycle },
  {
    $id: 'TransitionRequest',
    title: 'TransitionRequest',
    examples: [{ toCatalogItemId: transition.toCatalogItemId, quantity: 5, transitionType: 'transition_only' }]
  }
)

/** The body of a trial's conversion. */
export const conversionBodySchema = Type.Object(
  { offerId: text(), targetOfferId: text(), orderId: text(), quantity, billingCycle },
  {
    $id: 'ConversionRequest',
    title: 'ConversionRequest',
    examples: [
      {
        offerId: conversionResult.offerId,
        targetOfferId: conversionResult.targetOfferId,
        orderId,
        quantity: 25,
        billingCycle: 'monthly'
      }
    ]
  }
)

/** The bodies as types. */
export type OrderBody = Static<typeof orderBodySchema>
export type OrderBodyLine = Static<typeof orderLineSchema>
export type CartBody = Static<typeof cartBodySchema>
export type SubscriptionBody = Static<typeof subscriptionBodySchema>
export type UpgradeBody = Static<typeof upgradeBodySchema>
export type TransitionBody = Static<typeof transitionBodySchema>
export type ConversionBody = Static<typeof conversionBodySchema>

// Forwarded responses are Partner Center's own, so these schemas describe them without restricting them.
const resource = (id: string, example: object) =>
  Type.Object(
    Object.fromEntries(Object.entries(example).map(([name, value]) => [name, Type.Optional(schemaOf(value))])),
    { $id: id, title: id, examples: [example] }
  )

function schemaOf (value: unknown) {
  if (typeof value === 'string') return Type.String()
  if (typeof value === 'number') return Type.Integer()
  if (typeof value === 'boolean') return Type.Boolean()
  return Array.isArray(value) ? Type.Array(Type.Unknown()) : Type.Unknown()
}

export const orderSchema = resource('Order', order)
export const subscriptionSchema = resource('Subscription', subscription)
export const cartSchema = resource('Cart', cart)
export const checkoutSchema = resource('CartCheckoutResult', {
  orders: [order],
  orderErrors: [],
  attributes: { objectType: 'CartCheckoutResult' }
})
export const upgradeResultSchema = resource('UpgradeResult', upgradeResult)
export const transitionSchema = resource('Transition', transition)
export const conversionResultSchema = resource('ConversionResult', conversionResult)
