import { isOpen, type InvitationStatus } from './invitation.js'
import type { ConfirmationFact, OrderGateDecision, OrderGateFacts } from '../order-gate/decide-order.js'
import type { Remedy } from '../order-gate/remedies.js'
import { decideNewPurchase, withoutFutureDates } from '../order-gate/decide-purchase.js'
import type { Programme } from '../programme.js'

/**
 * The acceptance states of a customer. Orders go through in the states `attested`, `directlyAccepted` and
 * `notRequired`; the gate blocks them in all others.
 */
export const acceptanceStates = [
  'attested', 'directlyAccepted', 'invited', 'expired', 'superseded', 'requiredButMissing', 'notRequired'
] as const

/** One of {@link acceptanceStates}. */
export type AcceptanceState = typeof acceptanceStates[number]

/** This partner's latest invitation of the customer. Instants are in ms since the epoch. */
export interface InvitationFact {
  readonly invitationId: string
  readonly status: InvitationStatus
  readonly sentAt: number
  readonly expiresAt: number
  /** When the customer first opened the invitation; null if it never did. */
  readonly openedAt: number | null
  /** When the invitation was accepted, declined or revoked; null if none of these happened. */
  readonly endedAt: number | null
}

type GateFacts = Pick<
  OrderGateFacts,
  'partner' | 'customerId' | 'environment' | 'confirmations' | 'directAcceptances' | 'boughtThroughPartner'
>

/**
 * Everything a status depends on. Of other partners it contains one fact only: `hasBought`, which belongs to the
 * customer. A status therefore cannot leak another partner's confirmations or invitations.
 */
export interface AcceptanceFacts extends GateFacts {
  /** Whether the customer has bought through any partner (R25). */
  readonly hasBought: boolean
  /** The open invitation; without an open one, the newest; absent if the customer was never invited. */
  readonly invitation?: InvitationFact
}

/** One event in a customer's history. Instants are in ms since the epoch. */
export interface StatusFact {
  readonly kind: 'attestation' | 'directAcceptance' | 'invitation'
  readonly source: 'partner' | 'customer'
  readonly date: number
  /** Whether this fact alone would let an order through. */
  readonly counts: boolean
  readonly agreementType?: ConfirmationFact['agreementType']
  readonly invitation?: InvitationFact
}

/** What the partner can do next: a remedy of the order gate, or a step about an invitation that exists already. */
export type NextStep = Remedy
  | { readonly kind: 'awaitCustomer', readonly until: number }
  | { readonly kind: 'resendInvitation', readonly method: 'POST', readonly path: string }

/** The acceptance status of one customer. Instants are in ms since the epoch. */
export interface AcceptanceStatus {
  readonly state: AcceptanceState
  /** When the state began; null where nothing is required. */
  readonly since: number | null
  /** Why the gate would block an order; absent where it would allow one. */
  readonly reason?: NonNullable<OrderGateDecision['reason']>
  /** Newest first. */
  readonly facts: readonly StatusFact[]
  /** In order of preference; empty where nothing needs to be done. */
  readonly nextSteps: readonly NextStep[]
}

/**
 * Returns a customer's acceptance status at an instant (ms since the epoch). The order gate's decision about a new
 * purchase at that instant determines the state.
 */
export function acceptanceStatusOf (facts: AcceptanceFacts, at: number, programme: Programme): AcceptanceStatus {
  const known = withoutFutureDates(facts, at)
  const decision = decideNewPurchase(known, at, programme)
  const statusFacts = statusFactsOf(known, at, programme)
  if (decision.outcome === 'block') {
    return { ...statusWhenBlocked(known, decision, statusFacts), reason: decision.reason, facts: statusFacts }
  }
  const { satisfiedBy } = decision
  if (satisfiedBy.kind === 'notGated') return { state: 'notRequired', since: null, facts: statusFacts, nextSteps: [] }
  const state = satisfiedBy.kind === 'confirmation' ? 'attested' : 'directlyAccepted'
  return { state, since: satisfiedBy.acceptedAt, facts: statusFacts, nextSteps: [] }
}

function statusWhenBlocked (
  { invitation, hasBought }: AcceptanceFacts,
  { since, remedies }: OrderGateDecision,
  facts: readonly StatusFact[]
): Pick<AcceptanceStatus, 'state' | 'since' | 'nextSteps'> {
  // R25: a customer that has bought can no longer accept its invitation.
  const usable = hasBought ? undefined : invitation
  if (usable !== undefined && isOpen(usable.status)) {
    const others = remedies.filter(({ kind }) => kind !== 'inviteDirectAcceptance')
    const nextSteps: NextStep[] = [{ kind: 'awaitCustomer', until: usable.expiresAt }, resend(usable), ...others]
    return { state: 'invited', since: usable.sentAt, nextSteps }
  }
  const resendSteps = usable?.status === 'expired' ? [resend(usable)] : []
  const nextSteps = [...resendSteps, ...remedies]
  const superseded = facts.find(({ kind }) => kind !== 'invitation')
  if (superseded !== undefined) return { state: 'superseded', since: superseded.date, nextSteps }
  if (usable?.status === 'expired') return { state: 'expired', since: usable.expiresAt, nextSteps }
  return { state: 'requiredButMissing', since, nextSteps }
}

function resend ({ invitationId }: InvitationFact): NextStep {
  return { kind: 'resendInvitation', method: 'POST', path: `/acceptance/v1/invitations/${invitationId}/resend` }
}

function statusFactsOf (facts: AcceptanceFacts, at: number, programme: Programme): StatusFact[] {
  const countsAlone = (only: Partial<AcceptanceFacts>) => {
    const reduced = { ...facts, confirmations: [], directAcceptances: [], ...only }
    const { satisfiedBy } = decideNewPurchase(reduced, at, programme)
    return satisfiedBy !== undefined && satisfiedBy.kind !== 'notGated'
  }
  const confirmations = facts.confirmations.map((confirmation): StatusFact => ({
    kind: 'attestation',
    source: 'partner',
    date: confirmation.dateAgreed,
    agreementType: confirmation.agreementType,
    counts: countsAlone({ confirmations: [confirmation] })
  }))
  const directAcceptances = facts.directAcceptances.map((date): StatusFact => ({
    kind: 'directAcceptance',
    source: 'customer',
    date,
    counts: countsAlone({ directAcceptances: [date] })
  }))
  const invitations = facts.invitation === undefined ? [] : [invitationStatusFact(facts.invitation)]
  return [...confirmations, ...directAcceptances, ...invitations].sort((one, other) => other.date - one.date)
}

/** The date is that of the latest event of the invitation. The source is whoever caused that event. */
function invitationStatusFact (invitation: InvitationFact): StatusFact {
  const { status, sentAt, openedAt, expiresAt, endedAt } = invitation
  const date = endedAt ?? (status === 'expired' ? expiresAt : status === 'opened' ? openedAt : sentAt) ?? sentAt
  const isByCustomer = ['opened', 'accepted', 'acceptedOtherwise', 'declined'].includes(status)
  return { kind: 'invitation', source: isByCustomer ? 'customer' : 'partner', date, counts: false, invitation }
}
