import type { InviteOptions } from './may-invite.js'
import { withMail } from './present-invitation.js'
import type { RequestIdentity } from './repeated-request.js'
import type { MailOutcome } from './request-record.js'
import type { IssuedInvitationResource } from './schemas.js'

/**
 * Sends the mail of an invitation that was recorded with its request, and records what came of it. To be called once a
 * request, by the call that recorded it: should the process end in between, the mail may be lost, and is never sent
 * twice.
 */
export async function deliver (
  response: IssuedInvitationResource,
  { partnerId, requestId }: RequestIdentity,
  options: InviteOptions
): Promise<IssuedInvitationResource> {
  const outcome = await send(response.mail, options)
  const at = options.clock()
  await options.invitations.recordMail(partnerId, response.invitationId, requestId, outcome, at)
  return withMail(response, { outcome, at })
}

/** Why a mail did not go out may quote the address, so no client is told. */
async function send (
  { to, subject, text, html }: IssuedInvitationResource['mail'],
  { mailSender, onMailFailure }: InviteOptions
): Promise<MailOutcome> {
  try {
    await mailSender?.send({ to, subject, text, html })
    return 'mailed'
  } catch (error) {
    onMailFailure(error)
    return 'mailFailed'
  }
}
