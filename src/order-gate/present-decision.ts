import type { LineDecision, SatisfiedBy } from '../domain/order-gate.js'
import type { GateAnswer } from './check-order-gate.js'
import type { DecisionResource } from './schemas.js'

type LineResource = DecisionResource['lines'][number]

/** A decision as the API shows it: instants in ISO 8601 instead of ms. */
export function presentDecision ({
  decisionId,
  at,
  decision
}: Pick<GateAnswer, 'decisionId' | 'at' | 'decision'>): DecisionResource {
  const { outcome, reason, rules, since, lines, remedies } = decision
  const satisfiedBy = presentSatisfiedBy(decision.satisfiedBy)
  const resource: DecisionResource = {
    decisionId,
    outcome,
    rules,
    since: since === null ? null : new Date(since).toISOString(),
    // What lets a line through is most often what lets the whole through.
    lines: lines.map(line =>
      presentLine(line, line.satisfiedBy === decision.satisfiedBy ? satisfiedBy : presentSatisfiedBy(line.satisfiedBy))
    ),
    remedies,
    at: at.toISOString()
  }
  return withGrounds(resource, reason, satisfiedBy)
}

function presentLine (
  { line, kind, outcome, reason, rules, since }: LineDecision,
  satisfiedBy: DecisionResource['satisfiedBy']
): LineResource {
  return withGrounds<LineResource>(
    { line, kind, outcome, rules, since: since === null ? null : new Date(since).toISOString() },
    reason,
    satisfiedBy
  )
}

/** One of the two is there. */
function withGrounds<Resource extends Pick<LineResource, 'reason' | 'satisfiedBy'>> (
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
