import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** A request as the stub received it. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

/** Something in Partner Center's place, on a port of the loopback address. */
export interface Upstream {
  readonly url: string
  /** All requests so far; empty it to begin anew. */
  readonly received: Received[]
  /** How it answers; replace it at will. */
  answer: (request: Received, response: ServerResponse) => void
}

/** Starts a stub that answers 404 until told otherwise; closed when the test ends. */
export async function startUpstream (t: Test): Promise<Upstream> {
  const upstream: Upstream = { url: '', received: [], answer: (_request, response) => { response.writeHead(404).end('{}') } }
  const server = createServer((request, response) => {
    readAll(request).then(body => {
      const { method = '', url = '', headers, rawHeaders } = request
      const received = { method, url, headers, rawHeaders, body }
      upstream.received.push(received)
      upstream.answer(received, response)
    }, () => {})
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise(resolve => server.close(resolve))
  })
  return Object.assign(upstream, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

async function readAll (request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Answers with JSON. */
export function json (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body))
}
