import { ApiError } from '../../errors/api-error.js'
import type { OrderBody, OrderBodyLine } from '../../partner-center/orders/schemas.js'
import { presentOrder } from './present.js'
import { endOfTerm, invalid, readBillingCycle, readQuantity, readTerm, required } from './read-values.js'
import type {
  OperationContext, OperationResult, OrderLine, SandboxOrder, SandboxSubscription, SubscriptionsById
} from './resources.js'

/** The offer of the trial that can be converted. Source: Partner Center, "Convert a trial subscription to paid". */
export const trialOfferId = 'c0bd2e08-11ac-4836-bdc7-3712e744922f'

/** A requested line, before its subscription exists. */
export type RequestedLine = Omit<OrderLine, 'subscriptionId'>

/** Creates an order, with one subscription per line. Throws PropertyMissing and PropertyInvalid. */
export function placeOrder (
  body: OrderBody,
  subscriptionsById: SubscriptionsById,
  context: OperationContext
): OperationResult {
  const { referenceCustomerId = '' } = body
  if (referenceCustomerId !== '' && referenceCustomerId.toLowerCase() !== context.customerId) {
    throw invalid('referenceCustomerId', 'must be the customer of the path')
  }
  const billingCycle = readBillingCycle('billingCycle', body.billingCycle, 'monthly')
  const lines = readLines(body.lineItems ?? [], subscriptionsById)
  const { order, subscriptions } = newOrder(lines, billingCycle, context)
  const response = { status: 201, body: JSON.stringify(presentOrder(order)) }
  return { created: [order, ...subscriptions], changed: [], response }
}

/**
 * Adds add-ons to an order, and changes the billing cycle of the order and its subscriptions. Lines that are left out
 * stay as they are. Throws PropertyMissing and PropertyInvalid.
 */
export function changeOrder (
  before: SandboxOrder,
  body: OrderBody,
  subscriptionsById: SubscriptionsById,
  context: OperationContext
): OperationResult {
  const billingCycle = readBillingCycle('billingCycle', body.billingCycle, before.content.billingCycle)
  const addedLines = readAddedLines(before.content.lines, body.lineItems ?? [], subscriptionsById)
  const added = newOrder(addedLines, billingCycle, context, before.id)
  const lines = [...before.content.lines, ...added.order.content.lines]
  const content = { ...before.content, billingCycle, lines }
  const order: SandboxOrder = { ...before, revision: before.revision + 1, content }
  const rebilled = [...subscriptionsById.values()]
    .filter(({ content }) => content.orderId === before.id && content.billingCycle !== billingCycle)
    .map(one => ({ ...one, revision: one.revision + 1, content: { ...one.content, billingCycle } }))
  const response = { status: 200, body: JSON.stringify(presentOrder(order)) }
  return { created: added.subscriptions, changed: [order, ...rebilled], response }
}

/** Makes an order from lines, and the subscriptions of the lines. */
export function newOrder (
  requested: readonly RequestedLine[],
  billingCycle: string,
  { customerId, at, newId }: OperationContext,
  orderId = newId()
) {
  const creationDate = at.toISOString()
  const lines: OrderLine[] = requested.map(line => ({ ...line, subscriptionId: newId() }))
  const content = { billingCycle, lines, creationDate }
  const order: SandboxOrder = { kind: 'order', id: orderId, customerId, revision: 1, content }
  const subscriptions = lines.map(line => newSubscription(line, order, at))
  return { order, subscriptions }
}

function newSubscription (line: OrderLine, { id: orderId, customerId, content }: SandboxOrder, at: Date) {
  const { subscriptionId, lineItemNumber, partnerIdOnRecord, ...rest } = line
  const { billingCycle, creationDate } = content
  const subscription: SandboxSubscription = {
    kind: 'subscription',
    id: subscriptionId,
    customerId,
    revision: 1,
    content: {
      ...rest,
      orderId,
      status: 'active',
      billingCycle,
      autoRenewEnabled: true,
      isTrial: line.offerId.toLowerCase() === trialOfferId,
      ...(partnerIdOnRecord === undefined ? {} : { partnerId: partnerIdOnRecord }),
      creationDate,
      effectiveStartDate: creationDate,
      commitmentEndDate: endOfTerm(at, line.termDuration)
    }
  }
  return subscription
}

function readLines (lineItems: readonly OrderBodyLine[], subscriptionsById: SubscriptionsById): RequestedLine[] {
  if (lineItems.length === 0) throw new ApiError('PropertyMissing', { parameters: { property: 'lineItems' } })
  const lines = lineItems.map((line, index) => readLine(line, index, `lineItems.${index}`, subscriptionsById))
  if (new Set(lines.map(({ lineItemNumber }) => lineItemNumber)).size < lines.length) {
    throw invalid('lineItems', 'must have a different lineItemNumber in each line')
  }
  return lines
}

function readLine (
  line: OrderBodyLine,
  index: number,
  path: string,
  subscriptionsById: SubscriptionsById
): RequestedLine {
  const offerId = required(`${path}.offerId`, line.offerId)
  const parentId = line.parentSubscriptionId?.toLowerCase() || undefined
  if (parentId !== undefined && subscriptionsById.get(parentId)?.content.status !== 'active') {
    throw invalid(`${path}.parentSubscriptionId`, 'must be an active subscription of the customer')
  }
  return {
    lineItemNumber: line.lineItemNumber ?? index,
    offerId,
    ...(parentId === undefined ? {} : { parentSubscriptionId: parentId }),
    friendlyName: line.friendlyName || offerId,
    quantity: readQuantity(`${path}.quantity`, line.quantity),
    termDuration: readTerm(`${path}.termDuration`, line.termDuration, 'P1Y'),
    ...(line.partnerIdOnRecord ? { partnerIdOnRecord: line.partnerIdOnRecord } : {})
  }
}

/** Reads the lines that the order does not have yet. Throws PropertyInvalid if the body changes an ordered line. */
function readAddedLines (
  ordered: readonly OrderLine[],
  lineItems: readonly OrderBodyLine[],
  subscriptionsById: SubscriptionsById
): RequestedLine[] {
  const added = lineItems.filter((line, index) => {
    const before = ordered.find(({ lineItemNumber }) => lineItemNumber === line.lineItemNumber)
    if (before !== undefined) checkUnchanged(before, line, `lineItems.${index}`)
    return before === undefined
  })
  if (added.length === 0) return []
  const nextNumber = Math.max(...ordered.map(({ lineItemNumber }) => lineItemNumber)) + 1
  const numbered = added.map((line, index) => ({ ...line, lineItemNumber: line.lineItemNumber ?? nextNumber + index }))
  const lines = readLines(numbered, subscriptionsById)
  for (const [index, line] of lines.entries()) {
    if (line.parentSubscriptionId === undefined) {
      throw new ApiError('PropertyMissing', { parameters: { property: `lineItems.${index}.parentSubscriptionId` } })
    }
  }
  return lines
}

function checkUnchanged (before: OrderLine, { offerId, quantity }: OrderBodyLine, path: string): void {
  if (offerId !== undefined && offerId.toLowerCase() !== before.offerId.toLowerCase()) {
    throw invalid(`${path}.offerId`, 'must be that of the ordered line')
  }
  if (quantity !== undefined && quantity !== before.quantity) {
    throw invalid(`${path}.quantity`, 'must be changed on the subscription, not on the order')
  }
}
