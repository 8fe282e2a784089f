import { Fault } from '../errors/fault.js'
import type { OrderBody, OrderBodyLine } from '../transactions/schemas.js'
import { presentOrder } from './present.js'
import { endOfTerm, invalid, readBillingCycle, readQuantity, readTerm, required } from './read-values.js'
import type { Circumstances, OrderLine, Outcome, Stored } from './resources.js'

/** The trial that can be converted, by the offer of Partner Center's own sample ("Convert a trial subscription to paid"). */
export const trialOfferId = 'c0bd2e08-11ac-4836-bdc7-3712e744922f'

/** A line that was read, before it became a subscription. */
export type WantedLine = Omit<OrderLine, 'subscriptionId'>

/** Places an order: a subscription a line. Throws PropertyMissing and PropertyInvalid. */
export function placeOrder (body: OrderBody, owned: ReadonlyMap<string, Stored<'subscription'>>, circumstances: Circumstances): Outcome {
  const { referenceCustomerId = '' } = body
  if (referenceCustomerId !== '' && referenceCustomerId.toLowerCase() !== circumstances.customerId) throw invalid('referenceCustomerId', 'is another customer than that of the path')
  const billingCycle = readBillingCycle('billingCycle', body.billingCycle, 'monthly')
  const lines = readLines(body.lineItems ?? [], owned)
  const { order, subscriptions } = newOrder(lines, billingCycle, circumstances)
  return { created: [order, ...subscriptions], changed: [], answer: { status: 201, body: JSON.stringify(presentOrder(order)) } }
}

/**
 * Changes an order's billing cycle, which is that of its subscriptions, and adds add-ons to it. Lines that are left
 * out stay as they are. Throws PropertyMissing and PropertyInvalid.
 */
export function changeOrder (before: Stored<'order'>, body: OrderBody, owned: ReadonlyMap<string, Stored<'subscription'>>, circumstances: Circumstances): Outcome {
  const billingCycle = readBillingCycle('billingCycle', body.billingCycle, before.content.billingCycle)
  const added = addedLines(before.content.lines, body.lineItems ?? [], owned)
  const { order: { content }, subscriptions } = newOrder(added, billingCycle, circumstances, before.id)
  const order: Stored<'order'> = { ...before, revision: before.revision + 1, content: { ...before.content, billingCycle, lines: [...before.content.lines, ...content.lines] } }
  const rebilled = [...owned.values()].filter(({ content }) => content.orderId === before.id && content.billingCycle !== billingCycle)
  return {
    created: subscriptions,
    changed: [order, ...rebilled.map(one => ({ ...one, revision: one.revision + 1, content: { ...one.content, billingCycle } }))],
    answer: { status: 200, body: JSON.stringify(presentOrder(order)) }
  }
}

/** An order of lines that were read, and their subscriptions. */
export function newOrder (lines: readonly WantedLine[], billingCycle: string, { customerId, at, newId }: Circumstances, orderId = newId()) {
  const creationDate = at.toISOString()
  const ordered: OrderLine[] = lines.map(line => ({ ...line, subscriptionId: newId() }))
  const order: Stored<'order'> = { kind: 'order', id: orderId, customerId, revision: 1, content: { billingCycle, lines: ordered, creationDate } }
  const subscriptions = ordered.map(({ subscriptionId, lineItemNumber, partnerIdOnRecord, ...line }): Stored<'subscription'> => ({
    kind: 'subscription',
    id: subscriptionId,
    customerId,
    revision: 1,
    content: {
      ...line,
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
  }))
  return { order, subscriptions }
}

function readLines (lineItems: readonly OrderBodyLine[], owned: ReadonlyMap<string, Stored<'subscription'>>): WantedLine[] {
  if (lineItems.length === 0) throw new Fault('PropertyMissing', { parameters: { property: 'lineItems' } })
  const lines = lineItems.map((line, index) => readLine(line, index, `lineItems.${index}`, owned))
  if (new Set(lines.map(({ lineItemNumber }) => lineItemNumber)).size < lines.length) throw invalid('lineItems', 'has two lines of one lineItemNumber')
  return lines
}

function readLine (line: OrderBodyLine, index: number, path: string, owned: ReadonlyMap<string, Stored<'subscription'>>): WantedLine {
  const offerId = required(`${path}.offerId`, line.offerId)
  const parent = line.parentSubscriptionId || undefined
  if (parent !== undefined && owned.get(parent.toLowerCase())?.content.status !== 'active') throw invalid(`${path}.parentSubscriptionId`, 'is no active subscription of the customer')
  return {
    lineItemNumber: line.lineItemNumber ?? index,
    offerId,
    ...(parent === undefined ? {} : { parentSubscriptionId: parent.toLowerCase() }),
    friendlyName: line.friendlyName || offerId,
    quantity: readQuantity(`${path}.quantity`, line.quantity),
    termDuration: readTerm(`${path}.termDuration`, line.termDuration, 'P1Y'),
    ...(line.partnerIdOnRecord ? { partnerIdOnRecord: line.partnerIdOnRecord } : {})
  }
}

/** The lines that the order does not have yet; the others must say what it says. */
function addedLines (known: readonly OrderLine[], lineItems: readonly OrderBodyLine[], owned: ReadonlyMap<string, Stored<'subscription'>>): WantedLine[] {
  const added = lineItems.filter(({ lineItemNumber, offerId, quantity }, index) => {
    const before = known.find(line => line.lineItemNumber === lineItemNumber)
    if (before === undefined) return true
    if (offerId !== undefined && offerId.toLowerCase() !== before.offerId.toLowerCase()) throw invalid(`lineItems.${index}.offerId`, 'is not that of the ordered line')
    if (quantity !== undefined && quantity !== before.quantity) throw invalid(`lineItems.${index}.quantity`, 'changes on the subscription, not on the order')
    return false
  })
  if (added.length === 0) return []
  const next = Math.max(...known.map(({ lineItemNumber }) => lineItemNumber)) + 1
  return readLines(added.map((line, index) => ({ ...line, lineItemNumber: line.lineItemNumber ?? next + index })), owned).map((line, index) => {
    if (line.parentSubscriptionId === undefined) throw new Fault('PropertyMissing', { parameters: { property: `lineItems.${index}.parentSubscriptionId` } })
    return line
  })
}
