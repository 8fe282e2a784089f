import { templateOfType } from '../../domain/agreements/agreement-template.js'
import { isOpen } from '../../domain/acceptance/invitation.js'
import type { InvitationMail } from './compose-mail.js'
import type { StoredInvitation } from './stored-invitation.js'
import type { MailRecord } from './request-record.js'
import type { InvitationResource, IssuedInvitationResource } from './body-schemas.js'

/** The JSON of an invitation. `closed`: R25 prevents the customer from accepting it. */
export function presentInvitation (invitation: StoredInvitation, closed: boolean): InvitationResource {
  const { invitationId, asksRelationship, status, customerId, companyName, indirectResellerId } = invitation
  const { firstName, lastName, email, language, country, document, invitedBy } = invitation
  const { invitedAt, sentAt, expiresAt, mailedAt, mailStatus, openedAt, endedAt } = invitation
  return {
    invitationId,
    asks: asksRelationship ? 'relationshipAndAgreement' : 'agreement',
    status,
    customerId,
    companyName,
    indirectResellerId,
    invited: { firstName, lastName, email },
    language,
    country,
    document,
    invitedBy,
    invitedAt: invitedAt.toISOString(),
    sentAt: sentAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...(mailStatus === null ? {} : { mailStatus }),
    ...(mailedAt === null ? {} : { mailedAt: mailedAt.toISOString() }),
    ...(openedAt === null ? {} : { openedAt: openedAt.toISOString() }),
    ...(endedAt === null ? {} : { endedAt: endedAt.toISOString() }),
    ...(isOpen(status) || status === 'expired' ? { directAcceptance: directAcceptanceOf(customerId, closed) } : {})
  }
}

/** The JSON of an invitation with its link, before any mail is sent. */
export function presentIssued (
  invitation: StoredInvitation,
  url: string,
  mail: InvitationMail
): IssuedInvitationResource {
  return { ...presentInvitation(invitation, false), url, mail }
}

/** Adds the outcome of the mail to a response. `null`: the outcome is unknown. */
export function withMail (response: IssuedInvitationResource, mail: MailRecord | null): IssuedInvitationResource {
  if (mail === null) return { ...response, mailStatus: 'unconfirmed', mailed: false }
  if (mail.outcome === 'mailFailed') return { ...response, mailStatus: 'failed', mailed: false }
  return { ...response, mailStatus: 'sent', mailedAt: mail.at.toISOString(), mailed: true }
}

/** Whether the customer may accept directly (R25), and what to do if not. */
function directAcceptanceOf (
  customerId: string | null,
  closed: boolean
): NonNullable<InvitationResource['directAcceptance']> {
  if (!closed) return { available: true }
  const { templateId } = templateOfType('MicrosoftCustomerAgreement')
  const path = `/v1/customers/${customerId ?? '{customer-tenant-id}'}/agreements`
  return { available: false, remedy: { kind: 'confirmByAttestation', method: 'POST', path, templateId } }
}
