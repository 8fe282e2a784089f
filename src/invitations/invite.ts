import { templateOfType } from '../domain/agreement-template.js'
import { documentLanguages, languageOfCountry } from '../domain/document-language.js'
import { asOf, type AsOf, isDirectAcceptanceClosed, isDirectlyAccepted } from '../domain/direct-acceptance.js'
import { isOpen } from '../domain/invitation.js'
import type { Environment, ProgrammeRule } from '../domain/programme.js'
import { Fault } from '../errors/fault.js'
import type { Caller } from '../http/authentication.js'
import type { NewId } from '../http/request-ids.js'
import { composeMail, type InvitationMail } from './compose-mail.js'
import type { MailSender } from './mail-sender.js'
import { expiryOf, readCountry, type InvitationRequest } from './read-invitation.js'
import type { InvitationRepository, Invitee, StoredInvitation } from './repository.js'
import { invitationTokenHash, invitationUrl, newInvitationToken } from './token.js'

/** An invitation with what is shown of it only once. */
export interface IssuedInvitation {
  readonly invitation: StoredInvitation
  readonly url: string
  readonly mail: InvitationMail
  /** Whether a mail server took the mail; absent: none was asked to. */
  readonly mailed?: boolean
}

/** What inviting needs. */
export interface InviteOptions {
  readonly invitations: InvitationRepository
  readonly environment: Environment
  readonly programme: readonly ProgrammeRule[]
  /** Absent: partners send their mail themselves. */
  readonly mailSender?: MailSender
  readonly clock: () => Date
  readonly newId: NewId
  readonly publicUrl: () => string
  /** Told of a mail that did not go out, for the log. */
  readonly onMailFailure: (error: unknown) => void
}

const { templateId } = templateOfType('MicrosoftCustomerAgreement')

/**
 * Invites, to the relationship too where there is no customer. Throws MailNotConfigured, NoCustomerRelationship,
 * PropertyInvalid, DirectAcceptanceNotAvailable, DirectlyAcceptedAlready or InvitationDocumentMissing, and stores
 * nothing then.
 */
export async function invite (caller: Caller, customerId: string | null, request: InvitationRequest, options: InviteOptions): Promise<IssuedInvitation> {
  const { partner: { partnerId }, token: { objectId } } = caller
  const { invitations, newId, clock } = options
  const invitee = customerId === null ? undefined : await findInvitable(partnerId, customerId, options)
  if (request.sendMail) refuseWithoutMail(options)
  if (request.indirectResellerId !== null && !await invitations.isIndirectReseller(partnerId, request.indirectResellerId)) throw new Fault('PropertyInvalid', { parameters: { property: 'indirectResellerId', problem: 'is no indirect reseller of yours' } })
  const country = request.country ?? readCountry(invitee?.country ?? '')
  const language = request.language ?? languageOfCountry(country)
  const languages = documentLanguages(country, language)
  const documentId = await invitations.currentDocument(templateId, country, languages)
  if (documentId === undefined) throw new Fault('InvitationDocumentMissing', { parameters: { locale: languages.map(one => `${country} in ${one}`).join(' or ') } })
  const invitedAt = clock()
  const token = newInvitationToken()
  const invitationId = newId()
  await invitations.create({
    invitationId,
    partnerId,
    customerId,
    asksRelationship: customerId === null,
    indirectResellerId: request.indirectResellerId,
    templateId,
    documentId,
    language,
    country,
    companyName: request.companyName,
    ...request.invited,
    invitedBy: objectId,
    invitedAt,
    expiresAt: expiryOf(request, invitedAt)
  }, invitationTokenHash(token))
  return await issue(partnerId, invitationId, token, request.sendMail, options)
}

/**
 * Makes a new link for an invitation; the one before it is dead. Throws MailNotConfigured, NotFound, InvitationEnded,
 * InvitationOutdated, DirectAcceptanceNotAvailable or DirectlyAcceptedAlready.
 */
export async function resend (caller: Caller, invitationId: string, sendMail: boolean, options: InviteOptions): Promise<IssuedInvitation> {
  const { partnerId } = caller.partner
  const { invitations, clock } = options
  const found = await invitations.find(partnerId, invitationId, asOfNow(options))
  if (found === undefined) throw new Fault('NotFound')
  if (found.status === 'acceptedOtherwise') throw new Fault('DirectlyAcceptedAlready')
  if (!isOpen(found.status) && found.status !== 'expired') throw new Fault('InvitationEnded', { parameters: { status: found.status } })
  if (sendMail) refuseWithoutMail(options)
  if (found.customerId !== null) await findInvitable(partnerId, found.customerId, options)
  if (isClosed(found, options)) throw notAvailable(found.customerId)
  if (found.outdated) throw new Fault('InvitationOutdated')
  // Of several at once each tries until its own is the newest in turn, or the invitation ended meanwhile.
  for (;;) {
    const token = newInvitationToken()
    if (await invitations.renew(partnerId, invitationId, invitationTokenHash(token), clock())) return await issue(partnerId, invitationId, token, sendMail, options)
    const now = await invitations.find(partnerId, invitationId, asOfNow(options))
    if (now?.endedAt !== null) throw new Fault('InvitationEnded', { parameters: { status: now?.status ?? 'ended' } })
  }
}

/** What is to be read of invitations now. */
export function asOfNow ({ clock, environment, programme }: Pick<InviteOptions, 'clock' | 'environment' | 'programme'>): AsOf {
  return asOf(clock(), environment, programme)
}

/** Whether R25 keeps an invitation from being accepted, as far as is known. */
export function isClosed (invited: Pick<StoredInvitation, 'hasBought' | 'directAcceptances'>, { programme, environment, clock }: Pick<InviteOptions, 'programme' | 'environment' | 'clock'>): boolean {
  return isDirectAcceptanceClosed(invited, clock().getTime(), environment, programme)
}

async function findInvitable (partnerId: string, customerId: string, options: InviteOptions): Promise<Invitee> {
  const { invitations, programme, environment, clock } = options
  const invitee = await invitations.invitee(partnerId, customerId)
  if (invitee === undefined) throw new Fault('NoCustomerRelationship')
  if (isClosed(invitee, options)) throw notAvailable(customerId)
  if (isDirectlyAccepted(invitee.directAcceptances, clock().getTime(), environment, programme)) throw new Fault('DirectlyAcceptedAlready')
  return invitee
}

async function issue (partnerId: string, invitationId: string, token: string, sendMail: boolean, options: InviteOptions): Promise<IssuedInvitation> {
  const { invitations, clock, publicUrl } = options
  // It was stored, and nothing is ever removed.
  const invitation = await invitations.find(partnerId, invitationId, asOfNow(options)) as StoredInvitation
  const url = invitationUrl(publicUrl(), token)
  const mail = composeMail({ ...invitation, url })
  if (!sendMail) return { invitation, url, mail }
  const mailed = await send(mail, options)
  const mailedAt = clock()
  await invitations.recordMail(partnerId, invitationId, mailed ? 'mailed' : 'mailFailed', mailedAt)
  return { invitation: mailed ? { ...invitation, mailedAt } : invitation, url, mail, mailed }
}

/** Whether the mail went out. Why it did not may quote the address, so no client is told. */
async function send ({ to, subject, text, html }: InvitationMail, { mailSender, onMailFailure }: InviteOptions): Promise<boolean> {
  try {
    await mailSender?.send({ to, subject, text, html })
    return true
  } catch (error) {
    onMailFailure(error)
    return false
  }
}

function refuseWithoutMail ({ mailSender }: InviteOptions): void {
  if (mailSender === undefined) throw new Fault('MailNotConfigured')
}

function notAvailable (customerId: string | null): Fault {
  return new Fault('DirectAcceptanceNotAvailable', { parameters: { customerId: customerId ?? '{customer-tenant-id}' } })
}
