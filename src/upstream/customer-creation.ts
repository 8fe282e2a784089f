import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from '../errors/api-error.js'
import type { ForwardedResponse, Forwarder } from './forwarder.js'
import { sendNotices } from '../http/notices.js'
import { isBlank } from '../http/read-text.js'
import { logOf } from '../http/request-log.js'
import type { CreationRequest, CustomerCreation } from '../partner-center/customers/customer-creation.js'
import type { CreatedCustomer, CreatedOptions } from '../partner-center/customers/read-created.js'
import type { CustomerRepository } from '../partner-center/customers/repository.js'

/** The parts that forwarded creation needs. */
export interface ForwardedCreationOptions {
  readonly forwarder: Forwarder
  readonly customers: CustomerRepository
  /** Reads the customer in Partner Center's response. Rejects where there is none. */
  readonly readCreated: (body: Buffer, options: CreatedOptions) => Promise<CreatedCustomer>
  readonly clock: () => Date
}

/** How long an answer waits for the customer to be registered, in ms. */
const registeringMs = 3_000

const notRegistered =
  'created on Partner Center and not registered here: the operator does that with partner-agreements customer add'
const withoutReseller =
  'registered here without its indirect reseller, which the operator has not registered as one of the caller'

/**
 * Has Partner Center create customers. Its response holds credentials that are shown once: they go to the client
 * unchanged, even if the customer cannot be registered here, and are never kept. Throws AppOnlyNotSupported, and the
 * errors of a Partner Center that does not respond.
 */
export function forwardedCreation (options: ForwardedCreationOptions): CustomerCreation {
  const { forwarder } = options
  return {
    install: forwarder.install,
    create (request, reply) {
      const { associatedPartnerId } = (request.body ?? {}) as { associatedPartnerId?: unknown }
      const hasReseller = typeof associatedPartnerId === 'string' && !isBlank(associatedPartnerId)
      if (hasReseller && request.caller.token.kind === 'app') throw new ApiError('AppOnlyNotSupported')
      return forwarder.forward(request, reply, '/v1/customers', async response => {
        if (response.status < 200 || response.status > 299) return
        sendNotices(reply, await register(request, response, reply.getHeader('content-encoding'), options))
      })
    }
  }
}

/** Registers what Partner Center created. Returns what failed, a sentence each. */
async function register (
  request: CreationRequest,
  response: ForwardedResponse,
  encoding: unknown,
  { customers, readCreated, clock }: ForwardedCreationOptions
): Promise<string[]> {
  const { caller: { partner: { partnerId } }, body: asked } = request
  let customerId: string | undefined
  try {
    const created = await readCreated(await response.body(), {
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
