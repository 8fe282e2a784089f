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
import type { InvitationResource, IssuedInvitationResource } from './body-schemas.js'

/** What identifies a request. */
export interface RequestIdentity {
  readonly partnerId: string
  /** Canonical GUID of `MS-RequestId`. */
  readonly requestId: string
  /** SHA-256 of the operation, the id in its path, and the bytes of the body. */
  readonly requestSha256: Buffer
}

/** What repeated requests are recognised and responded to with. */
export interface RepetitionOptions {
  readonly invitations: InvitationRepository
  readonly seal: ResponseSeal
}

/** Creates the record of a request with its encrypted response, for the transaction of the request. */
export type Keep = (response: InvitationResource | IssuedInvitationResource, sendsMail: boolean) => NewRequest

// How often a repeated request checks whether the first request has sent its mail, in ms.
const pollMs = 200

/** Identifies a request. `subject` is the operation and the id in its path. */
export function identify ({ caller, requestId, bodyBytes }: FastifyRequest, subject: string): RequestIdentity {
  return {
    partnerId: caller.partner.partnerId,
    requestId: parseGuid(requestId) as string,
    requestSha256: createHash('sha256').update(`${subject}\n`).update(bodyBytes ?? '').digest()
  }
}

/**
 * Carries out a request at most once. A repeated request gets the first response. It waits while the first request
 * still sends its mail. `act` resolves to `undefined` if another request with the same id was first. Throws
 * RequestIdReused, ResponseNotRepeatable, and the errors of `act`; such requests are not stored.
 */
export async function once<Response extends InvitationResource> (
  identity: RequestIdentity,
  options: RepetitionOptions,
  act: (keep: Keep) => Promise<Response | undefined>
): Promise<Response> {
  const { requestId, requestSha256 } = identity
  const keep: Keep = (response, sendsMail) => (
    { requestId, requestSha256, sendsMail, response: options.seal.close(sealContext(identity), response) }
  )
  const response = await repeat(identity, options) ?? await act(keep) ?? await repeat(identity, options)
  // If `act` resolves to `undefined`, the request is stored, so the second `repeat` finds it.
  return response as Response
}

async function repeat (identity: RequestIdentity, { invitations, seal }: RepetitionOptions): Promise<unknown> {
  for (;;) {
    const first = await invitations.findRequest(identity.partnerId, identity.requestId)
    if (first === undefined) return undefined
    if (!first.requestSha256.equals(identity.requestSha256)) throw new ApiError('RequestIdReused')
    if (first.sendsMail && first.mail === null && first.ageMs < mailPatienceMs) {
      await sleep(pollMs)
      continue
    }
    const response = seal.open(sealContext(identity), first.response)
    const { invitationId } = first
    if (response === undefined) throw new ApiError('ResponseNotRepeatable', { parameters: { invitationId } })
    // A failover could still lose the row that was read, but the response promises that it is stored.
    await invitations.awaitDurability()
    return first.sendsMail ? withMail(response as IssuedInvitationResource, first.mail) : response
  }
}

function sealContext ({ partnerId, requestId }: RequestIdentity): string {
  return `${partnerId} ${requestId}`
}
