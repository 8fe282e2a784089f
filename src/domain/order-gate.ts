import type { AgreementType } from './agreement-template.js'
import { datedRules, isAccepted, satisfies, type Acceptance, type DatedRule, type RulesByKind } from './dated-rules.js'
import { remediesFor, type Remedy } from './order-gate-remedies.js'
import type { Cloud, PartnerType } from './partner.js'
import { programme as defaultProgramme, type Channel, type Environment, type ProgrammeRule } from './programme.js'
import type { Transaction, TransactionKind, TransactionLine } from './transaction.js'

export type { Remedy } from './order-gate-remedies.js'

/** One of this partner's confirmations. Instants in ms since the epoch. */
export interface ConfirmationFact {
  readonly agreementType: AgreementType
  readonly dateAgreed: number
  /** When it was confirmed; it may be before `dateAgreed` where the client's clock or zone runs ahead. */
  readonly receivedAt: number
}

/** All that a decision rests on. Nothing of what other partners did is among it, so nothing of it can be told. */
export interface OrderGateFacts {
  readonly partner: { readonly type: PartnerType, readonly cloud: Cloud }
  readonly customerId: string
  readonly environment: Environment
  readonly channel: Channel
  readonly transaction: Transaction
  /** This partner's confirmations for the customer; never another partner's (R3). */
  readonly confirmations: readonly ConfirmationFact[]
  /** The customer's own acceptances, in ms since the epoch; they count for every partner (R19). */
  readonly directAcceptances: readonly number[]
  /** Whether the customer bought through this partner before, which closes direct acceptance (R25). */
  readonly boughtThroughPartner: boolean
}

/** Why a transaction is refused. */
export type BlockReason = 'noAgreement' | 'onlyCloudAgreement' | 'acceptedBeforeCutOff' | 'productNeedsCustomerAgreement'

/** Why nothing is required of a transaction: never (in this cloud, of this kind), or not at that instant. */
export type NotGatedReason = 'nationalCloud' | 'transactionNotGated' | 'notYetRequired'

/** What lets a transaction through. `acceptedAt` in ms since the epoch. */
export type SatisfiedBy =
  | { readonly kind: 'confirmation', readonly agreementType: AgreementType, readonly acceptedAt: number }
  | { readonly kind: 'directAcceptance', readonly acceptedAt: number }
  | { readonly kind: 'notGated', readonly because: NotGatedReason }

/** Which way it goes, and why. */
export type Outcome =
  | { readonly outcome: 'allow', readonly satisfiedBy: SatisfiedBy, readonly reason?: never }
  | { readonly outcome: 'block', readonly reason: BlockReason, readonly satisfiedBy?: never }

/** On which rules it rests. */
export interface Grounds {
  /** Numbers of the rules that were broken, or else that were met. */
  readonly rules: readonly string[]
  /** Since when the oldest of these applies, in ms since the epoch; null where there is none. */
  readonly since: number | null
}

/** The decision on one line. */
export type LineDecision = Outcome & Grounds & { readonly line: number, readonly kind: TransactionKind }

/** The decision on a transaction: that of its first refused line, or else of its first gated one, and each line's. */
export type OrderGateDecision = Outcome & Grounds & {
  readonly lines: readonly LineDecision[]
  /** What to do about a refusal, in order of preference; empty where there is none. */
  readonly remedies: readonly Remedy[]
}

/**
 * Decides whether a transaction may go through at an instant (ms since the epoch). A pure function of its arguments:
 * facts count as they stood then, so an acceptance after `at` does not. Never throws for a refusal, never waits; throws
 * a RangeError for what would open the gate by mistake: an `at` that is no number, a programme with unreadable dates,
 * an unknown environment, channel, cloud or kind of transaction.
 *
 * Source: the programme's rules R25 to R32, and what followed until 2026; see `programme.ts`.
 */
export function decideOrderGate (facts: OrderGateFacts, at: number, programme: readonly ProgrammeRule[] = defaultProgramme): OrderGateDecision {
  if (!Number.isFinite(at)) throw new RangeError(`No instant to decide for: ${at}`)
  const { transaction, environment, channel, partner } = facts
  const situation: Situation = {
    at,
    cloud: partner.cloud,
    rules: datedRules(programme, environment, channel, partner.cloud),
    acceptances: acceptancesAt(facts, at)
  }
  const judged = transaction.lines.map(line => judge(line, situation))
  const lines = judged.map(line => decideLine(line, situation))
  const decisive = lines.find(({ outcome }) => outcome === 'block') ?? lines.find(({ satisfiedBy }) => satisfiedBy?.kind !== 'notGated') ?? lines[0]
  if (decisive === undefined) return { outcome: 'allow', satisfiedBy: { kind: 'notGated', because: 'transactionNotGated' }, rules: [], since: null, lines, remedies: [] }
  const { rules, since } = decisive
  if (decisive.outcome === 'allow') return { outcome: 'allow', satisfiedBy: decisive.satisfiedBy, rules, since, lines, remedies: [] }
  const broken = judged.flatMap(line => line.broken)
  return { outcome: 'block', reason: decisive.reason, rules, since, lines, remedies: remediesFor(facts, broken, situation.acceptances, at) }
}

/** What the lines of a transaction have in common. */
interface Situation {
  readonly at: number
  readonly cloud: Cloud
  /** Whenever they apply. */
  readonly rules: RulesByKind
  /** Newest first. */
  readonly acceptances: readonly Acceptance[]
}

/** A confirmation whose date lies ahead of its receipt counts from its receipt: the clocks differ. */
function acceptancesAt ({ confirmations, directAcceptances }: OrderGateFacts, at: number): Acceptance[] {
  const acceptances: Acceptance[] = []
  for (const { agreementType, dateAgreed, receivedAt } of confirmations) {
    if (Math.min(dateAgreed, receivedAt) <= at) acceptances.push({ kind: agreementType, acceptedAt: dateAgreed })
  }
  for (const acceptedAt of directAcceptances) if (acceptedAt <= at) acceptances.push({ kind: 'directAcceptance', acceptedAt })
  // By kind among equal dates: a decision must not depend on the order of the facts.
  return acceptances.sort((one, other) => other.acceptedAt - one.acceptedAt || (one.kind < other.kind ? -1 : 1))
}

/** A line beside the rules that it must satisfy. */
interface JudgedLine extends TransactionLine {
  /** Whether a rule applies to it now or will later. */
  readonly isEverGated: boolean
  readonly applying: readonly DatedRule[]
  readonly broken: readonly DatedRule[]
}

function judge ({ line, kind, prerequisites }: TransactionLine, { rules, acceptances, at }: Situation): JudgedLine {
  const about = rules.get(kind)
  if (about === undefined) throw new RangeError(`The programme knows no such transaction: ${kind}`)
  const applying: DatedRule[] = []
  const broken: DatedRule[] = []
  let isEverGated = false
  for (const rule of about) {
    const { row: { prerequisite }, from, until } = rule
    if (at >= until || (prerequisite !== undefined && !prerequisites.includes(prerequisite))) continue
    isEverGated = true
    if (from > at) continue
    applying.push(rule)
    if (!acceptances.some(acceptance => satisfies(acceptance, rule, at))) broken.push(rule)
  }
  return { line, kind, prerequisites, isEverGated, applying, broken }
}

function decideLine ({ line, kind, isEverGated, applying, broken }: JudgedLine, situation: Situation): LineDecision {
  const [first] = broken
  if (first !== undefined) return { line, kind, outcome: 'block', reason: reasonOf(first, situation), ...groundsOf(broken) }
  if (applying.length > 0) return { line, kind, outcome: 'allow', satisfiedBy: whatSatisfies(applying, situation), ...groundsOf(applying) }
  const because = situation.cloud !== 'public' ? 'nationalCloud' : isEverGated ? 'notYetRequired' : 'transactionNotGated'
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

function reasonOf (broken: DatedRule, { acceptances, at }: Situation): BlockReason {
  if (acceptances.some(({ kind }) => isAccepted(kind, broken, at))) return 'acceptedBeforeCutOff'
  if (broken.row.prerequisite === 'MicrosoftCustomerAgreement') return 'productNeedsCustomerAgreement'
  return acceptances.some(({ kind }) => kind === 'MicrosoftCloudAgreement') ? 'onlyCloudAgreement' : 'noAgreement'
}

/** The newest acceptance that satisfies all rules, or else the newest that satisfies one of them. */
function whatSatisfies (applying: readonly DatedRule[], { acceptances, at }: Situation): SatisfiedBy {
  // There is one: no rule is broken.
  const { kind, acceptedAt } = (acceptances.find(acceptance => applying.every(rule => satisfies(acceptance, rule, at))) ??
    acceptances.find(acceptance => applying.some(rule => satisfies(acceptance, rule, at)))) as Acceptance
  return kind === 'directAcceptance' ? { kind, acceptedAt } : { kind: 'confirmation', agreementType: kind, acceptedAt }
}
