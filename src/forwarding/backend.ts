import type { FastifyReply, FastifyRequest } from 'fastify'
import type { NewId } from '../http/request-ids.js'
import type { TransactionBackend, TransactionCall } from '../transactions/transaction-backend.js'
import { faultOfSilence } from './faults.js'
import { answerHeaders, requestHeaders } from './headers.js'
import { lookUp, type LookUp } from './look-up.js'
import type { PurchaseRepository } from './repository.js'

/** How long to wait for Partner Center, in ms. */
export interface ForwardingTimeouts {
  readonly connect: number
  /** From the last byte sent to the first byte of the answer. Orders take Partner Center long. */
  readonly headers: number
  /** Between two parts of an answer. */
  readonly body: number
  /** For all of a look-up, which comes before a request is forwarded. */
  readonly lookUp: number
}

/** What forwarding needs. */
export interface ForwardingOptions {
  /** Partner Center's origin. */
  readonly url: string
  readonly purchases: PurchaseRepository
  readonly newId: NewId
  readonly timeouts?: ForwardingTimeouts
}

const usualTimeouts: ForwardingTimeouts = { connect: 5_000, headers: 120_000, body: 60_000, lookUp: 15_000 }

/**
 * Hands what the gate lets through to Partner Center: token, headers and bytes as they came, and the answer as it comes
 * back. Nothing is ever sent twice: what came of a request whose answer was lost is for the client to find out.
 */
export function forwarding ({ url, purchases, newId, timeouts = usualTimeouts }: ForwardingOptions): TransactionBackend {
  const ask = async (target: Parameters<typeof lookUp>[0], authorization = '', more: Readonly<Record<string, string>> = {}): Promise<LookUp> =>
    // An id of its own: with that of the request Partner Center would take the request for a repetition.
    await lookUp(target, { url, timeoutMs: timeouts.lookUp, headers: { accept: 'application/json', authorization, 'ms-requestid': newId(), ...more } })

  return {
    async install (app) {
      // It brings an HTTP client as large as the rest of the service, and few installations need it.
      const { default: replyFrom } = await import('@fastify/reply-from')
      const { connect, headers: headersTimeout, body: bodyTimeout } = timeouts
      // The library verifies no certificate unless told to.
      await app.register(replyFrom, { base: url, undici: { connect: { timeout: connect, rejectUnauthorized: true }, headersTimeout, bodyTimeout }, disableRequestLogging: true, disableCache: true, destroyAgent: true })
    },
    async lookup (_caller, target, authorization) {
      const found = await ask(target, authorization)
      return 'state' in found ? found.state : {}
    },
    async prepare (call) {
      if (call.target === undefined) return { perform: async reply => forward(call, reply, url) }
      const found = await ask(call.target, call.request.headers.authorization, { 'ms-correlationid': call.request.correlationId })
      if ('refusal' in found) return { perform: async reply => relay(found.refusal, reply) }
      return { state: found.state, perform: async (reply, isPurchase) => forward(call, reply, url, isPurchase ? purchases : undefined) }
    }
  }
}

/** Partner Center's refusal of the look-up: it would refuse the request likewise, and there is nothing to decide. */
function relay ({ status, headers, body }: Extract<LookUp, { refusal: unknown }>['refusal'], reply: FastifyReply): FastifyReply {
  return reply.code(status).headers(headers).send(body)
}

function forward (call: TransactionCall, reply: FastifyReply, url: string, purchases?: PurchaseRepository): FastifyReply {
  const { request, path } = call
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const body = request.bodyBytes
  return reply.from(`${url}${path}`, {
    ...(isRead ? {} : { body: body === null || body.length === 0 ? null : body, contentType: 'application/json' }),
    retryDelay: () => null,
    rewriteRequestHeaders: (_request, headers) => requestHeaders(request, headers),
    rewriteHeaders: answerHeaders,
    onResponse: (_request, sent, { stream, statusCode }) => {
      keepPurchase(call, statusCode, request, purchases).then(() => sent.send(stream), () => sent.send(stream))
    },
    onError: (failed, { error }) => { failed.send(faultOfSilence(error, !isRead)) }
  })
}

/** The customer has bought, whether or not that can be kept: the answer goes through in any case. */
async function keepPurchase (call: TransactionCall, status: number, request: FastifyRequest, purchases: PurchaseRepository | undefined): Promise<void> {
  if (purchases === undefined || status < 200 || status > 299) return
  try {
    await purchases.add(call.caller.partner.partnerId, call.customerId, call.at)
  } catch (error) {
    request.log.error({ err: error, requestId: request.requestId }, 'a purchase went through and could not be kept')
  }
}
