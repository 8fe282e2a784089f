import type { CartLine, OrderLine, Stored } from './resources.js'

/** What stands for a resource's revision. Partner Center's are opaque too, and base64 of some JSON. */
export function etagOf ({ id, revision }: Stored): string {
  return Buffer.from(JSON.stringify({ id, version: revision })).toString('base64')
}

/** An order as Partner Center shows it. */
export function presentOrder (order: Stored<'order'>) {
  const { id, customerId, content: { billingCycle, lines, creationDate } } = order
  return {
    id,
    referenceCustomerId: customerId,
    billingCycle,
    lineItems: lines.map(line => presentOrderLine(customerId, line)),
    creationDate,
    status: 'completed',
    transactionType: 'UserPurchase',
    links: { self: link(`/customers/${customerId}/orders/${id}`) },
    attributes: { etag: etagOf(order), objectType: 'Order' }
  }
}

/** A subscription as Partner Center shows it. */
export function presentSubscription (subscription: Stored<'subscription'>) {
  const { id, customerId, content } = subscription
  const { orderId, parentSubscriptionId, offerId, offerName, friendlyName, quantity, status, billingCycle, termDuration, autoRenewEnabled, isTrial, partnerId, creationDate, effectiveStartDate, commitmentEndDate } = content
  const uri = `/customers/${customerId}/subscriptions`
  return {
    id,
    offerId,
    ...(offerName === undefined ? {} : { offerName }),
    friendlyName,
    quantity,
    unitType: 'Licenses',
    ...(parentSubscriptionId === undefined ? {} : { parentSubscriptionId }),
    creationDate,
    effectiveStartDate,
    commitmentEndDate,
    status,
    autoRenewEnabled,
    isTrial,
    billingType: 'license',
    billingCycle,
    termDuration,
    ...(partnerId === undefined ? {} : { partnerId }),
    orderId,
    links: { self: link(`${uri}/${id}`), ...(parentSubscriptionId === undefined ? {} : { parentSubscription: link(`${uri}/${parentSubscriptionId}`) }) },
    attributes: { etag: etagOf(subscription), objectType: 'Subscription' }
  }
}

/** A cart as Partner Center shows it. */
export function presentCart ({ id, customerId, content: { lines, creationTimestamp, lastModifiedTimestamp, expirationTimestamp } }: Stored<'cart'>) {
  return {
    id,
    creationTimestamp,
    lastModifiedTimestamp,
    expirationTimestamp,
    lineItems: lines.map(presentCartLine),
    links: { self: link(`/customers/${customerId}/carts/${id}`) },
    attributes: { objectType: 'Cart' }
  }
}

/** Member by member: what was read back from the database has them in another order. */
function presentOrderLine (customerId: string, line: OrderLine) {
  const { lineItemNumber, offerId, subscriptionId, parentSubscriptionId, friendlyName, quantity, termDuration, partnerIdOnRecord } = line
  return {
    lineItemNumber,
    offerId,
    subscriptionId,
    ...(parentSubscriptionId === undefined ? {} : { parentSubscriptionId }),
    friendlyName,
    quantity,
    termDuration,
    ...(partnerIdOnRecord === undefined ? {} : { partnerIdOnRecord }),
    transactionType: 'New',
    links: { subscription: link(`/customers/${customerId}/subscriptions/${subscriptionId}`) }
  }
}

function presentCartLine ({ addonItems, ...line }: CartLine) {
  return { ...presentItem(line), ...(addonItems.length === 0 ? {} : { addonItems: addonItems.map(presentItem) }) }
}

function presentItem ({ id, catalogItemId, friendlyName, quantity, billingCycle, termDuration }: Omit<CartLine, 'addonItems'>) {
  return { id, catalogItemId, ...(friendlyName === undefined ? {} : { friendlyName }), quantity, billingCycle, termDuration }
}

function link (uri: string) {
  return { uri, method: 'GET', headers: [] }
}
