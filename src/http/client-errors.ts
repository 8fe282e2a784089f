import type { Socket } from 'node:net'
import { presentFault } from '../errors/handler.js'
import { Fault } from '../errors/fault.js'

const problems: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'the headers are too large',
  ERR_HTTP_REQUEST_TIMEOUT: 'the request did not arrive in time'
}

/** Answers what is no HTTP request, on the bare socket: it has no request object to answer through. */
export function answerUnreadable (error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const body = JSON.stringify(presentFault(new Fault('RequestInvalid', { parameters: { problem: problems[error.code ?? ''] ?? 'it is not HTTP' } })))
  socket.end([
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body
  ].join('\r\n'))
}
