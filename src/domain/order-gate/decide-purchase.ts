import type { AcceptanceFacts } from '../acceptance/acceptance-status.js'
import { decideOrderGate, type OrderGateDecision } from './decide-order.js'
import type { Programme } from '../programme.js'

/**
 * Moves dates after `at` back to `at`. A stored acceptance has happened, even if the clock of the instance that stored
 * it ran ahead of this one's.
 */
export function withoutFutureDates (facts: AcceptanceFacts, at: number): AcceptanceFacts {
  return {
    ...facts,
    confirmations: facts.confirmations.map(confirmation => (
      { ...confirmation, receivedAt: Math.min(confirmation.receivedAt, at) }
    )),
    directAcceptances: facts.directAcceptances.map(acceptedAt => Math.min(acceptedAt, at))
  }
}

/** Returns the order gate's decision about a new purchase of the customer through the API. */
export function decideNewPurchase (facts: AcceptanceFacts, at: number, programme: Programme): OrderGateDecision {
  const { partner, customerId, environment, confirmations, directAcceptances, boughtThroughPartner, hasBought } = facts
  return decideOrderGate({
    partner,
    customerId,
    environment,
    channel: 'api',
    transaction: { lines: [{ line: 1, kind: 'newPurchase', prerequisites: [] }] },
    confirmations,
    directAcceptances,
    boughtThroughPartner,
    directAcceptanceClosed: hasBought
  }, at, programme)
}
