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

/** How long a refused client may go on sending before its connection is reset, in ms. */
const lingerMs = 1_000

/** Connections whose unreadable request waits for the response to the one before it. */
const awaitingAnswer = new WeakSet<Socket>()

/**
 * Answers what is no HTTP request, on the bare socket: it has no reply to answer through. Fastify calls this with its
 * instance as `this`.
 */
export function answerUnreadable (this: FastifyInstance, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  // Also for what arrives after the answer, up to the end of the connection.
  if (!socket.writable) return
  const { _httpMessage: inFlight } = socket as Socket & { _httpMessage?: ServerResponse | null }
  if (inFlight?.req.complete === true) {
    // The request before this one was read to its end and is being answered: this answer must not pass for that one.
    // Everything that still arrives on the connection is unreadable too, and needs no answer of its own.
    if (awaitingAnswer.has(socket)) return
    awaitingAnswer.add(socket)
    inFlight.once('close', () => {
      awaitingAnswer.delete(socket)
      answerUnreadable.call(this, error, socket)
    })
    return
  }
  const apiError = new ApiError('RequestInvalid', {
    parameters: { problem: problems[error.code ?? ''] ?? 'it is not well-formed HTTP' }
  })
  answerOnSocket(this, socket, apiError, inFlight?.req.headers)
}

/**
 * Refuses a request whose headers leave open who sends it, or to where. Of several Authorization or Host headers Node
 * keeps the first and hides the others; its own answer to a missing Host has no body, hence `requireHostHeader: false`.
 */
export function refuseAmbiguousHeaders (app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw: { rawHeaders, httpVersion } }, _reply, done) => {
    let authorizations = 0
    let hosts = 0
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index]?.toLowerCase()
      if (name === 'authorization') authorizations++
      else if (name === 'host') hosts++
    }
    if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) {
      done(new ApiError('RequestInvalid', { parameters: { problem: 'it takes exactly one Host header' } }))
    } else done(authorizations > 1 ? new ApiError('AccessDenied') : undefined)
  })
}

/** Sends a fault on a bare socket, and closes it. */
export function answerOnSocket (
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
  // Not reset at once: that would overtake the answer of a client that is still sending. But it may never stop.
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
  socket.resume()
}
