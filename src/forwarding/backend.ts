import type { FastifyReply, FastifyRequest } from 'fastify'
import type { NewId } from '../http/request-ids.js'
import { logOf } from '../http/request-log.js'
import type { TransactionBackend, TransactionCall } from '../transactions/transaction-backend.js'
import { createForwarder, usualTimeouts, type ForwarderOptions } from './forwarder.js'
import { lookUp, type LookUp } from './look-up.js'
import type { PurchaseRepository } from './repository.js'

/** What forwarding needs. */
export interface ForwardingOptions extends ForwarderOptions {
  readonly purchases: PurchaseRepository
  readonly newId: NewId
}

/** Hands what the gate lets through to Partner Center. */
export function forwarding ({ url, purchases, newId, timeouts = usualTimeouts }: ForwardingOptions): TransactionBackend {
  const forwarder = createForwarder({ url, timeouts })
  const ask = async (target: Parameters<typeof lookUp>[0], authorization = '', more: Readonly<Record<string, string>> = {}): Promise<LookUp> =>
    // An id of its own: with that of the request Partner Center would take the request for a repetition.
    await lookUp(target, { url, timeoutMs: timeouts.lookUp, headers: { accept: 'application/json', authorization, 'ms-requestid': newId(), ...more } })
  const forward = (call: TransactionCall, reply: FastifyReply, isPurchase = false) => forwarder.forward(call.request, reply, call.path, async ({ status }) => {
    if (isPurchase && status >= 200 && status <= 299) await keepPurchase(call, call.request, purchases)
  })

  return {
    install: forwarder.install,
    async lookup (_caller, target, authorization) {
      const found = await ask(target, authorization)
      return 'state' in found ? found.state : {}
    },
    async prepare (call) {
      if (call.target === undefined) return { perform: async reply => forward(call, reply) }
      const found = await ask(call.target, call.request.headers.authorization, { 'ms-correlationid': call.request.correlationId })
      if ('refusal' in found) return { perform: async reply => relay(found.refusal, reply) }
      return { state: found.state, perform: async (reply, isPurchase) => forward(call, reply, isPurchase) }
    }
  }
}

/** Partner Center's refusal of the look-up: it would refuse the request likewise, and there is nothing to decide. */
function relay ({ status, headers, body }: Extract<LookUp, { refusal: unknown }>['refusal'], reply: FastifyReply): FastifyReply {
  return reply.code(status).headers(headers).send(body)
}

/** The customer has bought, whether or not that can be kept. */
async function keepPurchase ({ caller, customerId, at }: TransactionCall, request: FastifyRequest, purchases: PurchaseRepository): Promise<void> {
  try {
    await purchases.add(caller.partner.partnerId, customerId, at)
  } catch (error) {
    logOf(request).error({ err: error }, 'a purchase went through and could not be kept')
  }
}
