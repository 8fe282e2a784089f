import type { Database } from '../../database/connect.js'
import { createBatcher, runSingleUse } from '../../database/batches.js'
import type { AgreementLocale } from '../../domain/agreements/agreement-locale.js'
import { permissions } from '../../domain/permissions.js'
import { findCurrentDocument, type CurrentDocument } from '../../records/current-document.js'
import { findReseller, type NamedPartner } from '../../records/resellers.js'
import { spentCookies, type SpentCookies } from './spent-cookies.js'
import { acceptStatement, declineStatement, findConfirmation, findCustomer, findInvitation, listPartners, recordEvent } from './statements.js'

/** An invitation whose newest token was presented. */
export interface Invitation {
  readonly invitationId: string
  /** Null: whoever signs in and accepts decides. */
  readonly customerId: string | null
  readonly asksRelationship: boolean
  readonly partner: NamedPartner
  readonly reseller: NamedPartner | null
  readonly templateId: string
  readonly document: CurrentDocument
  readonly language: string
  readonly country: string
  readonly companyName: string | null
  readonly invitedAt: Date
  readonly expiresAt: Date
  /** When an administrator first saw it; null: not yet. */
  readonly openedAt: Date | null
  readonly ended: 'accepted' | 'declined' | 'revoked' | null
}

/** What is known of a customer's tenant; names are null for one that is not registered. */
export interface KnownCustomer {
  /** Whether it bought through any partner (R25). */
  readonly hasBought: boolean
  /** Its own acceptances, in ms since the epoch. */
  readonly directAcceptances: readonly number[]
  readonly companyName: string | null
  readonly country: string | null
  readonly acceptedAt: Date | null
  readonly referenceId: string | null
  readonly acceptedBy: string | null
}

/** A partner that a customer works with or was invited by. */
export interface PartnerOfCustomer extends NamedPartner {
  /** Null: invited, and not yet a partner of it. */
  readonly since: Date | null
  readonly reseller: string | null
  readonly attestedAt: Date | null
  readonly invitedAt: Date | null
}

/** What a confirmation says. */
export interface StoredConfirmation extends CurrentDocument {
  readonly referenceId: string
  readonly objectId: string
  readonly userName: string
  readonly firstName: string
  readonly lastName: string
  readonly consent: string
  readonly consentLanguage: string
  readonly acceptedAt: Date
  readonly companyName: string
  /** The partner whose relationship was accepted with it. */
  readonly partner: string | null
}

/** What a confirmation is looked for by, beside its customer. */
export type ConfirmationKey =
  | { readonly referenceId: string, readonly objectId: string }
  | { readonly invitationId: string }
  | { readonly partnerId: string, readonly documentId: string }

/** An acceptance to be recorded; the evidence by the columns of its table. */
export interface Acceptance {
  readonly customerId: string
  readonly invitationId: string | null
  readonly tokenSha256: Buffer | null
  readonly objectId: string
  readonly acceptedAt: Date
  readonly templateId: string
  /** Whether the customer has an acceptance of its own that counts: R25 closes nothing then. */
  readonly isAccepted: boolean
  /** Of a customer that may not be registered yet; null: it is. */
  readonly newCustomer: { readonly companyName: string, readonly country: string } | null
  readonly relationship: { readonly partnerId: string, readonly resellerId: string | null } | null
  readonly evidence: Readonly<Record<string, unknown>>
}

/** What became of an acceptance. */
export type AcceptOutcome = 'accepted' | 'ended' | 'closed'

/** What the page reads and records. */
export interface AcceptanceRepository extends SpentCookies {
  /** The invitation of a token; `undefined` for a token that is unknown or not the newest. */
  findInvitation (tokenSha256: Buffer): Promise<Invitation | undefined>
  /** Records that an administrator of a customer saw an invitation, once. */
  open (invitationId: string, customerId: string, now: Date): Promise<void>
  /** Records that R25 stopped an administrator of a customer, once; the partner who invited sees it. */
  recordUnavailable (invitationId: string, customerId: string, now: Date): Promise<void>
  findCustomer (customerId: string): Promise<KnownCustomer>
  /** A partner that may ask for a relationship: it sells itself, in a cloud that has relationship requests. */
  findSeller (partnerId: string): Promise<NamedPartner | undefined>
  /** An indirect reseller of a provider. */
  findReseller (providerId: string, resellerId: string): Promise<NamedPartner | undefined>
  listPartners (customerId: string): Promise<PartnerOfCustomer[]>
  /** The first of these locales' current document. */
  findDocument (templateId: string, locales: readonly AgreementLocale[]): Promise<CurrentDocument | undefined>
  /** Durable when it resolves: the page tells who accepts twice of the first time. */
  findConfirmation (customerId: string, key: ConfirmationKey): Promise<StoredConfirmation | undefined>
  /** Resolves when all that was read before is durable. */
  awaitDurability (): Promise<void>
  /** All of it or nothing: `ended` if somebody else was first or the token is no longer good, `closed` by R25. */
  accept (acceptance: Acceptance): Promise<AcceptOutcome>
  /** Whether this ended the invitation. */
  decline (invitationId: string, tokenSha256: Buffer, objectId: string, now: Date): Promise<boolean>
}

/** The repository on PostgreSQL. */
export function acceptanceRepository (database: Database): AcceptanceRepository {
  // All but the first of many uses of one link end without a query each.
  const limits = { ...database.limits, queueLength: database.limits.queueLength * 16 }
  const accept = createBatcher({
    keyOf: offerOf,
    run: acceptances => runSingleUse(acceptances, one => acceptIn(database, one), outcome => outcome === 'closed', 'ended'),
    limits
  })
  const decline = createBatcher({
    keyOf: ({ tokenSha256 }: Decline) => tokenSha256.toString('hex'),
    run: refusals => runSingleUse(refusals, one => declineIn(database, one), () => false, false),
    limits
  })
  return {
    ...spentCookies(database),
    async findInvitation (tokenSha256) {
      const [found] = await database.read<Invitation>(findInvitation, [tokenSha256])
      return found
    },
    open: async (invitationId, customerId, now) => { await database.write(recordEvent, [invitationId, now, 'opened', customerId]) },
    recordUnavailable: async (invitationId, customerId, now) => { await database.write(recordEvent, [invitationId, now, 'unavailable', customerId]) },
    findCustomer: async customerId => (await database.read<KnownCustomer>(findCustomer, [customerId]))[0] as KnownCustomer,
    findSeller: partnerId => database.kysely
      .selectFrom('partner')
      .select(['partner_id as id', 'name'])
      .where('partner_id', '=', partnerId)
      .where('type', '!=', 'indirect_reseller')
      .where('cloud', 'in', permissions.requestRelationship.clouds)
      .executeTakeFirst(),
    findReseller: (providerId, resellerId) => findReseller(database, providerId, resellerId),
    listPartners: customerId => database.read<PartnerOfCustomer>(listPartners, [customerId]),
    findDocument: (templateId, locales) => findCurrentDocument(database, templateId, locales),
    async findConfirmation (customerId, key) {
      const { referenceId = null, objectId = null, invitationId = null, partnerId = null, documentId = null } = key as Partial<Record<string, string>>
      const [found] = await database.read<StoredConfirmation>(findConfirmation, [customerId, referenceId, objectId, invitationId, partnerId, documentId])
      if (found !== undefined) await database.awaitDurability()
      return found
    },
    awaitDurability: () => database.awaitDurability(),
    accept,
    decline: (invitationId, tokenSha256, objectId, now) => decline({ invitationId, tokenSha256, objectId, now })
  }
}

/** What can be accepted once: a token, or a relationship request for a document. */
function offerOf ({ customerId, tokenSha256, relationship, evidence }: Acceptance): string {
  return tokenSha256?.toString('hex') ?? `${customerId} ${relationship?.partnerId} ${String(evidence['document_id'])}`
}

async function acceptIn (database: Database, acceptance: Acceptance): Promise<AcceptOutcome> {
  const { customerId, invitationId, tokenSha256, acceptedAt, objectId, templateId, isAccepted, newCustomer, relationship, evidence } = acceptance
  const values = [customerId, invitationId, tokenSha256, acceptedAt, objectId, JSON.stringify(evidence), templateId,
    newCustomer?.companyName ?? null, newCustomer?.country ?? null, relationship?.partnerId ?? null, relationship?.resellerId ?? null, isAccepted]
  const [row] = await database.write<{ closed: boolean, referenceId: string | null }>(acceptStatement, values).catch(orAlreadyThere)
  if (row?.closed === true) return 'closed'
  return row?.referenceId == null ? 'ended' : 'accepted'
}

interface Decline {
  readonly invitationId: string
  readonly tokenSha256: Buffer
  readonly objectId: string
  readonly now: Date
}

async function declineIn (database: Database, { invitationId, tokenSha256, objectId, now }: Decline): Promise<boolean> {
  return (await database.write(declineStatement, [invitationId, tokenSha256, now, objectId])).length > 0
}

/** Somebody accepted the same request at the same time: nothing of this statement was stored. */
function orAlreadyThere (error: unknown): [] {
  if ((error as { constraint?: unknown }).constraint === 'acceptance_evidence_one_per_request') return []
  throw error
}
