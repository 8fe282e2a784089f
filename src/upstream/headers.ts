import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'

// RFC 9110, section 7.6.1: these headers concern one connection only. `Expect` is listed because this service has
// answered it already.
const connectionHeaders = [
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer',
  'transfer-encoding', 'upgrade', 'expect'
]
// Every response has these two already, and no cache may keep one that Partner Center allows to be kept.
const cacheHeaders = ['cache-control', 'x-content-type-options']
// The gate has decided about the method of the request line. Partner Center must not execute another one.
const methodOverrideHeaders = ['x-http-method', 'x-http-method-override', 'x-method-override']

/**
 * Returns the headers of a forwarded request: the client's, without those of its connection. `MS-RequestId` and
 * `MS-CorrelationId` are those of this service's response. A client that sent no ids can therefore repeat its request
 * with the ids that Partner Center knows.
 */
export function requestHeaders (request: FastifyRequest, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const forwarded: IncomingHttpHeaders = {
    ...headers,
    'ms-requestid': request.requestId,
    'ms-correlationid': request.correlationId
  }
  for (const name of [...connectionHeaders, ...methodOverrideHeaders]) delete forwarded[name]
  // Reading the body changed Fastify's `content-type`. Only the raw headers have what the client sent.
  const contentType = rawHeader(request.raw.rawHeaders, 'content-type')
  if (contentType === undefined) delete forwarded['content-type']
  else forwarded['content-type'] = contentType
  // The body of a GET is not read and therefore not forwarded.
  if (request.method === 'GET' || request.method === 'HEAD') delete forwarded['content-length']
  return forwarded
}

/** `rawHeaders` alternates between names and values. */
function rawHeader (rawHeaders: readonly string[], name: string): string | undefined {
  return rawHeaders.find((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)
}

/** Returns the headers of Partner Center's response, without those of its connection and those for caches. */
export function responseHeaders (headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const listed = String(headers.connection ?? '').toLowerCase().split(',').map(name => name.trim())
  const dropped = [...connectionHeaders, ...cacheHeaders, ...listed]
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.includes(name)))
}
