import { finished } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createTurns } from '../database/concurrency-limit.js'
import { requestHeaders, responseHeaders } from './headers.js'
import { holdResponse } from './held-response.js'
import { noResponseError } from './no-response.js'

/** How long to wait for Partner Center, in ms. */
export interface ForwardingTimeouts {
  readonly connect: number
  /** From the last byte sent to the response headers. Partner Center takes long for orders. */
  readonly headers: number
  /** Between two chunks of a response. */
  readonly body: number
  /** For a whole look-up. A look-up reads the stored resource before a request is forwarded. */
  readonly lookUp: number
}

/** The timeouts in production. */
export const usualTimeouts: ForwardingTimeouts = { connect: 5_000, headers: 120_000, body: 60_000, lookUp: 15_000 }

/** The target of a forwarder. */
export interface ForwarderOptions {
  /** Partner Center's origin. */
  readonly url: string
  readonly timeouts?: ForwardingTimeouts
}

/** Partner Center's response, before the client gets any of it. */
export interface ForwardedResponse {
  readonly status: number
  /** Reads the whole body; rejects if the connection breaks before its end. The client gets the body in any case. */
  body (): Promise<Buffer>
}

/** Forwards requests to Partner Center. */
export interface Forwarder {
  /** Registers what forwarding needs in a scope of routes. */
  install (app: FastifyInstance): Promise<void>
  /**
   * Forwards a request to `path` and returns the response to the client. Token, headers and body stay unchanged, apart
   * from the headers that concern one connection. Never retries: if the response is lost, the client has to find out
   * the outcome.
   *
   * `beforeReply` runs once `reply` has the response headers. The client gets the response when `beforeReply` has
   * ended, even if it failed.
   *
   * A partner's requests beyond its share wait for a turn. The client gets ServiceOverloaded if no turn comes in time.
   */
  forward (
    request: FastifyRequest,
    reply: FastifyReply,
    path: string,
    beforeReply?: (response: ForwardedResponse) => Promise<void>
  ): FastifyReply
}

/** The most requests that are forwarded at once for one partner. All partners share 128 connections. */
const forwardedAtOnce = 32

/** Creates a forwarder to one origin. */
export function createForwarder ({ url, timeouts = usualTimeouts }: ForwarderOptions): Forwarder {
  const inTurn = createTurns({ atOnce: forwardedAtOnce, waitMs: timeouts.lookUp })
  return {
    install: async app => await installReplyFrom(app, url, timeouts),
    forward (request, reply, path, beforeReply = async () => {}) {
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      const body = request.bodyBytes
      const forwardNow = (): FastifyReply => reply.from(`${url}${path}`, {
        ...(isRead ? {} : { body: body === null || body.length === 0 ? null : body, contentType: 'application/json' }),
        retryDelay: () => null,
        rewriteRequestHeaders: (_request, headers) => requestHeaders(request, headers),
        rewriteHeaders: responseHeaders,
        onResponse: (_request, clientReply, { stream, statusCode }) => {
          const held = holdResponse(stream)
          const send = (): void => { clientReply.send(held.toStream()) }
          beforeReply({ status: statusCode, body: held.body }).then(send, send)
        },
        onError: (clientReply, { error }) => { clientReply.send(noResponseError(error, !isRead)) }
      })
      inTurn(request.caller.partner.partnerId, async () => {
        // The client left while it waited. It would not learn the outcome, so nothing is sent.
        if (reply.raw.destroyed) return
        await new Promise<void>(resolve => {
          finished(reply.raw, () => { resolve() })
          forwardNow()
        })
      }).catch(error => { reply.send(error) })
      return reply
    }
  }
}

async function installReplyFrom (app: FastifyInstance, url: string, timeouts: ForwardingTimeouts): Promise<void> {
  // Loaded on demand: the package contains an HTTP client as large as this service, and few installations forward.
  const { default: replyFrom } = await import('@fastify/reply-from')
  await app.register(replyFrom, {
    base: url,
    undici: {
      // Without rejectUnauthorized the package accepts every certificate.
      connect: { timeout: timeouts.connect, rejectUnauthorized: true },
      headersTimeout: timeouts.headers,
      bodyTimeout: timeouts.body
    },
    disableRequestLogging: true,
    disableCache: true,
    destroyAgent: true
  })
}
