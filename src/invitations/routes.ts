import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { templateOfType } from '../domain/agreement-template.js'
import { parseGuid } from '../domain/guid.js'
import { isOpen } from '../domain/invitation.js'
import { Fault } from '../errors/fault.js'
import { authorizeAgreements, type AuthorizationOptions } from '../http/authorization.js'
import { customerIdOf } from '../http/customer-id.js'
import { installJsonBody } from '../http/json-body.js'
import { installProblems } from '../http/problem.js'
import { logOf } from '../http/request-log.js'
import { asOfNow, invite, isClosed, resend, type InviteOptions, type IssuedInvitation } from './invite.js'
import { cursorAfter, readFilter, readInvitation, withInvitationNames } from './read-invitation.js'
import type { StoredInvitation } from './repository.js'
import { getInvitation, getInvitations, inviteCustomer, inviteToAgreement, resendInvitation, revokeInvitation, type InvitationResource, type IssuedInvitationResource } from './schemas.js'

/** What the routes need. */
export interface InvitationRoutesOptions extends AuthorizationOptions, Omit<InviteOptions, 'onMailFailure'> {}

/** Invitations to direct acceptance (R19 to R22). Ours, not Microsoft's, so their refusals are RFC 9457 problems. */
export const invitationRoutes: FastifyPluginAsyncTypebox<InvitationRoutesOptions> = async (app, options) => {
  installJsonBody(app, { allowEmpty: true })
  installProblems(app)
  app.addHook('onRequest', async request => authorizeAgreements(request.caller, options))
  // No body is one without members.
  app.addHook('preValidation', async request => { request.body = withInvitationNames(request.body ?? {}) })
  const { invitations, clock } = options
  const inviting = (request: FastifyRequest): InviteOptions => ({ ...options, onMailFailure: error => logOf(request).warn({ err: error }, 'a mail was not sent') })

  const presentInvitation = (invitation: StoredInvitation): InvitationResource => present(invitation, isClosed(invitation, options))
  const sendIssued = (reply: FastifyReply, status: 200 | 201, { invitation, url, mail, mailed }: IssuedInvitation): IssuedInvitationResource => {
    // It holds the link, so nobody on the way may keep it.
    reply.code(status).header('cache-control', 'no-store')
    return { ...presentInvitation(invitation), url, mail, ...(mailed === undefined ? {} : { mailed }) }
  }

  async function find (request: FastifyRequest<{ Params: { invitationId: string } }>): Promise<StoredInvitation> {
    const invitationId = parseGuid(request.params.invitationId)
    const found = invitationId === undefined ? undefined : await invitations.find(request.caller.partner.partnerId, invitationId, asOfNow(options))
    if (found === undefined) throw new Fault('NotFound')
    return found
  }

  app.post('/customers/:customerId/invitations', { schema: inviteToAgreement }, async (request, reply) =>
    sendIssued(reply, 201, await invite(request.caller, customerIdOf(request.params), readInvitation(request.body), inviting(request))))

  app.post('/invitations', { schema: inviteCustomer }, async (request, reply) =>
    sendIssued(reply, 201, await invite(request.caller, null, readInvitation(request.body), inviting(request))))

  app.get('/invitations', { schema: getInvitations }, async request => {
    const filter = readFilter(request.query)
    // One more than asked for tells whether there is another page.
    const found = await invitations.list(request.caller.partner.partnerId, { ...filter, limit: filter.limit + 1 }, asOfNow(options))
    const page = found.slice(0, filter.limit)
    const last = page.at(-1)
    return { items: page.map(presentInvitation), ...(found.length > page.length && last !== undefined ? { nextCursor: cursorAfter(last) } : {}) }
  })

  app.get('/invitations/:invitationId', { schema: getInvitation }, async request => presentInvitation(await find(request)))

  app.post('/invitations/:invitationId/revoke', { schema: revokeInvitation }, async request => {
    const { invitationId } = await find(request)
    const { partner: { partnerId }, token: { objectId } } = request.caller
    const isRevoked = await invitations.revoke(partnerId, invitationId, objectId, clock())
    const now = await find(request)
    if (!isRevoked) throw new Fault('InvitationEnded', { parameters: { status: now.status } })
    return presentInvitation(now)
  })

  app.post('/invitations/:invitationId/resend', { schema: resendInvitation }, async (request, reply) => {
    const { invitationId } = await find(request)
    return sendIssued(reply, 200, await resend(request.caller, invitationId, request.body.sendMail ?? false, inviting(request)))
  })
}

function present (invitation: StoredInvitation, closed: boolean): InvitationResource {
  const { invitationId, asksRelationship, status, customerId, companyName, indirectResellerId, firstName, lastName, email, language, country, document, invitedBy, invitedAt, sentAt, expiresAt, mailedAt, openedAt, endedAt } = invitation
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
    document: { ...document, sha256: document.sha256.toString('hex') },
    invitedBy,
    invitedAt: invitedAt.toISOString(),
    sentAt: sentAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...(mailedAt === null ? {} : { mailedAt: mailedAt.toISOString() }),
    ...(openedAt === null ? {} : { openedAt: openedAt.toISOString() }),
    ...(endedAt === null ? {} : { endedAt: endedAt.toISOString() }),
    ...(isOpen(status) || status === 'expired' ? { directAcceptance: directAcceptanceOf(customerId, closed) } : {})
  }
}

/** R25 */
function directAcceptanceOf (customerId: string | null, closed: boolean): NonNullable<InvitationResource['directAcceptance']> {
  if (!closed) return { available: true }
  const { templateId } = templateOfType('MicrosoftCustomerAgreement')
  return { available: false, remedy: { kind: 'confirmByAttestation', method: 'POST', path: `/v1/customers/${customerId ?? '{customer-tenant-id}'}/agreements`, templateId } }
}
