import { isOpen, type InvitationStatus } from './invitation.js'
import { decideOrderGate, type ConfirmationFact, type OrderGateDecision, type OrderGateFacts } from './order-gate.js'
import type { Remedy } from './order-gate-remedies.js'
import type { Environment, ProgrammeRule } from './programme.js'

/** Where a customer stands; the first two let its orders through, `notRequired` does while no rule applies. */
export const acceptanceStates = ['attested', 'directlyAccepted', 'invited', 'expired', 'superseded', 'requiredButMissing', 'notRequired'] as const

/** One of {@link acceptanceStates}. */
export type AcceptanceState = typeof acceptanceStates[number]

/** This partner's latest invitation of the customer. Instants in ms since the epoch. */
export interface InvitationFact {
  readonly invitationId: string
  readonly status: InvitationStatus
  readonly sentAt: number
  readonly expiresAt: number
  /** When the customer first opened it; null: it did not. */
  readonly openedAt: number | null
  /** When it was accepted, declined or revoked; null: it was not. */
  readonly endedAt: number | null
}

/** All that a status rests on. As for the gate, nothing of other partners but what is the customer's own is among it. */
export interface AcceptanceFacts extends Pick<OrderGateFacts, 'partner' | 'customerId' | 'environment' | 'confirmations' | 'directAcceptances'> {
  /** Through whichever partner (R25). */
  readonly hasBought: boolean
  /** An open one if there is one, or else the newest. */
  readonly invitation?: InvitationFact
}

/** One thing that happened, and whether it lets orders through by itself. */
export interface StatusFact {
  readonly kind: 'attestation' | 'directAcceptance' | 'invitation'
  readonly source: 'partner' | 'customer'
  readonly date: number
  readonly counts: boolean
  readonly agreementType?: ConfirmationFact['agreementType']
  readonly invitation?: InvitationFact
}

/** What to do next: what the gate says of a refusal, or about an invitation that was made already. */
export type NextStep = Remedy
  | { readonly kind: 'awaitCustomer', readonly until: number }
  | { readonly kind: 'resendInvitation', readonly method: 'POST', readonly path: string }

/** The one view of a customer. Instants in ms since the epoch. */
export interface AcceptanceStatus {
  readonly state: AcceptanceState
  /** Since when that is so; null where nothing is required. */
  readonly since: number | null
  /** Why orders would be refused; absent where they would not. */
  readonly reason?: NonNullable<OrderGateDecision['reason']>
  /** Newest first. */
  readonly facts: readonly StatusFact[]
  /** The best first; empty where there is nothing to do. */
  readonly nextSteps: readonly NextStep[]
}

/** Where a customer stands at an instant, in ms since the epoch: what the order gate would say of a new purchase decides. */
export function acceptanceStatusOf (facts: AcceptanceFacts, at: number, programme: readonly ProgrammeRule[]): AcceptanceStatus {
  const now = asOf(facts, at)
  const decision = decide(now, at, programme)
  const listed = factsOf(now, at, programme)
  const { satisfiedBy } = decision
  if (satisfiedBy?.kind === 'notGated') return { state: 'notRequired', since: null, facts: listed, nextSteps: [] }
  if (satisfiedBy !== undefined) return { state: satisfiedBy.kind === 'confirmation' ? 'attested' : 'directlyAccepted', since: satisfiedBy.acceptedAt, facts: listed, nextSteps: [] }
  return { ...missing(now, decision, listed), reason: decision.reason as NonNullable<typeof decision.reason>, facts: listed }
}

/** Whether the customer's own acceptance alone would let a purchase through at an instant. */
export function isDirectlyAccepted (directAcceptances: readonly number[], at: number, environment: Environment, programme: readonly ProgrammeRule[]): boolean {
  const facts: AcceptanceFacts = { partner: { type: 'direct_bill', cloud: 'public' }, customerId: '', environment, confirmations: [], directAcceptances, hasBought: false }
  return decide(asOf(facts, at), at, programme).satisfiedBy?.kind === 'directAcceptance'
}

/** Whether R25 closes direct acceptance at an instant: to who bought, and has no acceptance of its own that counts. */
export function isDirectAcceptanceClosed ({ hasBought, directAcceptances }: Pick<AcceptanceFacts, 'hasBought' | 'directAcceptances'>, at: number, environment: Environment, programme: readonly ProgrammeRule[]): boolean {
  return hasBought && !isDirectlyAccepted(directAcceptances, at, environment, programme)
}

/** What is stored has happened, even where the clock of the instance that stored it runs ahead of ours. */
function asOf (facts: AcceptanceFacts, at: number): AcceptanceFacts {
  return {
    ...facts,
    confirmations: facts.confirmations.map(confirmation => ({ ...confirmation, receivedAt: Math.min(confirmation.receivedAt, at) })),
    directAcceptances: facts.directAcceptances.map(acceptedAt => Math.min(acceptedAt, at))
  }
}

function decide ({ partner, customerId, environment, confirmations, directAcceptances, hasBought }: AcceptanceFacts, at: number, programme: readonly ProgrammeRule[]): OrderGateDecision {
  return decideOrderGate({ partner, customerId, environment, channel: 'api', transaction: { lines: [{ line: 1, kind: 'newPurchase', prerequisites: [] }] }, confirmations, directAcceptances, boughtThroughPartner: hasBought }, at, programme)
}

function missing ({ invitation, hasBought }: AcceptanceFacts, { since, remedies }: OrderGateDecision, facts: readonly StatusFact[]): Pick<AcceptanceStatus, 'state' | 'since' | 'nextSteps'> {
  // R25: what cannot be accepted any more is not worth waiting for.
  const usable = hasBought ? undefined : invitation
  if (usable !== undefined && isOpen(usable.status)) return { state: 'invited', since: usable.sentAt, nextSteps: [{ kind: 'awaitCustomer', until: usable.expiresAt }, resend(usable), ...remedies.filter(({ kind }) => kind !== 'inviteDirectAcceptance')] }
  const again = usable?.status === 'expired' ? [resend(usable)] : []
  const superseded = facts.find(({ kind }) => kind !== 'invitation')
  if (superseded !== undefined) return { state: 'superseded', since: superseded.date, nextSteps: [...again, ...remedies] }
  if (usable?.status === 'expired') return { state: 'expired', since: usable.expiresAt, nextSteps: [...again, ...remedies] }
  return { state: 'requiredButMissing', since, nextSteps: remedies }
}

function resend ({ invitationId }: InvitationFact): NextStep {
  return { kind: 'resendInvitation', method: 'POST', path: `/acceptance/v1/invitations/${invitationId}/resend` }
}

function factsOf (facts: AcceptanceFacts, at: number, programme: readonly ProgrammeRule[]): StatusFact[] {
  const alone = (changes: Partial<AcceptanceFacts>) => {
    const { satisfiedBy } = decide({ ...facts, confirmations: [], directAcceptances: [], ...changes }, at, programme)
    return satisfiedBy !== undefined && satisfiedBy.kind !== 'notGated'
  }
  const attestations = facts.confirmations.map((confirmation): StatusFact => ({ kind: 'attestation', source: 'partner', date: confirmation.dateAgreed, agreementType: confirmation.agreementType, counts: alone({ confirmations: [confirmation] }) }))
  const acceptances = facts.directAcceptances.map((date): StatusFact => ({ kind: 'directAcceptance', source: 'customer', date, counts: alone({ directAcceptances: [date] }) }))
  const { invitation } = facts
  const invitations: StatusFact[] = invitation === undefined ? [] : [invitationFact(invitation)]
  return [...attestations, ...acceptances, ...invitations].sort((one, other) => other.date - one.date)
}

/** An invitation is dated by the last thing that happened to it, and it is the customer who opens, accepts or declines. */
function invitationFact (invitation: InvitationFact): StatusFact {
  const { status, sentAt, openedAt, expiresAt, endedAt } = invitation
  const date = endedAt ?? (status === 'expired' ? expiresAt : status === 'opened' ? openedAt : sentAt) ?? sentAt
  const source = status === 'opened' || status === 'accepted' || status === 'declined' ? 'customer' : 'partner'
  return { kind: 'invitation', source, date, counts: false, invitation }
}
