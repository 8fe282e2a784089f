import { instantsOf } from '../../database/as-of.js'
import type { Database } from '../../database/connect.js'
import { OutcomeUnknown, Overloaded } from '../../errors/unavailable.js'
import type { AsOf } from '../../domain/acceptance/direct-acceptance.js'
import { findCurrentDocument, type CurrentDocument } from '../../records/current-document.js'
import { findReseller } from '../../records/resellers.js'
import type { MailOutcome, NewRequest, StoredRequest } from './request-record.js'
import { toInvitation, toRequest, type InvitationRow, type RequestRow } from './rows.js'
import {
  createStatement, findRequestStatement, findStatement, mailStatement, resendStatement, revokeStatement
} from './statements.js'
import { listInvitations } from './list-invitations.js'
import type { InvitationFilter, ListedInvitation, NewInvitation, StoredInvitation } from './stored-invitation.js'

/** Each partner's invitations. Nothing is ever changed; another partner's are as if they did not exist. */
export interface InvitationRepository {
  /** The current document for a country, in the first of these languages that has one. */
  currentDocument (
    templateId: string,
    country: string,
    languages: readonly string[]
  ): Promise<CurrentDocument | undefined>
  /** The name under which a partner invites. */
  partnerName (partnerId: string): Promise<string>
  isIndirectReseller (providerId: string, partnerId: string): Promise<boolean>
  /** The request that was carried out under an id. */
  findRequest (partnerId: string, requestId: string): Promise<StoredRequest | undefined>
  /**
   * Stores an invitation with the hash of its first token and the request that made it, durable when it resolves.
   * `false`, and nothing stored, where a request with that id was carried out before; of any number at once one is.
   */
  create (invitation: NewInvitation, tokenSha256: Buffer, request: NewRequest): Promise<boolean>
  find (partnerId: string, invitationId: string, asOf: AsOf): Promise<StoredInvitation | undefined>
  /**
   * Up to `limit` invitations, the latest first: by the date on which they were made, and those of a status that nobody
   * has answered by the expiry of their links.
   */
  list (partnerId: string, filter: InvitationFilter, asOf: AsOf): Promise<ListedInvitation[]>
  /**
   * Makes a token the newest one, with the dates that `invitation` has for it, and records the request that asked for
   * it. Nothing is stored where the invitation has `ended`, another token came in between (`late`), or a request with
   * that id was carried out before (`repeated`).
   */
  renew (
    invitation: Pick<StoredInvitation, 'partnerId' | 'invitationId' | 'sentAt' | 'expiresAt'>,
    tokenSha256: Buffer,
    request: NewRequest
  ): Promise<'renewed' | 'ended' | 'late' | 'repeated'>
  /** Ends an invitation, unless something else `ended` it first or a request with that id was carried out before. */
  revoke (
    partnerId: string,
    invitationId: string,
    by: string,
    now: Date,
    request: NewRequest
  ): Promise<'revoked' | 'ended' | 'repeated'>
  /** Records what became of the mail that a request asked for. */
  recordMail (
    partnerId: string,
    invitationId: string,
    requestId: string,
    outcome: MailOutcome,
    now: Date
  ): Promise<void>
  /** Resolves when all that was read before is durable. */
  awaitDurability (): Promise<void>
}

/** The repository on PostgreSQL. */
export function invitationRepository (database: Database): InvitationRepository {
  return {
    currentDocument: (templateId, country, languages) => (
      findCurrentDocument(database, templateId, languages.map(language => ({ country, language })))
    ),
    async partnerName (partnerId) {
      const { name } = await database.kysely.selectFrom('partner').select('name')
        .where('partner_id', '=', partnerId).executeTakeFirstOrThrow()
      return name
    },
    async isIndirectReseller (providerId, partnerId) {
      return await findReseller(database, providerId, partnerId) !== undefined
    },
    async findRequest (partnerId, requestId) {
      const [row] = await database.read<RequestRow>(findRequestStatement, [partnerId, requestId])
      return row && toRequest(row, requestId)
    },
    async create (invitation, tokenSha256, request) {
      const { partnerId, invitationId, customerId, asksRelationship, indirectResellerId, templateId } = invitation
      const { documentId, language, country, companyName, firstName, lastName, email } = invitation
      const { invitedBy, invitedAt, expiresAt } = invitation
      const rows = await database.write(createStatement, [
        partnerId, invitationId, ...requestValues(request), customerId, asksRelationship, indirectResellerId,
        templateId, documentId, language, country, companyName, firstName, lastName, email, invitedBy, invitedAt,
        tokenSha256, expiresAt
      ])
      return rows.length > 0
    },
    async find (partnerId, invitationId, asOf) {
      const [row] = await database.read<InvitationRow>(findStatement, [partnerId, ...instantsOf(asOf), invitationId])
      return row && toInvitation(row)
    },
    list: (partnerId, filter, asOf) => listInvitations(database, partnerId, filter, asOf),
    async renew ({ partnerId, invitationId, sentAt, expiresAt }, tokenSha256, request) {
      const values = [partnerId, invitationId, ...requestValues(request), tokenSha256, sentAt, expiresAt]
      const [row] = await database.write<RenewalRow>(resendStatement, values)
        .catch(orTaken<RenewalRow>('invitation_token_one_newest', { is_late: true }))
      if (row?.is_stored === true) return 'renewed'
      return row?.has_ended === true ? 'ended' : row?.is_late === true ? 'late' : 'repeated'
    },
    async revoke (partnerId, invitationId, by, now, request) {
      const values = [partnerId, invitationId, ...requestValues(request), now, by]
      const [row] = await database.write<RevocationRow>(revokeStatement, values)
        .catch(orTaken<RevocationRow>('invitation_end_pkey', { has_ended: true }))
      // Whoever revokes again is told that it was revoked.
      if (row?.has_ended === true) await database.awaitDurability()
      return row?.has_ended === true ? 'ended' : row === undefined ? 'repeated' : 'revoked'
    },
    async recordMail (partnerId, invitationId, requestId, outcome, now) {
      await database.write(mailStatement, [partnerId, invitationId, requestId, outcome, now]).catch(error => {
        // The invitation is stored and its mail has been sent: no response may say that nothing was done.
        throw error instanceof Overloaded ? new OutcomeUnknown(error.message) : error
      })
    },
    awaitDurability: () => database.awaitDurability()
  }
}

interface RenewalRow {
  readonly is_stored?: boolean
  readonly has_ended?: boolean
  readonly is_late?: boolean
}

interface RevocationRow {
  readonly has_ended?: boolean
}

function requestValues ({ requestId, requestSha256, sendsMail, response }: NewRequest): unknown[] {
  return [requestId, requestSha256, sendsMail, response]
}

/** Somebody else did the same at the same time: nothing of this statement was stored, its request included. */
function orTaken<Row> (constraint: string, row: Row): (error: unknown) => Row[] {
  return error => {
    if ((error as { constraint?: unknown }).constraint === constraint) return [row]
    throw error
  }
}
