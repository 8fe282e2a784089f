import { Fault } from '../errors/fault.js'
import type { CartBody } from '../transactions/schemas.js'
import { newOrder, type WantedLine } from './place-order.js'
import { presentCart, presentOrder } from './present.js'
import { invalid, readBillingCycle, readQuantity, readTerm, required } from './read-values.js'
import type { Cart, CartLine, Circumstances, Outcome, Stored } from './resources.js'

/** How long a cart lives, in ms. Source: Partner Center, "Create a cart". */
const lifetimeMs = 7 * 24 * 60 * 60 * 1000

/** Whether a cart has lived its 7 days. One that was checked out stays, to be answered the same again. */
export function isExpired ({ content }: Stored<'cart'>, at: Date): boolean {
  return content.checkedOut === undefined && Date.parse(content.expirationTimestamp) <= at.getTime()
}

/** A new cart. Throws PropertyMissing and PropertyInvalid. */
export function createCart (body: CartBody, { customerId, at, newId }: Circumstances): Outcome {
  const now = at.toISOString()
  const content: Cart = { lines: readLines(body), creationTimestamp: now, lastModifiedTimestamp: now, expirationTimestamp: new Date(at.getTime() + lifetimeMs).toISOString() }
  const cart: Stored<'cart'> = { kind: 'cart', id: newId(), customerId, revision: 1, content }
  return { created: [cart], changed: [], answer: { status: 201, body: JSON.stringify(presentCart(cart)) } }
}

/** Replaces a cart's lines. Throws PropertyMissing and PropertyInvalid. */
export function updateCart (before: Stored<'cart'>, body: CartBody, { at }: Circumstances): Outcome {
  if (before.content.checkedOut !== undefined) throw invalid('id', 'is a cart that was checked out')
  const cart: Stored<'cart'> = { ...before, revision: before.revision + 1, content: { ...before.content, lines: readLines(body), lastModifiedTimestamp: at.toISOString() } }
  return { created: [], changed: [cart], answer: { status: 200, body: JSON.stringify(presentCart(cart)) } }
}

/** Orders what a cart holds: one order a billing cycle, as an order has only one. */
export function checkOutCart (cart: Stored<'cart'>, circumstances: Circumstances): Outcome {
  const cycles = [...new Set(cart.content.lines.flatMap(line => [line, ...line.addonItems]).map(({ billingCycle }) => billingCycle))]
  const orders = cycles.map(cycle => newOrder(linesOf(cart.content, cycle), cycle, circumstances))
  const { customerId } = circumstances
  const parents = parentsOf(cart.content, orders.map(({ order }) => order))
  const linked = orders.map(({ order, subscriptions }) => linkAddOns(order, subscriptions, parents))
  const answer = {
    status: 201,
    body: JSON.stringify({ orders: linked.map(({ order }) => presentOrder(order)), orderErrors: [], links: { self: { uri: `/customers/${customerId}/carts/${cart.id}`, method: 'GET', headers: [] } }, attributes: { objectType: 'CartCheckoutResult' } })
  }
  return {
    created: linked.flatMap(({ order, subscriptions }) => [order, ...subscriptions]),
    changed: [{ ...cart, revision: cart.revision + 1, content: { ...cart.content, checkedOut: answer } }],
    answer
  }
}

function readLines ({ lineItems = [] }: CartBody): CartLine[] {
  if (lineItems.length === 0) throw new Fault('PropertyMissing', { parameters: { property: 'lineItems' } })
  const lines = lineItems.map(({ addonItems = [], ...line }, index) => ({
    ...readLine(line, index, `lineItems.${index}`),
    // An add-on's number is no other line's: orders and decisions tell lines apart by it.
    addonItems: addonItems.map((addon, at) => readLine(addon, 1000 * (index + 1) + at, `lineItems.${index}.addonItems.${at}`))
  }))
  const ids = lines.flatMap(line => [line, ...line.addonItems]).map(({ id }) => id)
  if (new Set(ids).size < ids.length) throw invalid('lineItems', 'has two lines of one id')
  return lines
}

type CartBodyLine = Omit<NonNullable<CartBody['lineItems']>[number], 'addonItems'>

function readLine (line: CartBodyLine, index: number, path: string): Omit<CartLine, 'addonItems'> {
  return {
    id: line.id ?? index,
    catalogItemId: required(`${path}.catalogItemId`, line.catalogItemId),
    quantity: readQuantity(`${path}.quantity`, line.quantity),
    billingCycle: readBillingCycle(`${path}.billingCycle`, line.billingCycle, 'monthly'),
    termDuration: readTerm(`${path}.termDuration`, line.termDuration, 'P1Y'),
    ...(line.friendlyName ? { friendlyName: line.friendlyName } : {})
  }
}

function linesOf ({ lines }: Cart, cycle: string): WantedLine[] {
  return lines.flatMap(line => [line, ...line.addonItems]).filter(({ billingCycle }) => billingCycle === cycle)
    .map(({ id, catalogItemId, quantity, termDuration, friendlyName }) => ({ lineItemNumber: id, offerId: catalogItemId, quantity, termDuration, friendlyName: friendlyName ?? catalogItemId }))
}

/** The subscription that each add-on belongs to, by the add-on's line. */
function parentsOf ({ lines }: Cart, orders: ReadonlyArray<Stored<'order'>>): ReadonlyMap<number, string> {
  const subscriptionOf = new Map(orders.flatMap(({ content }) => content.lines.map(({ lineItemNumber, subscriptionId }) => [lineItemNumber, subscriptionId] as const)))
  return new Map(lines.flatMap(line => line.addonItems.map(addon => [addon.id, subscriptionOf.get(line.id) as string] as const)))
}

function linkAddOns (order: Stored<'order'>, subscriptions: ReadonlyArray<Stored<'subscription'>>, parents: ReadonlyMap<number, string>) {
  const parentOf = (lineItemNumber: number) => {
    const parentSubscriptionId = parents.get(lineItemNumber)
    return parentSubscriptionId === undefined ? {} : { parentSubscriptionId }
  }
  const lines = order.content.lines.map(line => ({ ...line, ...parentOf(line.lineItemNumber) }))
  return {
    order: { ...order, content: { ...order.content, lines } },
    subscriptions: subscriptions.map((subscription, index) => ({ ...subscription, content: { ...subscription.content, ...parentOf(lines[index]?.lineItemNumber ?? -1) } }))
  }
}
