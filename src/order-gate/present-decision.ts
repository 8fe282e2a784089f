import type { LineDecision, SatisfiedBy } from '../domain/order-gate.js'
import type { GateAnswer } from './check-order-gate.js'
import type { DecisionResource } from './schemas.js'

/** A decision as the API shows it: instants in ISO 8601 instead of ms. */
export function presentDecision ({ decisionId, at, decision }: GateAnswer): DecisionResource {
  const { outcome, rules, since, lines, remedies } = decision
  return {
    decisionId,
    outcome,
    ...(decision.outcome === 'block' ? { reason: decision.reason } : { satisfiedBy: presentSatisfiedBy(decision.satisfiedBy) }),
    rules: [...rules],
    since: presentSince(since),
    lines: lines.map(presentLine),
    remedies: remedies.map(remedy => ({ ...remedy })),
    at: at.toISOString()
  }
}

function presentLine ({ line, kind, outcome, reason, satisfiedBy, rules, since }: LineDecision): DecisionResource['lines'][number] {
  return { line, kind, outcome, ...(reason !== undefined ? { reason } : { satisfiedBy: presentSatisfiedBy(satisfiedBy as SatisfiedBy) }), rules: [...rules], since: presentSince(since) }
}

function presentSatisfiedBy (satisfiedBy: SatisfiedBy): NonNullable<DecisionResource['satisfiedBy']> {
  return satisfiedBy.kind === 'notGated' ? satisfiedBy : { ...satisfiedBy, acceptedAt: new Date(satisfiedBy.acceptedAt).toISOString() }
}

function presentSince (since: number | null): string | null {
  return since === null ? null : new Date(since).toISOString()
}
