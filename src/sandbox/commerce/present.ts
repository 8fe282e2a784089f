import type {
  CartLine, OrderLine, SandboxCart, SandboxOrder, SandboxSubscription, StoredResource
} from './resources.js'

/** The ETag of a resource's revision. Like Partner Center's, it is base64 of some JSON. */
export function etagOf ({ id, revision }: StoredResource): string {
  return Buffer.from(JSON.stringify({ id, version: revision })).toString('base64')
}

/** An order as Partner Center shows it. */
export function presentOrder (order: SandboxOrder) {
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
export function presentSubscription (subscription: SandboxSubscription) {
  const { id, customerId, content } = subscription
  const { parentSubscriptionId, offerName, partnerId } = content
  const uri = `/customers/${customerId}/subscriptions`
  const parentLink = parentSubscriptionId === undefined
    ? {}
    : { parentSubscription: link(`${uri}/${parentSubscriptionId}`) }
  return {
    id,
    offerId: content.offerId,
    ...(offerName === undefined ? {} : { offerName }),
    friendlyName: content.friendlyName,
    quantity: content.quantity,
    unitType: 'Licenses',
    ...(parentSubscriptionId === undefined ? {} : { parentSubscriptionId }),
    creationDate: content.creationDate,
    effectiveStartDate: content.effectiveStartDate,
    commitmentEndDate: content.commitmentEndDate,
    status: content.status,
    autoRenewEnabled: content.autoRenewEnabled,
    isTrial: content.isTrial,
    billingType: 'license',
    billingCycle: content.billingCycle,
    termDuration: content.termDuration,
    ...(partnerId === undefined ? {} : { partnerId }),
    orderId: content.orderId,
    links: { self: link(`${uri}/${id}`), ...parentLink },
    attributes: { etag: etagOf(subscription), objectType: 'Subscription' }
  }
}

/** A cart as Partner Center shows it. */
export function presentCart ({ id, customerId, content }: SandboxCart) {
  const { lines, creationTimestamp, lastModifiedTimestamp, expirationTimestamp } = content
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

/** Lists the members one by one, because content from the database has them in another order. */
function presentOrderLine (customerId: string, line: OrderLine) {
  const { subscriptionId, parentSubscriptionId, partnerIdOnRecord } = line
  return {
    lineItemNumber: line.lineItemNumber,
    offerId: line.offerId,
    subscriptionId,
    ...(parentSubscriptionId === undefined ? {} : { parentSubscriptionId }),
    friendlyName: line.friendlyName,
    quantity: line.quantity,
    termDuration: line.termDuration,
    ...(partnerIdOnRecord === undefined ? {} : { partnerIdOnRecord }),
    transactionType: 'New',
    links: { subscription: link(`/customers/${customerId}/subscriptions/${subscriptionId}`) }
  }
}

function presentCartLine ({ addonItems, ...line }: CartLine) {
  return { ...presentItem(line), ...(addonItems.length === 0 ? {} : { addonItems: addonItems.map(presentItem) }) }
}

function presentItem (item: Omit<CartLine, 'addonItems'>) {
  const { id, catalogItemId, friendlyName, quantity, billingCycle, termDuration } = item
  const name = friendlyName === undefined ? {} : { friendlyName }
  return { id, catalogItemId, ...name, quantity, billingCycle, termDuration }
}

function link (uri: string) {
  return { uri, method: 'GET', headers: [] }
}
