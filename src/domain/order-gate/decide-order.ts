import type { AgreementType } from '../agreements/agreement-template.js'
import { datedRules, type Acceptance } from './dated-rules.js'
import { decideLine, evaluateLine, type DecisionContext } from './decide-line.js'
import { remediesFor, type Remedy } from './remedies.js'
import type { Cloud, PartnerType } from '../partner.js'
import { programme as defaultProgramme, type Channel, type Environment, type Programme } from '../programme.js'
import type { Transaction, TransactionKind } from './transaction.js'

export type { Remedy } from './remedies.js'

/** One of this partner's confirmations. Instants are in ms since the epoch. */
export interface ConfirmationFact {
  readonly agreementType: AgreementType
  readonly dateAgreed: number
  /** When the confirmation was received. `dateAgreed` can be later if the client's clock or zone is ahead. */
  readonly receivedAt: number
}

/**
 * Everything a decision depends on. Of other partners it contains one fact only: `directAcceptanceClosed`, which
 * belongs to the customer. A decision therefore cannot leak what another partner confirmed or sold.
 */
export interface OrderGateFacts {
  readonly partner: { readonly type: PartnerType, readonly cloud: Cloud }
  readonly customerId: string
  readonly environment: Environment
  readonly channel: Channel
  readonly transaction: Transaction
  /** This partner's confirmations for the customer (R3). */
  readonly confirmations: readonly ConfirmationFact[]
  /** The customer's direct acceptances, in ms since the epoch. They count for all its partners (R19). */
  readonly directAcceptances: readonly number[]
  /** Whether the customer has bought through this partner. If so, it cannot accept directly any more (R25). */
  readonly boughtThroughPartner: boolean
  /** Whether R25 closes direct acceptance to the customer, through whichever partner it bought; absent if not known. */
  readonly directAcceptanceClosed?: boolean
}

/** Why the gate blocks a transaction. */
export type BlockReason =
  'noAgreement' | 'onlyCloudAgreement' | 'acceptedBeforeCutOff' | 'productNeedsCustomerAgreement'

/** Why a transaction needs no acceptance: its cloud never does, its kind never does, or no rule has begun yet. */
export type NotGatedReason = 'nationalCloud' | 'transactionNotGated' | 'notYetRequired'

/** Why the gate allows a transaction. `acceptedAt` is in ms since the epoch. */
export type SatisfiedBy =
  | { readonly kind: 'confirmation', readonly agreementType: AgreementType, readonly acceptedAt: number }
  | { readonly kind: 'directAcceptance', readonly acceptedAt: number }
  | { readonly kind: 'notGated', readonly because: NotGatedReason }

/** The outcome, with its reason. */
export type Outcome =
  | { readonly outcome: 'allow', readonly satisfiedBy: SatisfiedBy, readonly reason?: never }
  | { readonly outcome: 'block', readonly reason: BlockReason, readonly satisfiedBy?: never }

/** The rules behind an outcome. */
export interface Grounds {
  /** Numbers of the broken rules if the gate blocks, of the satisfied rules if it allows. */
  readonly rules: readonly string[]
  /** When the oldest of these rules began, in ms since the epoch; null without rules. */
  readonly since: number | null
}

/** The decision about one line. */
export type LineDecision = Outcome & Grounds & { readonly line: number, readonly kind: TransactionKind }

/**
 * The decision about a transaction. Its outcome is that of the first blocked line; without one, that of the first line
 * that needs an acceptance.
 */
export type OrderGateDecision = Outcome & Grounds & {
  readonly lines: readonly LineDecision[]
  /** What the partner can do, in order of preference; empty if the gate allows the transaction. */
  readonly remedies: readonly Remedy[]
}

/**
 * Decides whether a transaction may go through at an instant (ms since the epoch). The result depends on the arguments
 * only. An acceptance after `at` does not count.
 *
 * A blocked transaction is a result, not an error. Throws a RangeError for arguments that would open the gate by
 * mistake: an `at` that is not a finite number, an unreadable date in the programme, or an unknown environment,
 * channel, cloud or kind of transaction.
 *
 * Source: R25 to R32, and the programme's changes until 2026; see `programme.ts`.
 */
export function decideOrderGate (
  facts: OrderGateFacts,
  at: number,
  programme: Programme = defaultProgramme
): OrderGateDecision {
  if (!Number.isFinite(at)) throw new RangeError(`"at" must be a finite number: ${at}`)
  const { transaction, environment, channel, partner } = facts
  const context: DecisionContext = {
    at,
    cloud: partner.cloud,
    rules: datedRules(programme, environment, channel, partner.cloud),
    acceptances: acceptancesAt(facts, at)
  }
  const evaluated = transaction.lines.map(line => evaluateLine(line, context))
  const lines = evaluated.map(line => decideLine(line, context))
  const decisive = lines.find(({ outcome }) => outcome === 'block') ??
    lines.find(({ satisfiedBy }) => satisfiedBy?.kind !== 'notGated') ??
    lines[0]
  if (decisive === undefined) {
    const satisfiedBy = { kind: 'notGated', because: 'transactionNotGated' } as const
    return { outcome: 'allow', satisfiedBy, rules: [], since: null, lines, remedies: [] }
  }
  const { rules, since } = decisive
  if (decisive.outcome === 'allow') {
    return { outcome: 'allow', satisfiedBy: decisive.satisfiedBy, rules, since, lines, remedies: [] }
  }
  const broken = evaluated.flatMap(line => line.broken)
  const remedies = remediesFor(facts, broken, context.acceptances, at, programme)
  return { outcome: 'block', reason: decisive.reason, rules, since, lines, remedies }
}

/** A confirmation counts from its date or from its receipt, whichever is earlier: the client's clock can be ahead. */
function acceptancesAt ({ confirmations, directAcceptances }: OrderGateFacts, at: number): Acceptance[] {
  const acceptances: Acceptance[] = []
  for (const { agreementType, dateAgreed, receivedAt } of confirmations) {
    if (Math.min(dateAgreed, receivedAt) <= at) acceptances.push({ kind: agreementType, acceptedAt: dateAgreed })
  }
  for (const acceptedAt of directAcceptances) {
    if (acceptedAt <= at) acceptances.push({ kind: 'directAcceptance', acceptedAt })
  }
  // Equal dates are sorted by kind, so that a decision does not depend on the order of the facts.
  return acceptances.sort((one, other) => other.acceptedAt - one.acceptedAt || (one.kind < other.kind ? -1 : 1))
}
