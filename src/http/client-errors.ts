import { STATUS_CODES, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { entryOf } from '../errors/catalogue.js'
import { presentError } from '../errors/body.js'
import { ApiError } from '../errors/api-error.js'

const problems: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'the headers are too large',
  ERR_HTTP_REQUEST_TIMEOUT: 'the request did not arrive in time'
}

/** How long a rejected client may continue to send before its connection is reset, in ms. */
const lingerMs = 1_000

/** Connections with an unreadable request that waits for the response to the request before it. */
const awaitingResponse = new WeakSet<Socket>()

/**
 * Responds to bytes that are not an HTTP request. It writes to the socket, since there is no reply object. Fastify
 * calls this with its instance as `this`.
 */
export function respondToUnreadable (this: FastifyInstance, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  // This function is called again for bytes that arrive after the response, until the connection is closed.
  if (!socket.writable) return
  const { _httpMessage: inFlight } = socket as Socket & { _httpMessage?: ServerResponse | null }
  if (inFlight?.req.complete === true) {
    // The response to the request before this one is pending, and clients would take this error for that response.
    // Everything that still arrives on the connection is unreadable too, and needs no response of its own.
    if (awaitingResponse.has(socket)) return
    awaitingResponse.add(socket)
    inFlight.once('close', () => {
      awaitingResponse.delete(socket)
      respondToUnreadable.call(this, error, socket)
    })
    return
  }
  const apiError = new ApiError('RequestInvalid', {
    parameters: { problem: problems[error.code ?? ''] ?? 'it is not well-formed HTTP' }
  })
  sendErrorOnSocket(this, socket, apiError, inFlight?.req.headers)
}

/**
 * Rejects requests with several Authorization or Host headers, of which Node keeps the first and hides the others, and
 * requests without Host. Node's own response to a missing Host has no body, hence `requireHostHeader: false`.
 */
export function rejectAmbiguousHeaders (app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw: { rawHeaders, httpVersion } }, _reply, done) => {
    let authorizations = 0
    let hosts = 0
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index]?.toLowerCase()
      if (name === 'authorization') authorizations++
      else if (name === 'host') hosts++
    }
    if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) {
      done(new ApiError('RequestInvalid', { parameters: { problem: 'there must be exactly one Host header' } }))
    } else done(authorizations > 1 ? new ApiError('AccessDenied') : undefined)
  })
}

/** Sends an error on a socket, and closes the connection. */
export function sendErrorOnSocket (
  app: FastifyInstance,
  socket: Duplex,
  apiError: ApiError,
  sent: IncomingHttpHeaders = {}
): void {
  const { status } = entryOf(apiError.name)
  const body = JSON.stringify(presentError(apiError))
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
    ...app.commonHeaders(sent),
    ...apiError.details.headers
  }
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      '',
      body
    ].join('\r\n')
  )
  // An immediate reset could reach a client that is still sending before the response does. But a client may never stop
  // sending, so the connection is reset after a while.
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
  socket.resume()
}
