import { once } from 'node:events'
import { request, type ClientRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'
import { isError } from '../helper/wire.js'

const { app, bearer } = await testApp(t, { inFlight: 2 })
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as AddressInfo
const authorization = await bearer()
const path = `/v1/customers/${ids.adventureWorks}/agreements`
const body = JSON.stringify(confirmation())

/** Sends the headers of a request without its body. Resolves once the service handles it. */
async function held (): Promise<ClientRequest> {
  const sent = request({
    port,
    method: 'POST',
    path,
    headers: {
      authorization,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue'
    }
  })
  sent.on('error', () => {})
  await once(sent, 'continue')
  return sent
}

const ask = (token: string) => fetch(`http://127.0.0.1:${port}/v1/agreements`, { headers: { authorization: token } })

/** Repeats a request until its response has this status: the service notices a closed connection a moment later. */
async function askUntil (status: number): Promise<Response> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const response = await ask(authorization)
    if (response.status === status) return response
  }
  throw new Error(`Never responded with ${status}`)
}

t.test('a partner with too many requests in flight gets 503, and others do not', async t => {
  const [first, second] = [await held(), await held()]
  const rejected = await askUntil(503)
  t.equal(rejected.headers.get('retry-after'), '1')
  const rejection = await rejected.text()
  isError(t, { statusCode: 503, headers: Object.fromEntries(rejected.headers), body: rejection }, 'ServiceOverloaded')
  t.equal((await ask(await bearer('adminagent@fabrikam.example'))).status, 200, 'of another partner')

  first.end(body)
  const [response] = await once(first, 'response')
  t.equal(response.statusCode, 201, 'what was in flight is served')
  t.ok(await askUntil(200), 'a response frees a place')
  second.destroy()
})

t.test('a client that disconnects no longer counts', async t => {
  const requests = [await held(), await held()]
  t.ok(await askUntil(503), 'the control')
  for (const sent of requests) sent.destroy()
  t.ok(await askUntil(200))
})
