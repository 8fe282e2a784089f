import { ApiError } from '../../errors/api-error.js'
import type { CartBody } from '../../partner-center/orders/schemas.js'
import { newOrder, type RequestedLine } from './place-order.js'
import { presentCart, presentOrder } from './present.js'
import { invalid, readBillingCycle, readQuantity, readTerm, required } from './read-values.js'
import type {
  Cart, CartLine, OperationContext, OperationResult, SandboxCart, SandboxOrder, SandboxSubscription
} from './resources.js'

/** The lifetime of a cart, in ms. Source: Partner Center, "Create a cart". */
const lifetimeMs = 7 * 24 * 60 * 60 * 1000

/** Returns whether a cart has expired. A checked-out cart does not expire: a repeated checkout gets its response. */
export function isExpired ({ content }: SandboxCart, at: Date): boolean {
  return content.checkedOut === undefined && Date.parse(content.expirationTimestamp) <= at.getTime()
}

/** Creates a cart. Throws PropertyMissing and PropertyInvalid. */
export function createCart (body: CartBody, { customerId, at, newId }: OperationContext): OperationResult {
  const now = at.toISOString()
  const content: Cart = {
    lines: readLines(body),
    creationTimestamp: now,
    lastModifiedTimestamp: now,
    expirationTimestamp: new Date(at.getTime() + lifetimeMs).toISOString()
  }
  const cart: SandboxCart = { kind: 'cart', id: newId(), customerId, revision: 1, content }
  return { created: [cart], changed: [], response: { status: 201, body: JSON.stringify(presentCart(cart)) } }
}

/** Replaces the lines of a cart. Throws PropertyMissing and PropertyInvalid. */
export function updateCart (before: SandboxCart, body: CartBody, { at }: OperationContext): OperationResult {
  if (before.content.checkedOut !== undefined) throw invalid('id', 'must be that of a cart that is not checked out')
  const content = { ...before.content, lines: readLines(body), lastModifiedTimestamp: at.toISOString() }
  const cart: SandboxCart = { ...before, revision: before.revision + 1, content }
  return { created: [], changed: [cart], response: { status: 200, body: JSON.stringify(presentCart(cart)) } }
}

/** Orders the lines of a cart. Creates one order per billing cycle, because an order has only one. */
export function checkOutCart (cart: SandboxCart, context: OperationContext): OperationResult {
  const cycles = [...new Set(allLines(cart.content).map(({ billingCycle }) => billingCycle))]
  const orders = cycles.map(cycle => newOrder(linesOf(cart.content, cycle), cycle, context))
  const parentIds = parentIdsOf(cart.content, orders.map(({ order }) => order))
  const linked = orders.map(({ order, subscriptions }) => linkAddOns(order, subscriptions, parentIds))
  const self = { uri: `/customers/${context.customerId}/carts/${cart.id}`, method: 'GET', headers: [] }
  const response = {
    status: 201,
    body: JSON.stringify({
      orders: linked.map(({ order }) => presentOrder(order)),
      orderErrors: [],
      links: { self },
      attributes: { objectType: 'CartCheckoutResult' }
    })
  }
  return {
    created: linked.flatMap(({ order, subscriptions }) => [order, ...subscriptions]),
    changed: [{ ...cart, revision: cart.revision + 1, content: { ...cart.content, checkedOut: response } }],
    response
  }
}

/** A cart line without its add-ons. */
export type CartItem = Omit<CartLine, 'addonItems'>

/** The lines of a cart, each followed by its add-ons. */
export function allLines ({ lines }: { readonly lines: readonly CartLine[] }): CartItem[] {
  return lines.flatMap(line => [line, ...line.addonItems])
}

function readLines ({ lineItems = [] }: CartBody): CartLine[] {
  if (lineItems.length === 0) throw new ApiError('PropertyMissing', { parameters: { property: 'lineItems' } })
  const lines = lineItems.map(({ addonItems = [], ...line }, index) => ({
    ...readLine(line, index, `lineItems.${index}`),
    // The default id of an add-on must differ from all line ids, because orders and decisions find lines by their id.
    addonItems: addonItems.map((addon, addonIndex) =>
      readLine(addon, 1000 * (index + 1) + addonIndex, `lineItems.${index}.addonItems.${addonIndex}`))
  }))
  const ids = allLines({ lines }).map(({ id }) => id)
  if (new Set(ids).size < ids.length) throw invalid('lineItems', 'must have a different id in each line')
  return lines
}

type CartBodyLine = Omit<NonNullable<CartBody['lineItems']>[number], 'addonItems'>

function readLine (line: CartBodyLine, defaultId: number, path: string): CartItem {
  return {
    id: line.id ?? defaultId,
    catalogItemId: required(`${path}.catalogItemId`, line.catalogItemId),
    quantity: readQuantity(`${path}.quantity`, line.quantity),
    billingCycle: readBillingCycle(`${path}.billingCycle`, line.billingCycle, 'monthly'),
    termDuration: readTerm(`${path}.termDuration`, line.termDuration, 'P1Y'),
    ...(line.friendlyName ? { friendlyName: line.friendlyName } : {})
  }
}

function linesOf (cart: Cart, cycle: string): RequestedLine[] {
  const lines = allLines(cart).filter(({ billingCycle }) => billingCycle === cycle)
  return lines.map(({ id, catalogItemId, quantity, termDuration, friendlyName }) => ({
    lineItemNumber: id,
    offerId: catalogItemId,
    quantity,
    termDuration,
    friendlyName: friendlyName ?? catalogItemId
  }))
}

/** The id of the parent subscription of each add-on, by the add-on's line id. */
function parentIdsOf ({ lines }: Cart, orders: readonly SandboxOrder[]): ReadonlyMap<number, string> {
  const orderLines = orders.flatMap(({ content }) => content.lines)
  const subscriptionIds = new Map(orderLines.map(({ lineItemNumber, subscriptionId }) =>
    [lineItemNumber, subscriptionId]))
  return new Map(lines.flatMap(line => line.addonItems.map(addon =>
    [addon.id, subscriptionIds.get(line.id) as string] as const)))
}

function linkAddOns (
  order: SandboxOrder,
  subscriptions: readonly SandboxSubscription[],
  parentIds: ReadonlyMap<number, string>
) {
  const parentOf = (lineItemNumber: number) => {
    const parentSubscriptionId = parentIds.get(lineItemNumber)
    return parentSubscriptionId === undefined ? {} : { parentSubscriptionId }
  }
  const lines = order.content.lines.map(line => ({ ...line, ...parentOf(line.lineItemNumber) }))
  return {
    order: { ...order, content: { ...order.content, lines } },
    subscriptions: subscriptions.map((subscription, index) => {
      const parent = parentOf(lines[index]?.lineItemNumber ?? -1)
      return { ...subscription, content: { ...subscription.content, ...parent } }
    })
  }
}
