import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { mailPatienceMs } from './mail-sender.js'
import { withMail } from './present-invitation.js'
import type { InvitationRepository } from './repository.js'
import type { NewRequest } from './request-record.js'
import type { ResponseSeal } from './response-seal.js'
import type { InvitationResource, IssuedInvitationResource } from './schemas.js'

/** A request, as it is told from others. */
export interface RequestIdentity {
  readonly partnerId: string
  /** Canonical GUID of `MS-RequestId`. */
  readonly requestId: string
  /** Of the operation, what it is about, and the body's bytes. */
  readonly requestSha256: Buffer
}

/** What repeating a request takes. */
export interface RepetitionOptions {
  readonly invitations: InvitationRepository
  readonly seal: ResponseSeal
}

/** How a response is to be kept, beside what the request does. */
export type Keep = (response: InvitationResource | IssuedInvitationResource, sendsMail: boolean) => NewRequest

// How often a repetition looks whether the mail of the first request has gone out, in ms.
const lookMs = 200

/** Tells a request from others: `subject` is the operation and the id that it is about. */
export function identify ({ caller, requestId, bodyBytes }: FastifyRequest, subject: string): RequestIdentity {
  return {
    partnerId: caller.partner.partnerId,
    requestId: parseGuid(requestId) as string,
    requestSha256: createHash('sha256').update(`${subject}\n`).update(bodyBytes ?? '').digest()
  }
}

/**
 * Does what a request asks for once. A repetition gets the first response. While the first request still sends its
 * mail, the repetition waits. `act` resolves to `undefined` where another request with the same id was first. Throws
 * RequestIdReused, ResponseNotRepeatable, and what `act` throws, of which nothing is kept.
 */
export async function once<Response extends InvitationResource> (
  identity: RequestIdentity,
  options: RepetitionOptions,
  act: (keep: Keep) => Promise<Response | undefined>
): Promise<Response> {
  const { requestId, requestSha256 } = identity
  const keep: Keep = (response, sendsMail) => (
    { requestId, requestSha256, sendsMail, response: options.seal.close(placeOf(identity), response) }
  )
  const response = await repeat(identity, options) ?? await act(keep) ?? await repeat(identity, options)
  // The only way for `act` to resolve to nothing is a request that is recorded.
  return response as Response
}

async function repeat (identity: RequestIdentity, { invitations, seal }: RepetitionOptions): Promise<unknown> {
  for (;;) {
    const first = await invitations.findRequest(identity.partnerId, identity.requestId)
    if (first === undefined) return undefined
    if (!first.requestSha256.equals(identity.requestSha256)) throw new ApiError('RequestIdReused')
    if (first.sendsMail && first.mail === null && first.ageMs < mailPatienceMs) {
      await sleep(lookMs)
      continue
    }
    const response = seal.open(placeOf(identity), first.response)
    const { invitationId } = first
    if (response === undefined) throw new ApiError('ResponseNotRepeatable', { parameters: { invitationId } })
    // What was read may be lost in a failover yet, and the response says that it is stored.
    await invitations.awaitDurability()
    return first.sendsMail ? withMail(response as IssuedInvitationResource, first.mail) : response
  }
}

function placeOf ({ partnerId, requestId }: RequestIdentity): string {
  return `${partnerId} ${requestId}`
}
