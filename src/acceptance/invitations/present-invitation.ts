import { templateOfType } from '../../domain/agreement-template.js'
import { isOpen } from '../../domain/invitation.js'
import type { InvitationMail } from './compose-mail.js'
import type { StoredInvitation } from './stored-invitation.js'
import type { MailRecord } from './request-record.js'
import type { InvitationResource, IssuedInvitationResource } from './schemas.js'

/** An invitation on the wire. `closed`: R25 keeps it from being accepted. */
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

/** An invitation with its link, as it is known before any mail is sent. */
export function presentIssued (
  invitation: StoredInvitation,
  url: string,
  mail: InvitationMail
): IssuedInvitationResource {
  return { ...presentInvitation(invitation, false), url, mail }
}

/** A response to a request that asked for a mail, with what became of it; `null`: nothing is known of it. */
export function withMail (response: IssuedInvitationResource, mail: MailRecord | null): IssuedInvitationResource {
  if (mail === null) return { ...response, mailStatus: 'unconfirmed', mailed: false }
  if (mail.outcome === 'mailFailed') return { ...response, mailStatus: 'failed', mailed: false }
  return { ...response, mailStatus: 'sent', mailedAt: mail.at.toISOString(), mailed: true }
}

/** R25 */
function directAcceptanceOf (
  customerId: string | null,
  closed: boolean
): NonNullable<InvitationResource['directAcceptance']> {
  if (!closed) return { available: true }
  const { templateId } = templateOfType('MicrosoftCustomerAgreement')
  const path = `/v1/customers/${customerId ?? '{customer-tenant-id}'}/agreements`
  return { available: false, remedy: { kind: 'confirmByAttestation', method: 'POST', path, templateId } }
}
