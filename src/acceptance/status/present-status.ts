import type { AcceptanceStatus, NextStep, StatusFact } from '../../domain/acceptance/acceptance-status.js'
import type { CustomerRecord } from '../../records/customers.js'
import type { StatusResource } from './schemas.js'

/** The JSON of a customer's status. Instants are ISO 8601 instead of milliseconds. */
export function presentStatus (
  { customerId, companyName, country }: CustomerRecord,
  { state, since, reason, facts, nextSteps }: AcceptanceStatus
): StatusResource {
  return {
    customerId,
    companyName,
    country,
    state,
    since: since === null ? null : instant(since),
    ...(reason === undefined ? {} : { reason }),
    facts: facts.map(presentFact),
    nextSteps: nextSteps.map(step => presentStep(step, customerId))
  }
}

function presentFact ({
  kind,
  source,
  date,
  counts,
  agreementType,
  invitation
}: StatusFact): StatusResource['facts'][number] {
  return {
    kind,
    source,
    date: instant(date),
    counts,
    ...(agreementType === undefined ? {} : { agreementType }),
    ...(invitation === undefined
      ? {}
      : { invitationId: invitation.invitationId, status: invitation.status, expiresAt: instant(invitation.expiresAt) })
  }
}

function presentStep (step: NextStep, customerId: string): StatusResource['nextSteps'][number] {
  if (step.kind === 'awaitCustomer') return { kind: step.kind, until: instant(step.until) }
  if (step.kind === 'inviteDirectAcceptance' && step.available) {
    return { ...step, method: 'POST', path: `/acceptance/v1/customers/${customerId}/invitations` }
  }
  return step
}

function instant (ms: number): string {
  return new Date(ms).toISOString()
}
