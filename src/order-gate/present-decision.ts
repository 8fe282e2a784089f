import type { LineDecision, SatisfiedBy } from '../domain/order-gate/decide-order.js'
import type { GateDecision } from './check-order-gate.js'
import type { DecisionResource } from './decision-schema.js'

type LineResource = DecisionResource['lines'][number]

/** The JSON of a decision. Instants are ISO 8601 instead of milliseconds. */
export function presentDecision ({
  decisionId,
  at,
  decision
}: Pick<GateDecision, 'decisionId' | 'at' | 'decision'>): DecisionResource {
  const { outcome, reason, rules, since, lines, remedies } = decision
  const satisfiedBy = presentSatisfiedBy(decision.satisfiedBy)
  const resource: DecisionResource = {
    decisionId,
    outcome,
    rules,
    since: since === null ? null : new Date(since).toISOString(),
    // Most lines are allowed by the same object as the whole transaction, which is then presented once.
    lines: lines.map(line =>
      presentLine(line, line.satisfiedBy === decision.satisfiedBy ? satisfiedBy : presentSatisfiedBy(line.satisfiedBy))
    ),
    remedies,
    at: at.toISOString()
  }
  return withReasonOrSatisfiedBy(resource, reason, satisfiedBy)
}

function presentLine (
  { line, kind, outcome, reason, rules, since }: LineDecision,
  satisfiedBy: DecisionResource['satisfiedBy']
): LineResource {
  return withReasonOrSatisfiedBy<LineResource>(
    { line, kind, outcome, rules, since: since === null ? null : new Date(since).toISOString() },
    reason,
    satisfiedBy
  )
}

/** Adds `reason` to what is blocked and `satisfiedBy` to what is allowed. */
function withReasonOrSatisfiedBy<Resource extends Pick<LineResource, 'reason' | 'satisfiedBy'>> (
  resource: Resource,
  reason: LineDecision['reason'],
  satisfiedBy: DecisionResource['satisfiedBy']
): Resource {
  if (reason !== undefined) resource.reason = reason
  if (satisfiedBy !== undefined) resource.satisfiedBy = satisfiedBy
  return resource
}

function presentSatisfiedBy (satisfiedBy: SatisfiedBy | undefined): DecisionResource['satisfiedBy'] {
  if (satisfiedBy === undefined || satisfiedBy.kind === 'notGated') return satisfiedBy
  return { ...satisfiedBy, acceptedAt: new Date(satisfiedBy.acceptedAt).toISOString() }
}
