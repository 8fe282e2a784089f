import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// As long as a typical answer of the service: one or two confirmations.
const body = Buffer.from(JSON.stringify({ text: 'x'.repeat(637 - '{"text":""}'.length) }))

/** The yardstick: Node's HTTP server with nothing behind it. Sends its port to the process that started it. */
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
