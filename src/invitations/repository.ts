import { instantsOf } from '../database/as-of.js'
import type { Database } from '../database/connect.js'
import type { AsOf } from '../domain/direct-acceptance.js'
import type { InvitationStatus } from '../domain/invitation.js'
import { createStatement, documentStatement, eventStatement, findStatement, inviteeStatement, listStatement, resellerStatement, resendStatement, revokeStatement } from './statements.js'

/** What decides whether a customer can be invited. */
export interface Invitee {
  readonly country: string
  readonly companyName: string
  /** Through whichever partner (R25); nothing more of it is known here. */
  readonly hasBought: boolean
  /** The customer's own acceptances, in ms since the epoch. */
  readonly directAcceptances: readonly number[]
}

/** An invitation to be stored. */
export interface NewInvitation {
  readonly invitationId: string
  readonly partnerId: string
  readonly customerId: string | null
  readonly asksRelationship: boolean
  readonly indirectResellerId: string | null
  readonly templateId: string
  readonly documentId: string
  /** BCP 47, of the page and the mail. */
  readonly language: string
  readonly country: string
  readonly companyName: string | null
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  /** Object id of the partner's user. */
  readonly invitedBy: string
  readonly invitedAt: Date
  readonly expiresAt: Date
}

/** An invitation and what came of it. */
export interface StoredInvitation extends Omit<NewInvitation, 'documentId' | 'templateId'> {
  readonly partnerName: string
  /** Whether the customer's account was created here. */
  readonly isNewCustomer: boolean
  readonly status: InvitationStatus
  readonly document: { readonly version: string, readonly language: string, readonly sha256: Buffer }
  /** Whether that document was replaced since. */
  readonly outdated: boolean
  /** When its newest link was made. */
  readonly sentAt: Date
  readonly mailedAt: Date | null
  readonly openedAt: Date | null
  readonly endedAt: Date | null
  /** R25: the customer is known to have bought through a partner. */
  readonly hasBought: boolean
  /** Own acceptances of the customer that it names, in ms since the epoch. */
  readonly directAcceptances: readonly number[]
}

/** Where in the list a page begins: after this invitation. */
export interface ListPosition {
  readonly invitedAt: Date
  readonly invitationId: string
}

/** Which invitations to list. */
export interface InvitationFilter {
  readonly status: InvitationStatus | undefined
  readonly customerId: string | undefined
  readonly after: ListPosition | undefined
  readonly limit: number
}

/** Each partner's invitations. Nothing is ever changed; another partner's are as if they did not exist. */
export interface InvitationRepository {
  /** `undefined` where the two have no relationship. */
  invitee (partnerId: string, customerId: string): Promise<Invitee | undefined>
  /** Id of the current document for a country, in the first of these languages that has one. */
  currentDocument (templateId: string, country: string, languages: readonly string[]): Promise<string | undefined>
  isIndirectReseller (providerId: string, partnerId: string): Promise<boolean>
  /** Stores an invitation with the hash of its first token, durable when it resolves. */
  create (invitation: NewInvitation, tokenSha256: Buffer): Promise<void>
  find (partnerId: string, invitationId: string, asOf: AsOf): Promise<StoredInvitation | undefined>
  /** Newest first. */
  list (partnerId: string, filter: InvitationFilter, asOf: AsOf): Promise<StoredInvitation[]>
  /** Makes a token the newest one, for as long as the first one had; whether it is. */
  renew (partnerId: string, invitationId: string, tokenSha256: Buffer, now: Date): Promise<boolean>
  /** Whether this is what ended it, of any number of attempts at once. */
  revoke (partnerId: string, invitationId: string, by: string, now: Date): Promise<boolean>
  recordMail (partnerId: string, invitationId: string, outcome: 'mailed' | 'mailFailed', now: Date): Promise<void>
}

interface InviteeRow {
  country: string
  company_name: string
  has_bought: boolean
  direct_acceptances: string[]
}

interface InvitationRow {
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
  mailed_at: Date | null
  opened_at: Date | null
  ended_at: Date | null
  otherwise_at: Date | null
  status: InvitationStatus
  document_version: string
  document_language: string
  document_sha256: Buffer
  outdated: boolean
  has_bought: boolean
  direct_acceptances: string[]
}

/** The repository on PostgreSQL. */
export function invitationRepository (database: Database): InvitationRepository {
  return {
    async invitee (partnerId, customerId) {
      const [row] = await database.read<InviteeRow>(inviteeStatement, [partnerId, customerId])
      return row && { country: row.country, companyName: row.company_name, hasBought: row.has_bought, directAcceptances: row.direct_acceptances.map(Number) }
    },
    async currentDocument (templateId, country, languages) {
      const [row] = await database.read<{ document_id: string }>(documentStatement, [templateId, country, languages])
      return row?.document_id
    },
    isIndirectReseller: async (providerId, partnerId) => (await database.read(resellerStatement, [providerId, partnerId])).length > 0,
    async create (invitation, tokenSha256) {
      await database.write(createStatement, [
        invitation.partnerId, invitation.invitationId, invitation.customerId, invitation.asksRelationship, invitation.indirectResellerId,
        invitation.templateId, invitation.documentId, invitation.language, invitation.country, invitation.companyName, invitation.firstName,
        invitation.lastName, invitation.email, invitation.invitedBy, invitation.invitedAt, tokenSha256, invitation.expiresAt
      ])
    },
    async find (partnerId, invitationId, asOf) {
      const [row] = await database.read<InvitationRow>(findStatement, [partnerId, ...instantsOf(asOf), invitationId])
      return row && toInvitation(row)
    },
    async list (partnerId, { status, customerId, after, limit }, asOf) {
      const rows = await database.read<InvitationRow>(listStatement, [partnerId, ...instantsOf(asOf), status ?? null, customerId ?? null, after?.invitedAt ?? null, after?.invitationId ?? null, limit])
      return rows.map(toInvitation)
    },
    renew: async (partnerId, invitationId, tokenSha256, now) => (await database.write(resendStatement, [partnerId, invitationId, tokenSha256, now])).length > 0,
    async revoke (partnerId, invitationId, by, now) {
      const isRevoked = (await database.write(revokeStatement, [partnerId, invitationId, now, by])).length > 0
      // Whoever revokes again is told that it was revoked.
      if (!isRevoked) await database.awaitDurability()
      return isRevoked
    },
    async recordMail (partnerId, invitationId, outcome, now) {
      await database.write(eventStatement, [partnerId, invitationId, outcome, now])
    }
  }
}

function toInvitation (row: InvitationRow): StoredInvitation {
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
    mailedAt: row.mailed_at,
    openedAt: row.opened_at,
    endedAt: row.ended_at ?? (row.status === 'acceptedOtherwise' ? row.otherwise_at : null),
    status: row.status,
    document: { version: row.document_version, language: row.document_language, sha256: row.document_sha256 },
    outdated: row.outdated,
    hasBought: row.has_bought,
    directAcceptances: row.direct_acceptances.map(Number)
  }
}
