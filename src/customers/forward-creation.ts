import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Fault } from '../errors/fault.js'
import type { ForwardedResponse, Forwarder } from '../forwarding/forwarder.js'
import { sendNotices } from '../http/notices.js'
import { isBlank } from '../http/read-text.js'
import { logOf } from '../http/request-log.js'
import { readCreated } from './read-created.js'
import type { CustomerRepository } from './repository.js'

/** What forwarding a creation takes. */
export interface CreationForwarding {
  readonly partnerCenter: Forwarder
  readonly customers: CustomerRepository
  readonly clock: () => Date
}

/** How long an answer waits for the customer to be registered, in ms. */
const registeringMs = 3_000

const notRegistered = 'created on Partner Center and not registered here: the operator does that with partner-agreements customer add'
const withoutReseller = 'registered here without its indirect reseller, which the operator has not registered as one of the caller'

/**
 * Has Partner Center create a customer, which judges the request alone. Its answer holds credentials that are shown
 * once: they go to the client unchanged, whatever comes of registering the customer here, and are never kept. Throws
 * AppOnlyNotSupported, and what Partner Center's silence is.
 */
export function forwardCreation (request: FastifyRequest, reply: FastifyReply, options: CreationForwarding): FastifyReply {
  const { associatedPartnerId } = (request.body ?? {}) as { associatedPartnerId?: unknown }
  const hasReseller = typeof associatedPartnerId === 'string' && !isBlank(associatedPartnerId)
  if (hasReseller && request.caller.token.kind === 'app') throw new Fault('AppOnlyNotSupported')
  return options.partnerCenter.forward(request, reply, '/v1/customers', async answer => {
    if (answer.status < 200 || answer.status > 299) return
    sendNotices(reply, await register(request, answer, reply.getHeader('content-encoding'), options))
  })
}

/** Registers what Partner Center created, and tells what of that failed. */
async function register (request: FastifyRequest, answer: ForwardedResponse, encoding: unknown, { customers, clock }: CreationForwarding): Promise<string[]> {
  const { caller: { partner: { partnerId } }, body: asked } = request
  let customerId: string | undefined
  try {
    const created = await readCreated(await answer.body(), {
      encoding: encoding === undefined ? undefined : String(encoding),
      partnerId,
      asked,
      isCreation: body => request.validateInput(body, 'body')
    })
    customerId = created.customer.customerId
    const isWhole = await within(registeringMs, customers.register({ ...created, partnerId, createdAt: clock() }))
    return isWhole ? [] : [withoutReseller]
  } catch (error) {
    logOf(request).error({ err: error, partner: partnerId, customer: customerId }, notRegistered)
    return [notRegistered]
  }
}

async function within<Value> (ms: number, work: Promise<Value>): Promise<Value> {
  const timer = new AbortController()
  const late = sleep(ms, undefined, { signal: timer.signal }).then(() => { throw new Error('took too long') })
  try {
    return await Promise.race([work, late])
  } finally {
    timer.abort()
  }
}
