import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { faultOfSilence } from './faults.js'
import { answerHeaders, requestHeaders } from './headers.js'
import { hold } from './held-answer.js'

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

/** What Partner Center is given in production. */
export const usualTimeouts: ForwardingTimeouts = { connect: 5_000, headers: 120_000, body: 60_000, lookUp: 15_000 }

/** Where requests go on to. */
export interface ForwarderOptions {
  /** Partner Center's origin. */
  readonly url: string
  readonly timeouts?: ForwardingTimeouts
}

/** Partner Center's answer, before the client has any of it. */
export interface ForwardedAnswer {
  readonly status: number
  /** All of its bytes; rejects where they break off. The client gets them in any case, and sees the break too. */
  body (): Promise<Buffer>
}

/** Hands requests on to Partner Center. */
export interface Forwarder {
  /** Registers what it needs in a scope of routes. */
  install (app: FastifyInstance): Promise<void>
  /**
   * Sends a request on to `path`: token, headers and bytes as they came, and the answer as it comes back. Never twice:
   * what came of a request whose answer was lost is for the client to find out. The answer, whose headers `reply` has
   * by then, waits for `settle`, and goes to the client whatever comes of that.
   */
  forward (request: FastifyRequest, reply: FastifyReply, path: string, settle?: (answer: ForwardedAnswer) => Promise<void>): FastifyReply
}

/** Forwards to one origin. */
export function createForwarder ({ url, timeouts = usualTimeouts }: ForwarderOptions): Forwarder {
  return {
    async install (app) {
      // It brings an HTTP client as large as the rest of the service, and few installations need it.
      const { default: replyFrom } = await import('@fastify/reply-from')
      const { connect, headers: headersTimeout, body: bodyTimeout } = timeouts
      // The library verifies no certificate unless told to.
      await app.register(replyFrom, { base: url, undici: { connect: { timeout: connect, rejectUnauthorized: true }, headersTimeout, bodyTimeout }, disableRequestLogging: true, disableCache: true, destroyAgent: true })
    },
    forward (request, reply, path, settle = async () => {}) {
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      const body = request.bodyBytes
      return reply.from(`${url}${path}`, {
        ...(isRead ? {} : { body: body === null || body.length === 0 ? null : body, contentType: 'application/json' }),
        retryDelay: () => null,
        rewriteRequestHeaders: (_request, headers) => requestHeaders(request, headers),
        rewriteHeaders: answerHeaders,
        onResponse: (_request, sent, { stream, statusCode }) => {
          const held = hold(stream)
          const send = (): void => { sent.send(held.again()) }
          settle({ status: statusCode, body: held.body }).then(send, send)
        },
        onError: (failed, { error }) => { failed.send(faultOfSilence(error, !isRead)) }
      })
    }
  }
}
