import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest, preValidationAsyncHookHandler } from 'fastify'
import type { TObject } from 'typebox'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { authorize, type AuthorizationOptions } from '../../http/authorization.js'
import { customerIdOf } from '../../http/customer-id.js'
import { installJsonBody } from '../../http/json-body.js'
import { memberNames } from '../../http/member-names.js'
import { installProblems } from '../../http/problem.js'
import { logOf } from '../../http/request-log.js'
import { find, resend, revoke } from './change-invitation.js'
import { invite } from './invite.js'
import { asOfNow, isClosed, type InviteOptions } from './may-invite.js'
import { presentInvitation } from './present-invitation.js'
import { cursorAfter, readFilter, readInvitation } from './read-invitation.js'
import { identify, once, type Keep } from './repeated-request.js'
import { createResponseSeal } from './response-seal.js'
import {
  agreementInvitationSchema,
  customerInvitationSchema,
  resendSchema,
  type InvitationBody,
  type IssuedInvitationResource
} from './body-schemas.js'
import {
  getInvitation,
  getInvitations,
  inviteCustomer,
  inviteToAgreement,
  resendInvitation,
  revokeInvitation
} from './schemas.js'

/** Returns a hook that accepts member names in any letter case. A missing body counts as an empty object. */
function withNames (schema: TObject): preValidationAsyncHookHandler {
  const named = memberNames(schema)
  return async request => { request.body = named(request.body ?? {}) }
}

/** What the routes of invitations are built from. */
export interface InvitationRoutesOptions extends AuthorizationOptions, Omit<InviteOptions, 'onMailFailure'> {
  readonly linkSigningKey: Uint8Array
}

/** Invitations to direct acceptance (R19 to R22). Microsoft has no such API, so its errors are RFC 9457 problems. */
export const invitationRoutes: FastifyPluginAsyncTypebox<InvitationRoutesOptions> = async (app, options) => {
  installJsonBody(app, { allowEmpty: true })
  installProblems(app)
  app.addHook('onRequest', async request => authorize(request.caller, 'manageInvitations', options))
  const { invitations } = options
  const repetition = { invitations, seal: createResponseSeal(options.linkSigningKey) }
  const inviting = (request: FastifyRequest): InviteOptions => (
    { ...options, onMailFailure: error => logOf(request).warn({ err: error }, 'a mail was not sent') }
  )

  async function inviteOnce (
    request: FastifyRequest<{ Body: InvitationBody }>,
    reply: FastifyReply,
    customerId: string | null
  ): Promise<IssuedInvitationResource> {
    const identity = identify(request, `invite ${customerId ?? ''}`)
    const wanted = { caller: request.caller, customerId, request: readInvitation(request.body), identity }
    const response = await once(identity, repetition, keep => invite({ ...wanted, keep }, inviting(request)))
    return withLink(reply, 201, response)
  }

  app.post(
    '/customers/:customerId/invitations',
    { schema: inviteToAgreement, preValidation: withNames(agreementInvitationSchema) },
    async (request, reply) => await inviteOnce(request, reply, customerIdOf(request.params))
  )

  app.post(
    '/invitations',
    { schema: inviteCustomer, preValidation: withNames(customerInvitationSchema) },
    async (request, reply) => await inviteOnce(request, reply, null)
  )

  app.get('/invitations', { schema: getInvitations }, async request => {
    const filter = readFilter(request.query)
    // One item more than requested shows whether there is another page.
    const { partnerId } = request.caller.partner
    const found = await invitations.list(partnerId, { ...filter, limit: filter.limit + 1 }, asOfNow(options))
    const page = found.slice(0, filter.limit)
    const last = page.at(-1)
    const items = page.map(one => presentInvitation(one, isClosed(one, options)))
    return { items, ...(found.length > page.length && last !== undefined ? { nextCursor: cursorAfter(last) } : {}) }
  })

  app.get('/invitations/:invitationId', { schema: getInvitation }, async request => {
    const found = await find(request.caller.partner.partnerId, invitationIdOf(request.params), options)
    return presentInvitation(found, isClosed(found, options))
  })

  app.post('/invitations/:invitationId/revoke', { schema: revokeInvitation }, async request => {
    const invitationId = invitationIdOf(request.params)
    const identity = identify(request, `revoke ${invitationId}`)
    const { objectId } = request.caller.token
    const act = (keep: Keep) => revoke({ invitationId, identity, keep }, objectId, inviting(request))
    return await once(identity, repetition, act)
  })

  const resending = { schema: resendInvitation, preValidation: withNames(resendSchema) }
  app.post('/invitations/:invitationId/resend', resending, async (request, reply) => {
    const invitationId = invitationIdOf(request.params)
    const identity = identify(request, `resend ${invitationId}`)
    const { sendMail = false } = request.body
    const act = (keep: Keep) => resend({ invitationId, identity, keep }, sendMail, inviting(request))
    return withLink(reply, 200, await once(identity, repetition, act))
  })
}

function invitationIdOf ({ invitationId: text }: { readonly invitationId: string }): string {
  const invitationId = parseGuid(text)
  if (invitationId === undefined) throw new ApiError('NotFound')
  return invitationId
}

function withLink (
  reply: FastifyReply,
  status: 200 | 201,
  response: IssuedInvitationResource
): IssuedInvitationResource {
  // No proxy or browser may store the response, because it contains the link.
  reply.code(status).header('cache-control', 'no-store')
  return response
}
