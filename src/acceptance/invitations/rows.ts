import type { InvitationStatus, MailStatus } from '../../domain/acceptance/invitation.js'
import type { StoredInvitation } from './stored-invitation.js'
import type { MailOutcome, StoredRequest } from './request-record.js'

/** A row of `findRequestStatement`. */
export interface RequestRow {
  request_sha256: Buffer
  invitation_id: string
  sends_mail: boolean
  response: Buffer
  age_ms: number
  outcome: MailOutcome | null
  happened_at: Date | null
}

/** A row of `findStatement` and `listStatement`. */
export interface InvitationRow {
  invitation_id: string
  partner_id: string
  partner_name: string
  known_customer_id: string | null
  is_new_customer: boolean
  asks_relationship: boolean
  indirect_reseller_id: string | null
  language: string
  country: string
  company_name: string | null
  customer_name: string | null
  first_name: string
  last_name: string
  email: string
  invited_by: string
  invited_at: Date
  issued_at: Date
  expires_at: Date
  lifetime_ms: number
  mailed_at: Date | null
  mail_status: MailStatus | null
  opened_at: Date | null
  ended_at: Date | null
  status: InvitationStatus
  document_version: string
  document_language: string
  document_sha256: string
  outdated: boolean
  has_bought: boolean
  direct_acceptances: number[]
}

/** Converts a row to a request. */
export function toRequest (row: RequestRow, requestId: string): StoredRequest {
  return {
    requestId,
    requestSha256: row.request_sha256,
    invitationId: row.invitation_id,
    sendsMail: row.sends_mail,
    response: row.response,
    ageMs: row.age_ms,
    mail: row.outcome === null || row.happened_at === null ? null : { outcome: row.outcome, at: row.happened_at }
  }
}

/** Converts a row to an invitation. */
export function toInvitation (row: InvitationRow): StoredInvitation {
  return {
    invitationId: row.invitation_id,
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    customerId: row.known_customer_id,
    isNewCustomer: row.is_new_customer,
    asksRelationship: row.asks_relationship,
    indirectResellerId: row.indirect_reseller_id,
    language: row.language,
    country: row.country,
    companyName: row.customer_name ?? row.company_name,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    invitedBy: row.invited_by,
    invitedAt: row.invited_at,
    sentAt: row.issued_at,
    expiresAt: row.expires_at,
    lifetimeMs: row.lifetime_ms,
    mailedAt: row.mailed_at,
    mailStatus: row.mail_status,
    openedAt: row.opened_at,
    endedAt: row.ended_at,
    status: row.status,
    document: { version: row.document_version, language: row.document_language, sha256: row.document_sha256 },
    outdated: row.outdated,
    hasBought: row.has_bought,
    directAcceptances: row.direct_acceptances
  }
}
