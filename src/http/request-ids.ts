import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseGuid } from '../domain/guid.js'

/** Creates a random GUID. */
export type NewId = () => string

/** The sources of a response's ids. */
export interface RequestIdOptions {
  readonly newId: NewId
  /** The value of `MS-ServerId`. It distinguishes the instances of one deployment. */
  readonly serverId: string
}

const correlationVector = /^[A-Za-z0-9+/]{16,22}(\.\d{1,10}){1,32}$/
const locale = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/

/**
 * Adds Partner Center's tracing headers to every response: the client's values where they are well-formed, new ones
 * otherwise. A malformed id is replaced and not rejected: the response shows the id that counts.
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

/** Sets the common headers of a response. Responses that are sent before any hook runs need this call, too. */
export function setResponseHeaders (request: FastifyRequest, reply: FastifyReply, options: RequestIdOptions): void {
  const headers = commonHeaders(request.headers, options)
  request.requestId = headers['MS-RequestId']
  request.correlationId = headers['MS-CorrelationId']
  reply.headers(headers)
}

/** Tracing headers, and `no-store` against personal data in caches. Routes with public responses override it. */
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
  // Hexadecimal digits are valid base64 digits, and a vector needs 16 of them.
  return `${id.slice(0, 8)}${id.slice(-8)}.0`
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The common headers of a response that is sent without a reply, from the known headers of its request. */
    commonHeaders: (sent: IncomingHttpHeaders) => Readonly<Record<string, string>>
  }
  interface FastifyRequest {
    /** `MS-RequestId` of the response: the client's in its spelling, or a new one. */
    requestId: string
    /** `MS-CorrelationId` of the response. */
    correlationId: string
  }
}
