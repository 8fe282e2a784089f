import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'

// Of one connection (RFC 9110, section 7.6.1), or already answered by this one.
const ofThisConnection = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect']
// The gate decided on the method of the request line: no other one may be carried out.
const otherMethods = ['x-http-method', 'x-http-method-override', 'x-method-override']

/**
 * The headers of a request as they go on: the client's own, but for those of its connection. The ids are those of
 * our answer, so that a client that sent none can repeat the request with the id that Partner Center knows.
 */
export function requestHeaders (request: FastifyRequest, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const forwarded: IncomingHttpHeaders = { ...headers, 'ms-requestid': request.requestId, 'ms-correlationid': request.correlationId }
  for (const name of [...ofThisConnection, ...otherMethods]) delete forwarded[name]
  // Reading the body has changed it; what the client sent is only left in the raw headers.
  const { rawHeaders } = request.raw
  const contentType = rawHeaders.find((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'content-type')
  if (contentType === undefined) delete forwarded['content-type']
  else forwarded['content-type'] = contentType
  // The body that a GET may have is not read, so it does not go on.
  if (request.method === 'GET' || request.method === 'HEAD') delete forwarded['content-length']
  return forwarded
}

/** The headers of an answer as they go back: Partner Center's own, but for those of its connection. */
export function answerHeaders (headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const listed = String(headers.connection ?? '').toLowerCase().split(',').map(name => name.trim())
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofThisConnection.includes(name) && !listed.includes(name)))
}
