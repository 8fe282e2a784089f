import type { ConversionBody, SubscriptionBody, TransitionBody, UpgradeBody } from '../transactions/schemas.js'
import { presentSubscription } from './present.js'
import { endOfTerm, invalid, oneOf, readBillingCycle, readQuantity, readTerm, required } from './read-values.js'
import type { Circumstances, Outcome, Stored, Subscription, SubscriptionStatus } from './resources.js'

const statuses: readonly SubscriptionStatus[] = ['active', 'suspended', 'deleted']

/**
 * Changes what a PATCH's body gives; what it leaves out stays, but for auto-renew, which then goes off. Throws
 * PropertyInvalid.
 *
 * Source: Partner Center, "Change the quantity of a subscription" and "Update autorenew for a subscription".
 */
export function changeSubscription (before: Stored<'subscription'>, body: SubscriptionBody, { at }: Circumstances): Outcome {
  const { content } = before
  const quantity = body.quantity === undefined ? content.quantity : readQuantity('quantity', body.quantity)
  const status = oneOf('status', body.status, statuses, content.status)
  const billingCycle = readBillingCycle('billingCycle', body.billingCycle, content.billingCycle)
  const termDuration = readTerm('termDuration', body.termDuration, content.termDuration)
  if (body.offerId && body.offerId.toLowerCase() !== content.offerId.toLowerCase()) throw invalid('offerId', 'changes by an upgrade or a transition')
  if (content.status === 'deleted') throw invalid('status', 'is deleted, which is final')
  const changesPurchase = quantity !== content.quantity || billingCycle !== content.billingCycle || termDuration !== content.termDuration
  if (changesPurchase && (content.status !== 'active' || status !== 'active')) throw invalid('status', 'must be active for seats, term and billing to change')
  const after: Subscription = {
    ...content,
    quantity,
    status,
    billingCycle,
    termDuration,
    friendlyName: body.friendlyName || content.friendlyName,
    autoRenewEnabled: body.autoRenewEnabled ?? false,
    commitmentEndDate: termDuration === content.termDuration ? content.commitmentEndDate : endOfTerm(at, termDuration)
  }
  const switchedOff = content.autoRenewEnabled && body.autoRenewEnabled === undefined
  return {
    ...present(before, after),
    ...(switchedOff ? { notices: ['autoRenewEnabled was left out, which switched it off, as on Partner Center'] } : {})
  }
}

/** Moves all seats to another offer, under the same id. Throws PropertyMissing and PropertyInvalid. */
export function upgradeSubscription (before: Stored<'subscription'>, body: UpgradeBody, { at }: Circumstances): Outcome {
  const offerId = required('targetOffer.id', body.targetOffer?.id)
  const upgradeType = oneOf('upgradeType', body.upgradeType, ['upgrade_only', 'upgrade_with_license_transfer'], 'upgrade_only')
  return answering(moveSeats(before, body.quantity, { offerId }, at), {
    sourceSubscriptionId: before.id, targetSubscriptionId: before.id, upgradeType, upgradeErrors: [], licenseErrors: [], attributes: { objectType: 'UpgradeResult' }
  })
}

/** Moves all seats to another catalogue item, under the same id. Throws PropertyMissing and PropertyInvalid. */
export function transitionSubscription (before: Stored<'subscription'>, body: TransitionBody, { at }: Circumstances): Outcome {
  const offerId = required('toCatalogItemId', body.toCatalogItemId)
  const transitionType = oneOf('transitionType', body.transitionType, ['transition_only', 'transition_with_license_transfer'], 'transition_only')
  const billingCycle = readBillingCycle('billingCycle', body.billingCycle, before.content.billingCycle)
  const termDuration = readTerm('termDuration', body.termDuration, before.content.termDuration)
  return answering(moveSeats(before, body.quantity, { offerId, billingCycle, termDuration }, at), {
    fromCatalogItemId: before.content.offerId,
    fromSubscriptionId: before.id,
    toCatalogItemId: offerId,
    toSubscriptionId: before.id,
    quantity: before.content.quantity,
    transitionType,
    events: [{ name: 'Conversion', status: 'Completed', timestamp: at.toISOString(), attributes: { objectType: 'TransitionEvent' } }],
    attributes: { objectType: 'Transition' }
  })
}

/** Makes a trial a paid subscription. Throws PropertyMissing and PropertyInvalid. */
export function convertSubscription (before: Stored<'subscription'>, body: ConversionBody, { at }: Circumstances): Outcome {
  const { content } = before
  if (!content.isTrial || content.status !== 'active') throw invalid('offerId', 'is no active trial')
  if (body.offerId && body.offerId.toLowerCase() !== content.offerId.toLowerCase()) throw invalid('offerId', 'is not that of the subscription')
  if (body.orderId && body.orderId.toLowerCase() !== content.orderId) throw invalid('orderId', 'is not that of the subscription')
  const targetOfferId = required('targetOfferId', body.targetOfferId)
  const quantity = readQuantity('quantity', body.quantity)
  const billingCycle = readBillingCycle('billingCycle', body.billingCycle, content.billingCycle)
  const after = { ...content, offerId: targetOfferId, quantity, billingCycle, isTrial: false, ...newTerm(content.termDuration, at) }
  return answering(present(before, after), { subscriptionId: before.id, offerId: content.offerId, targetOfferId, attributes: { objectType: 'ConversionResult' } })
}

function moveSeats (before: Stored<'subscription'>, quantity: number | undefined, target: Partial<Subscription>, at: Date): Outcome {
  const { content } = before
  if (content.status !== 'active') throw invalid('status', 'must be active')
  if (quantity !== undefined && quantity !== content.quantity) throw invalid('quantity', `must be all ${content.quantity} seats: the sandbox moves no part of them`)
  const { offerName, ...rest } = content
  return present(before, { ...rest, ...target, ...newTerm(target.termDuration ?? content.termDuration, at) })
}

function newTerm (termDuration: string, at: Date) {
  return { effectiveStartDate: at.toISOString(), commitmentEndDate: endOfTerm(at, termDuration) }
}

function present (before: Stored<'subscription'>, content: Subscription): Outcome {
  const after = { ...before, revision: before.revision + 1, content }
  return { created: [], changed: [after], answer: { status: 200, body: JSON.stringify(presentSubscription(after)) } }
}

function answering (outcome: Outcome, body: object): Outcome {
  return { ...outcome, answer: { status: 200, body: JSON.stringify(body) } }
}
