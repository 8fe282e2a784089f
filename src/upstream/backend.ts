import type { FastifyReply } from 'fastify'
import { createTurns } from '../database/concurrency-limit.js'
import type { Target } from '../domain/order-gate/classify-transaction.js'
import type { Caller } from '../http/authentication.js'
import type { NewId } from '../http/request-ids.js'
import { logOf } from '../http/request-log.js'
import type { TransactionBackend, TransactionCall } from '../partner-center/orders/transaction-backend.js'
import { createForwarder, usualTimeouts, type ForwarderOptions } from './forwarder.js'
import { lookUp, type LookUp, type Rejection } from './look-up.js'
import type { PurchaseRepository } from './repository.js'

/** The parts that forwarding needs. */
export interface ForwardingOptions extends ForwarderOptions {
  readonly purchases: PurchaseRepository
  readonly newId: NewId
}

/** The most look-ups that run at once for one partner. Partner Center allows a partner about 8 requests a second. */
const lookUpsAtOnce = 8

/** A backend that forwards allowed requests to Partner Center. */
export function forwarding (options: ForwardingOptions): TransactionBackend {
  const { url, purchases, newId, timeouts = usualTimeouts } = options
  const forwarder = createForwarder({ url, timeouts })
  const inTurn = createTurns({ atOnce: lookUpsAtOnce, waitMs: timeouts.lookUp })

  async function lookUpTarget (
    { partner }: Caller,
    target: Target,
    authorization = '',
    traceHeaders: Record<string, string> = {}
  ): Promise<LookUp> {
    // The look-up has its own id. Partner Center would take the request for a repetition if both had the same.
    const headers = { accept: 'application/json', authorization, 'ms-requestid': newId(), ...traceHeaders }
    const lookUpOptions = { url, timeoutMs: timeouts.lookUp, headers }
    return await inTurn(partner.partnerId, async () => await lookUp(target, lookUpOptions))
  }

  function forward (call: TransactionCall, reply: FastifyReply, isPurchase = false): FastifyReply {
    return forwarder.forward(call.request, reply, call.path, async ({ status }) => {
      if (isPurchase && status >= 200 && status <= 299) await recordPurchase(call, purchases)
    })
  }

  return {
    install: forwarder.install,
    async lookup (caller, target, authorization) {
      const found = await lookUpTarget(caller, target, authorization)
      return 'state' in found ? found.state : {}
    },
    async prepare (call) {
      const { caller, target, request } = call
      if (target === undefined) return { perform: async reply => forward(call, reply) }
      const traceHeaders = { 'ms-correlationid': request.correlationId }
      const found = await lookUpTarget(caller, target, request.headers.authorization, traceHeaders)
      if ('rejection' in found) return { perform: async reply => relay(found.rejection, reply) }
      return { state: found.state, perform: async (reply, isPurchase) => forward(call, reply, isPurchase) }
    }
  }
}

/** Sends Partner Center's rejection of the look-up: the request would be rejected too, so the gate need not decide. */
function relay ({ status, headers, body }: Rejection, reply: FastifyReply): FastifyReply {
  return reply.code(status).headers(headers).send(body)
}

/** Never throws: the customer has bought, even if the purchase cannot be recorded. */
async function recordPurchase (call: TransactionCall, purchases: PurchaseRepository): Promise<void> {
  const { caller, customerId, at, request } = call
  try {
    await purchases.add(caller.partner.partnerId, customerId, at)
  } catch (error) {
    logOf(request).error({ err: error }, 'a purchase succeeded but could not be recorded')
  }
}
