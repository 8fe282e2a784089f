import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseGuid } from '../domain/guid.js'

/** Makes a new random GUID. */
export type NewId = () => string

/** Where the ids of a response come from. */
export interface RequestIdOptions {
  readonly newId: NewId
  /** What `MS-ServerId` says; tells instances of one deployment apart. */
  readonly serverId: string
}

const correlationVector = /^[A-Za-z0-9+/]{16,22}(\.\d{1,10}){1,32}$/
const locale = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/

/**
 * Answers every request with Partner Center's tracing headers: the client's own values where they are well-formed,
 * new ones otherwise. A malformed id is replaced, not refused: the answer's header shows the one that counts.
 *
 * Source: Partner Center, "Partner Center REST headers".
 */
export function installRequestIds (app: FastifyInstance, options: RequestIdOptions): void {
  app.decorate('commonHeaders', (sent: IncomingHttpHeaders) => commonHeaders(sent, options))
  app.decorateRequest('requestId', '')
  app.decorateRequest('correlationId', '')
  app.addHook('onRequest', (request, reply, done) => {
    setResponseHeaders(request, reply, options)
    done()
  })
}

/** Sets the headers of one answer; also for the answers that are sent before any hook runs. */
export function setResponseHeaders (request: FastifyRequest, reply: FastifyReply, options: RequestIdOptions): void {
  const headers = commonHeaders(request.headers, options)
  request.requestId = headers['MS-RequestId']
  request.correlationId = headers['MS-CorrelationId']
  reply.headers(headers)
}

/** The tracing headers, and what keeps personal data out of caches: a route whose response is public says so itself. */
function commonHeaders (sent: IncomingHttpHeaders, { newId, serverId }: RequestIdOptions) {
  return {
    'MS-RequestId': guidOf(sent['ms-requestid']) ?? newId(),
    'MS-CorrelationId': guidOf(sent['ms-correlationid']) ?? newId(),
    'MS-CV': textOf(sent['ms-cv'], correlationVector) ?? newCorrelationVector(newId),
    'MS-ServerId': serverId,
    'X-Locale': textOf(sent['x-locale'], locale) ?? 'en-US',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff'
  }
}

function guidOf (value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && parseGuid(value) !== undefined ? value : undefined
}

function textOf (value: string | string[] | undefined, shape: RegExp): string | undefined {
  return typeof value === 'string' && shape.test(value) ? value : undefined
}

function newCorrelationVector (newId: NewId): string {
  const id = newId()
  // Hexadecimal digits are base64's too, and 16 of them are as many as a vector needs.
  return `${id.slice(0, 8)}${id.slice(-8)}.0`
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The headers of a response that is sent without a reply, from those of the request as far as they are known. */
    commonHeaders: (sent: IncomingHttpHeaders) => Readonly<Record<string, string>>
  }
  interface FastifyRequest {
    /** `MS-RequestId` as answered: the client's spelling, or a new one. */
    requestId: string
    /** `MS-CorrelationId` as answered. */
    correlationId: string
  }
}
