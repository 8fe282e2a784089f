import { boolean, list, object, readMembers, string, wholeNumber, type Members } from '../json-members.js'
import { prerequisitesOf } from './product-prerequisites.js'
import { isChanged, isRescheduled, seatChange, statusChange } from './subscription-changes.js'
import type { Target } from './transaction-target.js'
import type { Transaction, TransactionKind, TransactionLine } from './transaction.js'

export { targetOf, type Target, type TransactionRequest } from './transaction-target.js'

/** A stored subscription; the body of a PATCH is compared with it. */
export interface StoredSubscription {
  readonly offerId: string
  readonly quantity: number
  readonly status: string
  readonly billingCycle: string
  readonly termDuration: string
  readonly friendlyName: string
  readonly autoRenewEnabled: boolean
  /** The changes scheduled for the next term, in Partner Center's shape; absent if none are scheduled. */
  readonly scheduledNextTermInstructions?: unknown
}

/** A line of a stored order or cart. */
export interface StoredLine {
  readonly line: number
  /** The offer id, or the id of the catalogue item. */
  readonly product: string
  readonly quantity: number
}

/** The stored resource that a request refers to. */
export interface StoredState {
  readonly subscription?: StoredSubscription
  readonly order?: { readonly billingCycle: string, readonly lines: readonly StoredLine[] }
  readonly cart?: { readonly lines: readonly StoredLine[] }
}

/** The transaction, or the problem that prevents its classification: an invalid body, or a missing stored resource. */
export type Classification = { readonly transaction: Transaction } | { readonly problem: string }

const lineShape = {
  lineItemNumber: wholeNumber,
  offerId: string,
  quantity: wholeNumber,
  parentSubscriptionId: string
}
const orderShape = { billingCycle: string, lineItems: list }
const subscriptionShape = {
  offerId: string,
  quantity: wholeNumber,
  status: string,
  billingCycle: string,
  termDuration: string,
  friendlyName: string,
  autoRenewEnabled: boolean,
  scheduledNextTermInstructions: object
}

type OrderLine = Members<typeof lineShape>

/**
 * Classifies a request: returns a transaction with one line per order line or changed member. Never throws, whatever
 * the body.
 *
 * - Names and values are compared in any letter case; values also with or without underscores, since clients send both
 *   `one_time` and `OneTime`.
 * - A member that is absent or null changes nothing.
 * - `transactionType` is ignored. Partner Center sets it, and a client that sent `renew` would open the gate.
 */
export function classifyTransaction (target: Target, body: unknown, stored: StoredState): Classification {
  switch (target.kind) {
    case 'cart': return { transaction: { lines: [] } }
    case 'newOrder': return classifyNewOrder(body)
    case 'order': return classifyOrderChange(body, stored)
    case 'checkout': return classifyCheckout(stored)
    case 'subscription': return classifySubscriptionChange(body, stored)
    case 'upgrade': return classifyUpgrade(body)
    case 'conversion': return classifyConversion(body)
  }
}

function classifyNewOrder (body: unknown): Classification {
  const read = readMembers(body, orderShape, 'the body')
  if ('problem' in read) return read
  const { lineItems = [] } = read.members
  if (lineItems.length === 0) return { problem: 'lineItems must be a list of at least one line' }
  return classifyLines(lineItems, ({ parentSubscriptionId }) => parentSubscriptionId ? 'addOn' : 'newPurchase')
}

/** Leaves out the lines for which `kindOf` returns `undefined`: they change nothing. */
function classifyLines (
  lineItems: readonly unknown[],
  kindOf: (line: OrderLine) => TransactionKind | undefined
): Classification {
  const lines: TransactionLine[] = []
  for (const [index, item] of lineItems.entries()) {
    const read = readMembers(item, lineShape, `lineItems[${index}]`)
    if ('problem' in read) return read
    const { lineItemNumber = index, offerId = '' } = read.members
    const kind = kindOf(read.members)
    if (kind !== undefined) lines.push({ line: lineItemNumber, kind, prerequisites: prerequisitesOf(offerId) })
  }
  return { transaction: { lines } }
}

function classifyOrderChange (body: unknown, { order }: StoredState): Classification {
  if (order === undefined) return { problem: 'the order is not known' }
  const read = readMembers(body, orderShape, 'the body')
  if ('problem' in read) return read
  const { lineItems = [], billingCycle } = read.members
  const storedLines = new Map(order.lines.map(line => [line.line, line]))
  const classified = classifyLines(lineItems, ({ lineItemNumber = -1, offerId, quantity, parentSubscriptionId }) => {
    const before = storedLines.get(lineItemNumber)
    if (before !== undefined && !isChanged(offerId, before.product)) return seatChange(before.quantity, quantity)
    return parentSubscriptionId ? 'addOn' : 'newPurchase'
  })
  if ('problem' in classified || !isChanged(billingCycle, order.billingCycle)) return classified
  const billingChange: TransactionLine = { line: 0, kind: 'billingChange', prerequisites: [] }
  return { transaction: { lines: [...classified.transaction.lines, billingChange] } }
}

function classifyCheckout ({ cart }: StoredState): Classification {
  if (cart === undefined) return { problem: 'the cart is not known' }
  const lines = cart.lines.map(({ line, product }): TransactionLine => (
    { line, kind: 'cartCheckout', prerequisites: prerequisitesOf(product) }
  ))
  return { transaction: { lines } }
}

function classifySubscriptionChange (body: unknown, { subscription }: StoredState): Classification {
  if (subscription === undefined) return { problem: 'the subscription is not known' }
  const read = readMembers(body, subscriptionShape, 'the body')
  if ('problem' in read) return read
  const { offerId, status, friendlyName, autoRenewEnabled, scheduledNextTermInstructions } = read.members
  const kinds = [
    seatChange(subscription.quantity, read.members.quantity),
    isChanged(read.members.termDuration, subscription.termDuration) && 'termChange',
    isChanged(read.members.billingCycle, subscription.billingCycle) && 'billingChange',
    isChanged(offerId, subscription.offerId) && 'upgrade',
    isRescheduled(scheduledNextTermInstructions, subscription.scheduledNextTermInstructions) && 'manualRenewal',
    statusChange(subscription.status, status),
    friendlyName !== undefined && friendlyName !== subscription.friendlyName && 'rename',
    autoRenewEnabled !== undefined && autoRenewEnabled !== subscription.autoRenewEnabled && 'autoRenewToggle'
  ] as const
  const prerequisites = prerequisitesOf(offerId || subscription.offerId)
  const changes = kinds.filter(kind => typeof kind === 'string')
  return { transaction: { lines: changes.map(kind => ({ line: 0, kind, prerequisites })) } }
}

function classifyUpgrade (body: unknown): Classification {
  // The older upgrade call names the target as an offer, the newer transition call as a catalogue item.
  const read = readMembers(body, { toCatalogItemId: string, targetOffer: object }, 'the body')
  if ('problem' in read) return read
  const { toCatalogItemId, targetOffer = {} } = read.members
  const offer = readMembers(targetOffer, { id: string }, 'targetOffer')
  return 'problem' in offer ? offer : singleLine('upgrade', toCatalogItemId || offer.members.id || '')
}

function classifyConversion (body: unknown): Classification {
  const read = readMembers(body, { targetOfferId: string }, 'the body')
  return 'problem' in read ? read : singleLine('conversion', read.members.targetOfferId ?? '')
}

function singleLine (kind: TransactionKind, product: string): Classification {
  return { transaction: { lines: [{ line: 0, kind, prerequisites: prerequisitesOf(product) }] } }
}
