import type { AcceptanceFacts } from './acceptance-status.js'
import { acceptsKind, datedRules } from '../order-gate/dated-rules.js'
import type { Environment, Programme } from '../programme.js'
import { decideNewPurchase, withoutFutureDates } from '../order-gate/decide-purchase.js'

/** Returns whether the customer's direct acceptances alone would let a purchase through at an instant. */
export function isDirectlyAccepted (
  directAcceptances: readonly number[],
  at: number,
  environment: Environment,
  programme: Programme
): boolean {
  const facts: AcceptanceFacts = {
    partner: { type: 'direct_bill', cloud: 'public' },
    customerId: '',
    environment,
    confirmations: [],
    directAcceptances,
    boughtThroughPartner: false,
    hasBought: false
  }
  return decideNewPurchase(withoutFutureDates(facts, at), at, programme).satisfiedBy?.kind === 'directAcceptance'
}

/**
 * Returns whether R25 closes direct acceptance to a customer at an instant. R25 closes it once the customer has bought
 * through a partner, unless an earlier direct acceptance of the customer still counts.
 */
export function isDirectAcceptanceClosed (
  { hasBought, directAcceptances }: Pick<AcceptanceFacts, 'hasBought' | 'directAcceptances'>,
  at: number,
  environment: Environment,
  programme: Programme
): boolean {
  return hasBought && !isDirectlyAccepted(directAcceptances, at, environment, programme)
}

/** The instant of a read, and the direct acceptances that count at that instant. */
export interface AsOf {
  readonly now: Date
  /**
   * The earliest date, in ms since the epoch, of a direct acceptance that lets a new purchase through. Infinity if no
   * direct acceptance does.
   */
  readonly acceptedFrom: number
}

/**
 * Returns `now` with the date from which direct acceptances count at that instant. Agrees with
 * {@link isDirectlyAccepted}.
 */
export function asOf (now: Date, environment: Environment, programme: Programme): AsOf {
  return { now, acceptedFrom: directAcceptancesCountFrom(now.getTime(), environment, programme) }
}

function directAcceptancesCountFrom (at: number, environment: Environment, programme: Programme): number {
  const rules = datedRules(programme, environment, 'api', 'public').get('newPurchase') ?? []
  const applicable = rules.filter(({ row, from, until }) => row.prerequisite === undefined && from <= at && at < until)
  const isEnough = applicable.length > 0 && applicable.every(rule => acceptsKind('directAcceptance', rule, at))
  return isEnough ? Math.max(...applicable.map(({ acceptedFrom }) => acceptedFrom)) : Infinity
}
