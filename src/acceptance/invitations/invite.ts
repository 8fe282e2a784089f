import { templateOfType } from '../../domain/agreements/agreement-template.js'
import { documentLanguages, languageOfCountry } from '../../domain/agreements/document-language.js'
import { ApiError } from '../../errors/api-error.js'
import type { Caller } from '../../http/authentication.js'
import { composeMail } from './compose-mail.js'
import { deliver } from './deliver.js'
import { findInvitable, requireMailSender, type InviteOptions } from './may-invite.js'
import { presentIssued } from './present-invitation.js'
import { expiryOf, readCountry, type InvitationRequest } from './read-invitation.js'
import type { Keep, RequestIdentity } from './repeated-request.js'
import type { CurrentDocument } from '../../records/current-document.js'
import type { CustomerRecord } from '../../records/customers.js'
import type { NewInvitation, StoredInvitation } from './stored-invitation.js'
import type { IssuedInvitationResource } from './body-schemas.js'
import { invitationTokenHash, invitationUrl, newInvitationToken } from '../invitation-token.js'

/** An invitation to create, and what keeps its request from being carried out twice. */
export interface Inviting {
  readonly caller: Caller
  /** Null: an invitation to the relationship too, to a customer that is not known yet. */
  readonly customerId: string | null
  readonly request: InvitationRequest
  readonly identity: RequestIdentity
  readonly keep: Keep
}

const { templateId } = templateOfType('MicrosoftCustomerAgreement')

/**
 * Creates an invitation. Resolves to `undefined` if the same request did so before. Stores nothing when it throws
 * MailNotConfigured, PropertyInvalid, NoCustomerRelationship, DirectAcceptanceNotAvailable, DirectlyAcceptedAlready or
 * InvitationDocumentMissing.
 */
export async function invite (
  { caller, customerId, request, identity, keep }: Inviting,
  options: InviteOptions
): Promise<IssuedInvitationResource | undefined> {
  const { partnerId } = identity
  const { invitations, publicUrl } = options
  const invitee = customerId === null ? undefined : await findInvitable(partnerId, customerId, options)
  if (request.sendMail) requireMailSender(options)
  await requireOwnReseller(partnerId, request, options)
  const country = request.country ?? readCountry(invitee?.country ?? '')
  const language = request.language ?? languageOfCountry(country)
  const [document, partnerName] = await Promise.all([
    findDocument(country, language, options),
    invitations.partnerName(partnerId)
  ])
  const invitation = newInvitation({ caller, customerId, request, country, language, document }, options)
  const token = newInvitationToken()
  const url = invitationUrl(publicUrl, token)
  const asStored = storedAs(invitation, partnerName, document, invitee)
  const response = presentIssued(asStored, url, composeMail({ ...asStored, url }))
  const isStored = await invitations.create(invitation, invitationTokenHash(token), keep(response, request.sendMail))
  if (!isStored) return undefined
  return request.sendMail ? await deliver(response, identity, options) : response
}

async function requireOwnReseller (
  partnerId: string,
  { indirectResellerId }: InvitationRequest,
  { invitations }: InviteOptions
): Promise<void> {
  if (indirectResellerId === null || await invitations.isIndirectReseller(partnerId, indirectResellerId)) return
  const problem = 'is not one of your indirect resellers'
  throw new ApiError('PropertyInvalid', { parameters: { property: 'indirectResellerId', problem } })
}

async function findDocument (
  country: string,
  language: string,
  { invitations }: InviteOptions
): Promise<CurrentDocument> {
  const languages = documentLanguages(country, language)
  const document = await invitations.currentDocument(templateId, country, languages)
  if (document !== undefined) return document
  const locale = languages.map(one => `${country} in ${one}`).join(' or ')
  throw new ApiError('InvitationDocumentMissing', { parameters: { locale } })
}

interface Details extends Pick<Inviting, 'caller' | 'customerId' | 'request'> {
  readonly country: string
  readonly language: string
  readonly document: CurrentDocument
}

function newInvitation (
  { caller, customerId, request, country, language, document }: Details,
  { newId, clock }: InviteOptions
): NewInvitation {
  const invitedAt = clock()
  return {
    invitationId: newId(),
    partnerId: caller.partner.partnerId,
    customerId,
    asksRelationship: customerId === null,
    indirectResellerId: request.indirectResellerId,
    templateId,
    documentId: document.documentId,
    language,
    country,
    companyName: request.companyName,
    ...request.invited,
    invitedBy: caller.token.objectId,
    invitedAt,
    expiresAt: expiryOf(request, invitedAt)
  }
}

/** The invitation as it will be read once it is stored. It is needed before, because the response is stored with it. */
function storedAs (
  invitation: NewInvitation,
  partnerName: string,
  { version, language, sha256 }: CurrentDocument,
  invitee: CustomerRecord | undefined
): StoredInvitation {
  return {
    ...invitation,
    partnerName,
    companyName: invitee?.companyName ?? invitation.companyName,
    isNewCustomer: invitee?.isNewCustomer ?? false,
    status: 'sent',
    document: { version, language, sha256 },
    outdated: false,
    sentAt: invitation.invitedAt,
    lifetimeMs: invitation.expiresAt.getTime() - invitation.invitedAt.getTime(),
    mailedAt: null,
    mailStatus: null,
    openedAt: null,
    endedAt: null,
    hasBought: false,
    directAcceptances: []
  }
}
