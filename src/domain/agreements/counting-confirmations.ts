import type { AgreementType } from './agreement-template.js'
import { acceptsKind, datedRules } from '../order-gate/dated-rules.js'
import type { Environment, Programme } from '../programme.js'

/**
 * Returns the earliest date of acceptance, in ms since the epoch, with which a confirmation counts at an instant. A
 * confirmation counts if the order gate allows a purchase through the API with it alone. Returns -Infinity if every
 * confirmation of the type counts, or if nothing is required; Infinity if none counts.
 */
export function countsFrom (
  agreementType: AgreementType,
  at: number,
  environment: Environment,
  programme: Programme
): number {
  let first = -Infinity
  for (const rule of datedRules(programme, environment, 'api', 'public').get('newPurchase') ?? []) {
    const { row: { prerequisite }, from, until, acceptedFrom } = rule
    if (prerequisite !== undefined || at < from || at >= until) continue
    first = Math.max(first, acceptsKind(agreementType, rule, at) ? acceptedFrom : Infinity)
  }
  return first
}
