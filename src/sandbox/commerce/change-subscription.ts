import type {
  ConversionBody,
  SubscriptionBody,
  TransitionBody,
  UpgradeBody
} from '../../partner-center/orders/schemas.js'
import { presentSubscription } from './present.js'
import { endOfTerm, invalid, oneOf, readBillingCycle, readQuantity, readTerm, required } from './read-values.js'
import type {
  OperationContext, OperationResult, SandboxSubscription, Subscription, SubscriptionStatus
} from './resources.js'

const statuses: readonly SubscriptionStatus[] = ['active', 'suspended', 'deleted']
const upgradeTypes = ['upgrade_only', 'upgrade_with_license_transfer']
const transitionTypes = ['transition_only', 'transition_with_license_transfer']
const noticeOfAutoRenew = 'autoRenewEnabled was left out, so auto-renew is now off, as in Partner Center'

/**
 * Changes the members that the body of a PATCH gives. Members that are left out stay as they are, except
 * `autoRenewEnabled`: without it, auto-renew is switched off. Throws PropertyInvalid.
 *
 * Source: Partner Center, "Change the quantity of a subscription" and "Update autorenew for a subscription".
 */
export function changeSubscription (
  before: SandboxSubscription,
  body: SubscriptionBody,
  { at }: OperationContext
): OperationResult {
  const { content } = before
  const after = changedContent(content, body, at)
  checkChange(content, body, after)
  const isSwitchedOff = content.autoRenewEnabled && body.autoRenewEnabled === undefined
  return { ...update(before, after), ...(isSwitchedOff ? { notices: [noticeOfAutoRenew] } : {}) }
}

function changedContent (content: Subscription, body: SubscriptionBody, at: Date): Subscription {
  const quantity = body.quantity === undefined ? content.quantity : readQuantity('quantity', body.quantity)
  const status = oneOf('status', body.status, statuses, content.status)
  const billingCycle = readBillingCycle('billingCycle', body.billingCycle, content.billingCycle)
  const termDuration = readTerm('termDuration', body.termDuration, content.termDuration)
  return {
    ...content,
    quantity,
    status,
    billingCycle,
    termDuration,
    friendlyName: body.friendlyName || content.friendlyName,
    autoRenewEnabled: body.autoRenewEnabled ?? false,
    commitmentEndDate: termDuration === content.termDuration ? content.commitmentEndDate : endOfTerm(at, termDuration)
  }
}

function checkChange (content: Subscription, { offerId }: SubscriptionBody, after: Subscription): void {
  if (offerId && !isSameId(offerId, content.offerId)) {
    throw invalid('offerId', 'cannot be changed here: use an upgrade or a transition')
  }
  if (content.status === 'deleted') throw invalid('status', 'is deleted, and a deleted subscription cannot change')
  const changesPurchase = after.quantity !== content.quantity ||
    after.billingCycle !== content.billingCycle ||
    after.termDuration !== content.termDuration
  if (changesPurchase && (content.status !== 'active' || after.status !== 'active')) {
    throw invalid('status', 'must be active to change seats, term or billing')
  }
}

/** Moves all seats to another offer. The subscription keeps its id. Throws PropertyMissing and PropertyInvalid. */
export function upgradeSubscription (
  before: SandboxSubscription,
  body: UpgradeBody,
  { at }: OperationContext
): OperationResult {
  const offerId = required('targetOffer.id', body.targetOffer?.id)
  const upgradeType = oneOf('upgradeType', body.upgradeType, upgradeTypes, 'upgrade_only')
  return withBody(moveSeats(before, body.quantity, { offerId }, at), {
    sourceSubscriptionId: before.id,
    targetSubscriptionId: before.id,
    upgradeType,
    upgradeErrors: [],
    licenseErrors: [],
    attributes: { objectType: 'UpgradeResult' }
  })
}

/**
 * Moves all seats to another catalogue item. The subscription keeps its id. Throws PropertyMissing and PropertyInvalid.
 */
export function transitionSubscription (
  before: SandboxSubscription,
  body: TransitionBody,
  { at }: OperationContext
): OperationResult {
  const { content } = before
  const offerId = required('toCatalogItemId', body.toCatalogItemId)
  const transitionType = oneOf('transitionType', body.transitionType, transitionTypes, 'transition_only')
  const billingCycle = readBillingCycle('billingCycle', body.billingCycle, content.billingCycle)
  const termDuration = readTerm('termDuration', body.termDuration, content.termDuration)
  const event = {
    name: 'Conversion',
    status: 'Completed',
    timestamp: at.toISOString(),
    attributes: { objectType: 'TransitionEvent' }
  }
  return withBody(moveSeats(before, body.quantity, { offerId, billingCycle, termDuration }, at), {
    fromCatalogItemId: content.offerId,
    fromSubscriptionId: before.id,
    toCatalogItemId: offerId,
    toSubscriptionId: before.id,
    quantity: content.quantity,
    transitionType,
    events: [event],
    attributes: { objectType: 'Transition' }
  })
}

/** Turns a trial into a paid subscription. Throws PropertyMissing and PropertyInvalid. */
export function convertSubscription (
  before: SandboxSubscription,
  body: ConversionBody,
  { at }: OperationContext
): OperationResult {
  const { content } = before
  if (!content.isTrial || content.status !== 'active') throw invalid('offerId', 'must be that of an active trial')
  if (body.offerId && !isSameId(body.offerId, content.offerId)) {
    throw invalid('offerId', 'must be that of the subscription')
  }
  if (body.orderId && !isSameId(body.orderId, content.orderId)) {
    throw invalid('orderId', 'must be that of the subscription')
  }
  const targetOfferId = required('targetOfferId', body.targetOfferId)
  const quantity = readQuantity('quantity', body.quantity)
  const billingCycle = readBillingCycle('billingCycle', body.billingCycle, content.billingCycle)
  const term = newTerm(content.termDuration, at)
  const after = { ...content, offerId: targetOfferId, quantity, billingCycle, isTrial: false, ...term }
  return withBody(update(before, after), {
    subscriptionId: before.id,
    offerId: content.offerId,
    targetOfferId,
    attributes: { objectType: 'ConversionResult' }
  })
}

function moveSeats (
  before: SandboxSubscription,
  quantity: number | undefined,
  target: Partial<Subscription>,
  at: Date
): OperationResult {
  const { content } = before
  if (content.status !== 'active') throw invalid('status', 'must be active')
  if (quantity !== undefined && quantity !== content.quantity) {
    throw invalid('quantity', `must be ${content.quantity}: the sandbox can only move all seats`)
  }
  const { offerName, ...rest } = content
  return update(before, { ...rest, ...target, ...newTerm(target.termDuration ?? content.termDuration, at) })
}

function newTerm (termDuration: string, at: Date) {
  return { effectiveStartDate: at.toISOString(), commitmentEndDate: endOfTerm(at, termDuration) }
}

function update (before: SandboxSubscription, content: Subscription): OperationResult {
  const after = { ...before, revision: before.revision + 1, content }
  return withBody({ created: [], changed: [after] }, presentSubscription(after))
}

function withBody (result: Omit<OperationResult, 'response'>, body: object): OperationResult {
  return { ...result, response: { status: 200, body: JSON.stringify(body) } }
}

function isSameId (one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
