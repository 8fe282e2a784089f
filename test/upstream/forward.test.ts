import { gzipSync } from 'node:zlib'
import t from 'tap'
import { forwarding } from '../../src/upstream/backend.js'
import { purchaseRepository } from '../../src/upstream/repository.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { clientOf, offerId, orderOf } from '../helper/transactions.js'
import { json, startUpstream } from '../helper/upstream.js'
import { ask, bytes, isError, listen } from '../helper/wire.js'

const upstream = await startUpstream(t)
let idCount = 0
const newId = () => `00000000-0000-4000-8000-${String(++idCount).padStart(12, '0')}`
const { app, bearer, appBearer, stored } = await testApp(t, database => ({
  environment: 'production',
  transactions: forwarding({ url: upstream.url, purchases: purchaseRepository(database), newId })
}))
const authorization = await bearer()
const call = clientOf(app, authorization, ids.adventureWorks)
const base = `/v1/customers/${ids.adventureWorks}`
const port = await listen(app)
const subscription = {
  id: 'sub',
  offerId,
  quantity: 5,
  status: 'active',
  billingCycle: 'monthly',
  termDuration: 'P1Y',
  friendlyName: 'Mail',
  autoRenewEnabled: true
}

t.beforeEach(() => { upstream.received.length = 0 })

async function purchases (): Promise<number> {
  return (await stored.rows('SELECT FROM purchase WHERE customer_id = $1', [ids.adventureWorks])).length
}

t.test('a blocked request never reaches Partner Center', async t => {
  isError(t, await call('POST', 'orders', orderOf()), 'AgreementNotAccepted')
  t.strictSame(upstream.received, [])
  upstream.answer = (_request, response) => json(response, 200, subscription)
  isError(t, await call('PATCH', 'subscriptions/sub', { quantity: 6 }), 'AgreementNotAccepted')
  const requestLines = upstream.received.map(({ method, url }) => `${method} ${url}`)
  t.strictSame(requestLines, [`GET ${base}/subscriptions/sub`], 'only the look-up')
  upstream.received.length = 0
  t.equal((await call('POST', 'orders', '{"quantity":1,"quantity":2}')).statusCode, 400)
  t.equal((await call('POST', 'orders', '{')).statusCode, 400)
  t.equal((await clientOf(app, authorization, ids.litware)('GET', 'orders')).json().code, 20002)
  t.strictSame(upstream.received, [])
  t.equal(await purchases(), 0)
})

t.test('an allowed request is forwarded, and the response returned, byte for byte', async t => {
  await call('POST', 'agreements', confirmation())
  const responseBody = Buffer.concat([Buffer.from([0xEF, 0xBB, 0xBF]), Buffer.from('{"id": "7",  "ümlaut":1.0}\n')])
  const responseHeaders = {
    'content-type': 'application/json',
    'ms-requestid': 'AB000000-0000-4000-8000-0000000000FF',
    'x-odd': 'one',
    location: 'elsewhere'
  }
  upstream.answer = (_request, response) => {
    const hop = { connection: 'keep-alive, x-hop', 'x-hop': '1' }
    response.writeHead(201, 'Created', { ...responseHeaders, ...hop, 'cache-control': 'public, max-age=600' })
    response.end(responseBody)
  }
  const body = Buffer.from(
    `\uFEFF{ "LineItems" :[ {"OfferId":"${offerId}","Quantity":5,"PromotionId":"p"} ],"ümlaut":1.0 }\r\n`
  )
  const forwardedHeaders = {
    'content-type': 'application/json;odata=verbose',
    'ms-requestid': 'AB000000-0000-4000-8000-000000000001',
    'ms-cv': 'abc',
    'x-custom': 'v'
  }
  const removedHeaders = { 'x-http-method-override': 'DELETE', te: 'trailers', 'proxy-authorization': 'secret' }
  const got = await call('POST', 'orders?x=1&Y=%2F', body, { ...forwardedHeaders, ...removedHeaders })
  const [sent, ...others] = upstream.received
  t.strictSame(others, [])
  const newHeaders = { host: new URL(upstream.url).host, 'content-length': String(body.length) }
  t.match(sent, {
    method: 'POST',
    url: `${base}/orders?x=1&Y=%2F`,
    headers: { authorization, ...forwardedHeaders, ...newHeaders }
  })
  for (const name of Object.keys(removedHeaders)) t.equal(sent?.headers[name], undefined, name)
  t.ok(sent?.body.equals(body), 'byte for byte')
  t.equal(got.statusCode, 201)
  t.ok(got.rawPayload.equals(responseBody), 'byte for byte')
  t.match(got.headers, { ...responseHeaders, 'partner-agreements-decision': String })
  t.equal(got.headers['x-hop'], undefined)
  t.strictSame([got.headers['cache-control'], got.headers['x-content-type-options']], ['no-store', 'nosniff'])
  t.equal(got.headers['partner-agreements-sandbox'], undefined)
  t.equal(await purchases(), 1)
})

t.test('compressed responses, errors and redirects are returned unchanged; none is a purchase', async t => {
  const before = await purchases()
  const packed = gzipSync('{"code":1}')
  upstream.answer = (_request, response) => {
    response.writeHead(400, { 'content-encoding': 'gzip', 'content-type': 'application/json' }).end(packed)
  }
  const rejected = await call('POST', 'orders', orderOf(), { 'accept-encoding': 'gzip' })
  t.equal(upstream.received[0]?.headers['accept-encoding'], 'gzip')
  t.match(rejected, { statusCode: 400, headers: { 'content-encoding': 'gzip' } })
  t.ok(rejected.rawPayload.equals(packed))
  upstream.answer = (_request, response) => { response.writeHead(307, { location: `${upstream.url}/stolen` }).end() }
  t.match(await call('POST', 'orders', orderOf()), { statusCode: 307, headers: { location: `${upstream.url}/stolen` } })
  t.equal(upstream.received.length, 2, 'the redirect is not followed')
  upstream.answer = (_request, response) => json(response, 429, { statusCode: 429 }, { 'retry-after': '57' })
  t.match(await call('GET', 'orders'), { statusCode: 429, headers: { 'retry-after': '57' } })
  t.equal(await purchases(), before)
})

t.test('reads are forwarded without a decision of the gate', async t => {
  upstream.answer = (_request, response) => json(response, 200, { items: [] })
  const paths = ['orders', 'orders/x-1_y', 'carts/x', 'subscriptions', 'subscriptions/x']
  for (const path of paths) t.equal((await call('GET', path)).body, '{"items":[]}')
  t.strictSame(upstream.received.map(({ url }) => url), paths.map(path => `${base}/${path}`))
  const head = [
    `GET //v1/CUSTOMERS/${ids.adventureWorks.toUpperCase()}/orders/ HTTP/1.1`, 'Host: x',
    `Authorization: ${authorization}`, 'Content-Length: 4', 'Connection: close, x-custom', 'X-Custom: 1'
  ]
  const read = await ask(port, bytes(head, 'body'))
  t.equal(read.statusCode, 200)
  t.match(upstream.received.at(-1), { url: `${base}/orders`, body: Buffer.alloc(0), headers: { authorization } })
  t.equal(upstream.received.at(-1)?.headers['x-custom'], undefined)
})

t.test('requests with `Expect: 100-continue`, with a chunked body and without a body are forwarded', async t => {
  upstream.answer = (_request, response) => json(response, 201, { id: '1' })
  const body = JSON.stringify(orderOf())
  const head = [`POST ${base}/orders HTTP/1.1`, 'Host: x', `Authorization: ${authorization}`]
  const waiting = await ask(port, bytes([...head, 'Expect: 100-continue', `Content-Length: ${body.length}`], body))
  t.equal(waiting.statusCode, 201)
  const sentId = { 'ms-requestid': upstream.received[0]?.headers['ms-requestid'] }
  t.match(waiting.headers, sentId, 'client and Partner Center get the same new id')
  t.equal(upstream.received[0]?.headers['content-type'], undefined)
  const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
  const chunked = await ask(port, bytes([...head, 'Transfer-Encoding: chunked'], chunks))
  t.equal(chunked.statusCode, 201)
  t.equal(upstream.received[1]?.body.toString(), body)
  const cart = { lineItems: [{ id: 0, catalogItemId: 'A:1:B', quantity: 1 }] }
  upstream.answer = ({ method }, response) =>
    method === 'GET' ? json(response, 200, cart) : json(response, 201, { orders: [] })
  const before = await purchases()
  t.equal((await call('POST', 'carts/x/checkout', undefined, { 'content-length': '0' })).statusCode, 201)
  t.match(upstream.received.at(-1), { method: 'POST', url: `${base}/carts/x/checkout`, body: Buffer.alloc(0) })
  t.equal(await purchases() - before, 1)
})

t.test('the look-up has the token and correlation id of the caller, and its own request id', async t => {
  upstream.answer = ({ method }, response) =>
    json(response, 200, method === 'GET' ? subscription : { ...subscription, quantity: 4 })
  const app = await appBearer(ids.contoso)
  const headers = {
    authorization: app,
    'ms-requestid': 'ab000000-0000-4000-8000-000000000003',
    'ms-correlationid': 'ab000000-0000-4000-8000-000000000004',
    'if-match': '"tag"'
  }
  const changed = await call('PATCH', 'subscriptions/sub', { quantity: 4, autoRenewEnabled: true }, headers)
  t.equal(changed.json().quantity, 4)
  const [lookUp, sent] = upstream.received
  t.match(lookUp, {
    method: 'GET',
    url: `${base}/subscriptions/sub`,
    headers: { authorization: app, 'ms-correlationid': headers['ms-correlationid'] }
  })
  t.not(lookUp?.headers['ms-requestid'], headers['ms-requestid'])
  t.match(sent, { method: 'PATCH', headers })
  const [decision] = await stored.rows<{ facts: { transaction: unknown } }>(
    'SELECT facts FROM gate_decision WHERE decision_id = $1', [changed.headers['partner-agreements-decision']]
  )
  t.match(decision?.facts.transaction, { lines: [{ kind: 'seatDecrease' }] })
})

t.test("Partner Center's rejection of the look-up becomes the response", async t => {
  upstream.answer = (_request, response) =>
    json(response, 404, { code: 1000, description: 'gone' }, { 'ms-cv': 'theirs.0' })
  for (const [method, path, body] of [
    ['PATCH', 'subscriptions/none', { quantity: 1 }],
    ['PATCH', 'orders/none', orderOf()],
    ['POST', 'carts/none/checkout'],
    ['POST', 'subscriptions/none/transitions', { toCatalogItemId: 'x' }]
  ] as const) {
    t.match(await call(method, path, body), {
      statusCode: 404, body: '{"code":1000,"description":"gone"}', headers: { 'ms-cv': 'theirs.0' }
    })
  }
  t.ok(upstream.received.every(({ method }) => method === 'GET'))
})

t.test('the client gets its response even if the purchase cannot be recorded', async t => {
  await stored.rows('ALTER TABLE purchase ADD CONSTRAINT no_more CHECK (false) NOT VALID')
  upstream.answer = (_request, response) => json(response, 201, { id: 'bought' })
  t.match(await call('POST', 'orders', orderOf()), { statusCode: 201, body: '{"id":"bought"}' })
})
