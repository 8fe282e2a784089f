import type { InviteOptions } from './may-invite.js'
import { withMail } from './present-invitation.js'
import type { RequestIdentity } from './repeated-request.js'
import type { MailOutcome } from './request-record.js'
import type { IssuedInvitationResource } from './body-schemas.js'

/**
 * Sends the mail of an invitation and records the outcome. Call it once per request, after the invitation and its
 * request are stored. If the process ends in between, the mail may be lost, but it is never sent twice.
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

/** Clients do not see why a mail could not be sent, because the reason may quote the address. */
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
