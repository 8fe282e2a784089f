import { createServer as createTlsServer } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { forwarding } from '../../src/upstream/backend.js'
import { purchaseRepository } from '../../src/upstream/repository.js'
import { noBackend } from '../../src/partner-center/orders/transaction-backend.js'
import type { ErrorName } from '../../src/errors/catalogue.js'
import { certificate } from '../helper/certificate.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { clientOf, orderOf } from '../helper/transactions.js'
import { json, startUpstream } from '../helper/upstream.js'
import { ask, bytes, listen, untilClosed } from '../helper/wire.js'

const timeouts = { connect: 300, headers: 300, body: 300, lookUp: 300 }

const upstream = await startUpstream(t)
const { app, call, authorization } = await forwardingTo(t, upstream.url)
t.beforeEach(() => { upstream.received.length = 0 })

async function forwardingTo (t: Test, url: string) {
  const { app, bearer, stored } = await testApp(t, database => ({
    environment: 'production',
    transactions: forwarding({
      url,
      purchases: purchaseRepository(database),
      newId: () => crypto.randomUUID(),
      timeouts
    })
  }))
  const call = clientOf(app, await bearer(), ids.adventureWorks)
  await call('POST', 'agreements', confirmation())
  return { app, call, stored, authorization: await bearer() }
}

interface GatewayResponse {
  readonly statusCode: number
  readonly json: () => unknown
}

function isGatewayError (t: Test, response: GatewayResponse, name: ErrorName, status: number): void {
  t.equal(response.statusCode, status, name)
  t.match(response.json(), {
    code: status,
    errorName: name,
    isRetryable: name === 'PartnerCenterUnreachable' || name === 'PartnerCenterTimeout',
    data: [],
    source: 'partner-agreements'
  })
}

t.test('Partner Center is down: the error says that nothing was ordered', async t => {
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => closed.once('listening', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise(resolve => closed.close(resolve))
  const { call, stored } = await forwardingTo(t, `http://127.0.0.1:${port}`)
  for (const [method, path, body] of [
    ['GET', 'orders'], ['POST', 'orders', orderOf()], ['PATCH', 'subscriptions/x', { quantity: 1 }]
  ] as const) {
    isGatewayError(t, await call(method, path, body), 'PartnerCenterUnreachable', 502)
  }
  t.equal((await stored.rows('SELECT FROM purchase WHERE customer_id = $1', [ids.adventureWorks])).length, 0)
})

t.test('Partner Center is slow: a read can be retried, the outcome of a write is unknown', async t => {
  upstream.answer = () => {}
  isGatewayError(t, await call('GET', 'orders'), 'PartnerCenterTimeout', 504)
  isGatewayError(t, await call('POST', 'orders', orderOf()), 'PartnerCenterAnswerLate', 504)
  isGatewayError(t, await call('PATCH', 'subscriptions/x', { friendlyName: 'x' }), 'PartnerCenterTimeout', 504)
  const methods = upstream.received.map(({ method }) => method)
  t.strictSame(methods, ['GET', 'POST', 'GET'], 'the look-up timed out before the PATCH')
})

t.test('the connection breaks before a response', async t => {
  upstream.answer = (_request, response) => { response.destroy() }
  isGatewayError(t, await call('GET', 'orders'), 'PartnerCenterUnreachable', 502)
  isGatewayError(t, await call('POST', 'orders', orderOf()), 'PartnerCenterAnswerLost', 502)
  t.equal(upstream.received.length, 2)
})

t.test('Partner Center is unavailable: its response is returned, and a retry-after causes no retry', async t => {
  upstream.answer = (_request, response) => json(response, 503, { code: 503 }, { 'retry-after': '1' })
  for (const [method, body] of [['GET'], ['POST', orderOf()]] as const) {
    t.match(await call(method, 'orders', body), { statusCode: 503, body: '{"code":503}' })
  }
  await sleep(100)
  t.equal(upstream.received.length, 2)
  isGatewayError(t, await call('PATCH', 'subscriptions/x', { quantity: 1 }), 'PartnerCenterUnreachable', 502)
  for (const body of ['[]', 'null', '<html>', '']) {
    upstream.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    }
    isGatewayError(t, await call('PATCH', 'subscriptions/x', { quantity: 1 }), 'PartnerCenterUnreachable', 502)
  }
  upstream.answer = (_request, response) => { response.writeHead(302, { location: `${upstream.url}/elsewhere` }).end() }
  upstream.received.length = 0
  isGatewayError(t, await call('PATCH', 'subscriptions/x', { quantity: 1 }), 'PartnerCenterUnreachable', 502)
  t.equal(upstream.received.length, 1, 'a look-up follows no redirect')
})

t.test('the connection breaks or hangs within a response: the client gets it incomplete', async t => {
  const port = await listen(app)
  for (const finish of [(response: { destroy: () => void }) => response.destroy(), () => {}]) {
    upstream.answer = (_request, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': '100' })
      response.write('{"id":')
      setTimeout(() => finish(response), 50)
    }
    const body = JSON.stringify(orderOf())
    const head = [
      `POST /v1/customers/${ids.adventureWorks}/orders HTTP/1.1`, 'Host: x', `Authorization: ${authorization}`,
      `Content-Length: ${body.length}`
    ]
    const received = await untilClosed(port, bytes(head, body))
    t.match(received, /^HTTP\/1.1 201 [\s\S]*\{"id":$/)
  }
  const read = await ask(port, bytes(['GET /health/live HTTP/1.1', 'Host: x']))
  t.equal(read.statusCode, 200, 'the service is still alive')
})

t.test('an untrusted certificate is rejected before a request is sent', async t => {
  let requests = 0
  const server = createTlsServer(certificate, (_request, response) => {
    requests++
    response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await new Promise(resolve => server.once('listening', resolve))
  const { call } = await forwardingTo(t, `https://localhost:${(server.address() as AddressInfo).port}`)
  isGatewayError(t, await call('GET', 'orders'), 'PartnerCenterUnreachable', 502)
  isGatewayError(t, await call('POST', 'orders', orderOf()), 'PartnerCenterUnreachable', 502)
  isGatewayError(t, await call('PATCH', 'subscriptions/x', { quantity: 1 }), 'PartnerCenterUnreachable', 502)
  t.equal(requests, 0)
})

t.test('without PARTNER_CENTER_URL every path responds with 501', async t => {
  const { app, bearer } = await testApp(t, { environment: 'production', transactions: noBackend })
  const call = clientOf(app, await bearer(), ids.adventureWorks)
  for (const [method, path, body] of [
    ['GET', 'orders'],
    ['POST', 'orders', orderOf()],
    ['POST', 'carts/x/checkout'],
    ['PATCH', 'subscriptions/x', { quantity: 1 }]
  ] as const) {
    const response = await call(method, path, body)
    t.equal(response.statusCode, 501)
    t.match(response.json(), {
      code: 0, errorName: 'PartnerCenterNotConfigured', description: /PARTNER_CENTER_URL/, isRetryable: false
    })
  }
  t.equal((await clientOf(app, await bearer(), ids.litware)('GET', 'orders')).json().code, 20002)
})
