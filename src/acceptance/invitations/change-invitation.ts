import { isOpen } from '../../domain/acceptance/invitation.js'
import { ApiError } from '../../errors/api-error.js'
import { composeMail } from './compose-mail.js'
import { deliver } from './deliver.js'
import { asOfNow, findInvitable, isClosed, notAvailable, requireMailSender, type InviteOptions } from './may-invite.js'
import { presentInvitation, presentIssued } from './present-invitation.js'
import type { Keep, RequestIdentity } from './repeated-request.js'
import type { StoredInvitation } from './stored-invitation.js'
import type { InvitationResource, IssuedInvitationResource } from './body-schemas.js'
import { invitationTokenHash, invitationUrl, newInvitationToken } from '../invitation-token.js'

/** An invitation to change, and what keeps the request from being carried out twice. */
export interface Change {
  readonly invitationId: string
  readonly identity: RequestIdentity
  readonly keep: Keep
}

/**
 * Makes a new link for an invitation. The previous one stops working. Resolves to `undefined` if the same request did
 * so before. Throws MailNotConfigured, NotFound, InvitationEnded, InvitationOutdated, DirectAcceptanceNotAvailable or
 * DirectlyAcceptedAlready.
 */
export async function resend (
  { invitationId, identity, keep }: Change,
  sendMail: boolean,
  options: InviteOptions
): Promise<IssuedInvitationResource | undefined> {
  const { invitations, publicUrl } = options
  // Of concurrent requests each retries until its link is the newest one, or until the invitation has ended.
  for (;;) {
    const found = await findResendable(identity.partnerId, invitationId, sendMail, options)
    const token = newInvitationToken()
    const url = invitationUrl(publicUrl, token)
    const renewed = withNewLink(found, options.clock())
    const response = presentIssued(renewed, url, composeMail({ ...renewed, url }))
    const outcome = await invitations.renew(renewed, invitationTokenHash(token), keep(response, sendMail))
    if (outcome === 'repeated') return undefined
    if (outcome === 'renewed') return sendMail ? await deliver(response, identity, options) : response
  }
}

/**
 * Revokes an invitation. Resolves to `undefined` if the same request did so before. Throws NotFound or InvitationEnded.
 */
export async function revoke (
  { invitationId, identity, keep }: Change,
  by: string,
  options: InviteOptions
): Promise<InvitationResource | undefined> {
  const { invitations } = options
  const found = await find(identity.partnerId, invitationId, options)
  const endedAt = options.clock()
  const response = presentInvitation({ ...found, status: 'revoked', endedAt }, false)
  const outcome = await invitations.revoke(identity.partnerId, invitationId, by, endedAt, keep(response, false))
  if (outcome === 'repeated') return undefined
  if (outcome === 'revoked') return response
  throw ended(await find(identity.partnerId, invitationId, options))
}

/** Finds an invitation of the partner. Throws NotFound. */
export async function find (
  partnerId: string,
  invitationId: string,
  options: Pick<InviteOptions, 'invitations' | 'clock' | 'environment' | 'programme'>
): Promise<StoredInvitation> {
  const found = await options.invitations.find(partnerId, invitationId, asOfNow(options))
  if (found === undefined) throw new ApiError('NotFound')
  return found
}

async function findResendable (
  partnerId: string,
  invitationId: string,
  sendMail: boolean,
  options: InviteOptions
): Promise<StoredInvitation> {
  const found = await find(partnerId, invitationId, options)
  if (found.status === 'acceptedOtherwise') throw new ApiError('DirectlyAcceptedAlready')
  if (!isOpen(found.status) && found.status !== 'expired') throw ended(found)
  if (sendMail) requireMailSender(options)
  if (found.customerId !== null) await findInvitable(partnerId, found.customerId, options)
  if (isClosed(found, options)) throw notAvailable(found.customerId)
  if (found.outdated) throw new ApiError('InvitationOutdated')
  return found
}

/** The invitation as it will be read with its new link, which is valid for as long as the first one was. */
function withNewLink (found: StoredInvitation, now: Date): StoredInvitation {
  const sentAt = new Date(Math.max(now.getTime(), found.sentAt.getTime() + 1))
  return {
    ...found,
    status: found.openedAt === null ? 'sent' : 'opened',
    sentAt,
    expiresAt: new Date(now.getTime() + found.lifetimeMs)
  }
}

function ended ({ status }: StoredInvitation): ApiError {
  return new ApiError('InvitationEnded', { parameters: { status } })
}
