import { acceptsKind, satisfies, type Acceptance, type DatedRule, type RulesByKind } from './dated-rules.js'
import type { BlockReason, Grounds, LineDecision, SatisfiedBy } from './decide-order.js'
import type { Cloud } from '../partner.js'
import type { TransactionLine } from './transaction.js'

/** The part of a decision that is the same for all lines. */
export interface DecisionContext {
  readonly at: number
  readonly cloud: Cloud
  /** Includes rules that have ended or have not begun. */
  readonly rules: RulesByKind
  /** Newest first. */
  readonly acceptances: readonly Acceptance[]
}

/** A line with the rules that apply to it. */
export interface EvaluatedLine extends TransactionLine {
  /** Whether a rule applies now or will apply later. */
  readonly isEverGated: boolean
  readonly applicable: readonly DatedRule[]
  readonly broken: readonly DatedRule[]
}

/** Finds the rules that apply to a line, and those that it breaks. Throws a RangeError for an unknown kind. */
export function evaluateLine (
  { line, kind, prerequisites }: TransactionLine,
  { rules, acceptances, at }: DecisionContext
): EvaluatedLine {
  const rulesOfKind = rules.get(kind)
  if (rulesOfKind === undefined) throw new RangeError(`Unknown kind of transaction: ${kind}`)
  const applicable: DatedRule[] = []
  const broken: DatedRule[] = []
  let isEverGated = false
  for (const rule of rulesOfKind) {
    const { row: { prerequisite }, from, until } = rule
    if (at >= until || (prerequisite !== undefined && !prerequisites.includes(prerequisite))) continue
    isEverGated = true
    if (from > at) continue
    applicable.push(rule)
    if (!acceptances.some(acceptance => satisfies(acceptance, rule, at))) broken.push(rule)
  }
  return { line, kind, prerequisites, isEverGated, applicable, broken }
}

/** Decides about one line. */
export function decideLine (
  { line, kind, isEverGated, applicable, broken }: EvaluatedLine,
  context: DecisionContext
): LineDecision {
  const [first] = broken
  if (first !== undefined) {
    return { line, kind, outcome: 'block', reason: blockReason(first, context), ...groundsOf(broken) }
  }
  if (applicable.length > 0) {
    return { line, kind, outcome: 'allow', satisfiedBy: satisfyingFact(applicable, context), ...groundsOf(applicable) }
  }
  const reasonOfKind = isEverGated ? 'notYetRequired' : 'transactionNotGated'
  const because = context.cloud === 'public' ? reasonOfKind : 'nationalCloud'
  return { line, kind, outcome: 'allow', satisfiedBy: { kind: 'notGated', because }, rules: [], since: null }
}

function groundsOf (rules: readonly DatedRule[]): Grounds {
  const numbers: string[] = []
  let since = Infinity
  for (const { row: { rule }, from } of rules) {
    if (!numbers.includes(rule)) numbers.push(rule)
    since = Math.min(since, from)
  }
  return { rules: numbers, since }
}

function blockReason (broken: DatedRule, { acceptances, at }: DecisionContext): BlockReason {
  if (acceptances.some(({ kind }) => acceptsKind(kind, broken, at))) return 'acceptedBeforeCutOff'
  if (broken.row.prerequisite === 'MicrosoftCustomerAgreement') return 'productNeedsCustomerAgreement'
  return acceptances.some(({ kind }) => kind === 'MicrosoftCloudAgreement') ? 'onlyCloudAgreement' : 'noAgreement'
}

/** Returns the newest acceptance that satisfies all rules; without one, the newest that satisfies any rule. */
function satisfyingFact (applicable: readonly DatedRule[], { acceptances, at }: DecisionContext): SatisfiedBy {
  const forAll = acceptances.find(acceptance => applicable.every(rule => satisfies(acceptance, rule, at)))
  const best = forAll ?? acceptances.find(acceptance => applicable.some(rule => satisfies(acceptance, rule, at)))
  // No rule is broken, so an acceptance exists.
  const { kind, acceptedAt } = best as Acceptance
  return kind === 'directAcceptance' ? { kind, acceptedAt } : { kind: 'confirmation', agreementType: kind, acceptedAt }
}
