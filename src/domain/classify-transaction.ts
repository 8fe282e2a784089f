import { flag, list, object, readMembers, string, wholeNumber, type Members } from './json-members.js'
import { prerequisitesOf } from './product-prerequisites.js'
import type { Target } from './transaction-target.js'
import type { Transaction, TransactionKind, TransactionLine } from './transaction.js'

export { targetOf, type Target, type TransactionRequest } from './transaction-target.js'

/** A subscription as it stands, against which a PATCH is compared. */
export interface StoredSubscription {
  readonly offerId: string
  readonly quantity: number
  readonly status: string
  readonly billingCycle: string
  readonly termDuration: string
  readonly friendlyName: string
  readonly autoRenewEnabled: boolean
  /** What was scheduled for the next term, in Partner Center's shape; absent where nothing was. */
  readonly scheduledNextTermInstructions?: unknown
}

/** A line of a stored order or cart; `product` is its offer or catalogue item. */
export interface StoredLine {
  readonly line: number
  readonly product: string
  readonly quantity: number
}

/** What a request refers to and does not carry itself. */
export interface StoredState {
  readonly subscription?: StoredSubscription
  readonly order?: { readonly billingCycle: string, readonly lines: readonly StoredLine[] }
  readonly cart?: { readonly lines: readonly StoredLine[] }
}

/** A transaction, or why the request is none: its body is unreadable, or what it refers to was not found. */
export type Classification = { readonly transaction: Transaction } | { readonly problem: string }

const lineShape = { lineItemNumber: wholeNumber, offerId: string, quantity: wholeNumber, parentSubscriptionId: string }
const orderShape = { billingCycle: string, lineItems: list }
const subscriptionShape = {
  offerId: string,
  quantity: wholeNumber,
  status: string,
  billingCycle: string,
  termDuration: string,
  friendlyName: string,
  autoRenewEnabled: flag,
  scheduledNextTermInstructions: object
}
const instructionsShape = { product: object, quantity: wholeNumber, customTermEndDate: string }
const nextProductShape = { productId: string, skuId: string, availabilityId: string, billingCycle: string, termDuration: string }

type OrderLine = Members<typeof lineShape>

/**
 * The transaction of a request: what each line or each changed member does. Names and values are compared in any
 * letter case, values with and without underscores, as clients spell them (`one_time`, `OneTime`). A member that is
 * absent or null changes nothing. `transactionType` is never believed: Partner Center sets it, and it would open the
 * gate. Never throws, whatever the body.
 */
export function classifyTransaction (target: Target, body: unknown, stored: StoredState): Classification {
  switch (target.kind) {
    case 'cart': return { transaction: { lines: [] } }
    case 'newOrder': return ofNewOrder(body)
    case 'order': return ofOrderChange(body, stored)
    case 'checkout': return ofCheckout(stored)
    case 'subscription': return ofSubscriptionChange(body, stored)
    case 'upgrade': return ofUpgrade(body)
    case 'conversion': return ofConversion(body)
  }
}

function ofNewOrder (body: unknown): Classification {
  const read = readMembers(body, orderShape, 'the body')
  if ('problem' in read) return read
  const { lineItems = [] } = read.members
  if (lineItems.length === 0) return { problem: 'lineItems must be a list of at least one line' }
  return ofLines(lineItems, ({ parentSubscriptionId }) => parentSubscriptionId ? 'addOn' : 'newPurchase')
}

/** `kindOf` tells what a line does; `undefined` where it does nothing. */
function ofLines (lineItems: readonly unknown[], kindOf: (line: OrderLine) => TransactionKind | undefined): Classification {
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

function ofOrderChange (body: unknown, { order }: StoredState): Classification {
  if (order === undefined) return { problem: 'the order is not known' }
  const read = readMembers(body, orderShape, 'the body')
  if ('problem' in read) return read
  const { lineItems = [], billingCycle } = read.members
  const known = new Map(order.lines.map(line => [line.line, line]))
  const classified = ofLines(lineItems, ({ lineItemNumber = -1, offerId, quantity, parentSubscriptionId }) => {
    const before = known.get(lineItemNumber)
    if (before !== undefined && !isChanged(offerId, before.product)) return seatChange(before.quantity, quantity)
    return parentSubscriptionId ? 'addOn' : 'newPurchase'
  })
  if ('problem' in classified || !isChanged(billingCycle, order.billingCycle)) return classified
  return { transaction: { lines: [...classified.transaction.lines, { line: 0, kind: 'billingChange', prerequisites: [] }] } }
}

function ofCheckout ({ cart }: StoredState): Classification {
  if (cart === undefined) return { problem: 'the cart is not known' }
  return { transaction: { lines: cart.lines.map(({ line, product }) => ({ line, kind: 'cartCheckout', prerequisites: prerequisitesOf(product) })) } }
}

function ofSubscriptionChange (body: unknown, { subscription }: StoredState): Classification {
  if (subscription === undefined) return { problem: 'the subscription is not known' }
  const read = readMembers(body, subscriptionShape, 'the body')
  if ('problem' in read) return read
  const { offerId, quantity, status, billingCycle, termDuration, friendlyName, autoRenewEnabled, scheduledNextTermInstructions: next } = read.members
  const kinds = [
    seatChange(subscription.quantity, quantity),
    isChanged(termDuration, subscription.termDuration) && 'termChange',
    isChanged(billingCycle, subscription.billingCycle) && 'billingChange',
    isChanged(offerId, subscription.offerId) && 'upgrade',
    isRescheduled(next, subscription.scheduledNextTermInstructions) && 'manualRenewal',
    statusChange(subscription.status, status),
    friendlyName !== undefined && friendlyName !== subscription.friendlyName && 'rename',
    autoRenewEnabled !== undefined && autoRenewEnabled !== subscription.autoRenewEnabled && 'autoRenewToggle'
  ] as const
  const prerequisites = prerequisitesOf(offerId || subscription.offerId)
  return { transaction: { lines: kinds.filter(kind => typeof kind === 'string').map(kind => ({ line: 0, kind, prerequisites })) } }
}

function ofUpgrade (body: unknown): Classification {
  // The older upgrade names its target as an offer, the newer transition as a catalogue item.
  const read = readMembers(body, { toCatalogItemId: string, targetOffer: object }, 'the body')
  if ('problem' in read) return read
  const { toCatalogItemId, targetOffer = {} } = read.members
  const offer = readMembers(targetOffer, { id: string }, 'targetOffer')
  return 'problem' in offer ? offer : single('upgrade', toCatalogItemId || offer.members.id || '')
}

function ofConversion (body: unknown): Classification {
  const read = readMembers(body, { targetOfferId: string }, 'the body')
  return 'problem' in read ? read : single('conversion', read.members.targetOfferId ?? '')
}

function single (kind: TransactionKind, product: string): Classification {
  return { transaction: { lines: [{ line: 0, kind, prerequisites: prerequisitesOf(product) }] } }
}

function seatChange (before: number, after: number | undefined): 'seatIncrease' | 'seatDecrease' | undefined {
  if (after === undefined || after === before) return undefined
  return after > before ? 'seatIncrease' : 'seatDecrease'
}

function statusChange (before: string, after: string | undefined): TransactionKind | undefined {
  if (!isChanged(after, before)) return undefined
  switch (normalized(after)) {
    case 'suspended': return 'suspend'
    case 'active': return 'reactivate'
    case 'deleted':
    case 'disabled': return 'cancel'
    default: return undefined
  }
}

/** Whether a text is given, and another than before to Partner Center. */
function isChanged (after: string | undefined, before: string): after is string {
  return after !== undefined && after !== '' && normalized(after) !== normalized(before)
}

function normalized (text: string): string {
  return text.replaceAll('_', '').toLowerCase()
}

/** Whether something else is scheduled for the next term: clients send back unchanged what they were given. */
function isRescheduled (after: unknown, before: unknown): boolean {
  if (after === undefined) return false
  const wanted = scheduleOf(after)
  // What cannot be read counts as new.
  return wanted === undefined || wanted !== scheduleOf(before)
}

/** The instructions as one text; `undefined` if they cannot be read. Of fixed depth, however deep they are nested. */
function scheduleOf (instructions: unknown): string | undefined {
  const read = readMembers(instructions, instructionsShape, 'scheduledNextTermInstructions')
  const next = 'problem' in read ? read : readMembers(read.members.product ?? {}, nextProductShape, 'product')
  if ('problem' in read || 'problem' in next) return undefined
  const { productId, skuId, availabilityId, billingCycle, termDuration } = next.members
  const { quantity, customTermEndDate } = read.members
  return normalized(JSON.stringify([productId, skuId, availabilityId, billingCycle, termDuration, quantity, customTermEndDate]))
}
