import t from 'tap'
import { ids } from '../../helper/app.js'
import { isError } from '../../helper/wire.js'
import { newCustomer } from './helper.js'
import { createdAnswer, forwardingApp, notice } from './partner-center.js'

const { app, bearer, appBearer, upstream, registered, answer } = await forwardingApp(t)
const authorization = await bearer()
const post = async (payload: unknown, as = authorization) =>
  await app.inject({ method: 'POST', url: '/v1/customers', headers: { authorization: as }, payload: payload as Buffer })

t.beforeEach(() => {
  upstream.received.length = 0
  answer(createdAnswer())
})

t.test('refusals and redirects come back as they are, and register nothing', async t => {
  for (const [status, headers] of [
    [400, {}],
    [409, {}],
    [401, { 'www-authenticate': 'Bearer' }],
    [307, { location: 'https://elsewhere.example/' }],
    [429, { 'retry-after': '57' }],
    [500, {}],
    [503, { 'retry-after': '1' }]
  ] as const) {
    upstream.received.length = 0
    const body = createdAnswer({ code: 600041 })
    answer(body, status, headers as Record<string, string>)
    const got = await post(newCustomer())
    t.match(got, { statusCode: status, headers })
    t.ok(got.rawPayload.equals(body))
    t.equal(upstream.received.length, 1, 'sent once')
  }
  t.strictSame(await registered(), [])
})

t.test('a creation goes on with its own token, headers and bytes, and its answer comes back unchanged', async t => {
  const body = Buffer.from(`\uFEFF ${JSON.stringify(newCustomer({ ümlaut: [1.0] }))}\r\n`)
  const created = createdAnswer()
  answer(created, 201, {
    'content-type': 'application/json;x=1',
    'ms-requestid': 'AB000000-0000-4000-8000-0000000000FF',
    'x-odd': 'one',
    connection: 'x-hop',
    'x-hop': '1'
  })
  const headers = {
    'content-type': 'application/json;odata=verbose',
    'ms-requestid': 'AB000000-0000-4000-8000-000000000001',
    'x-custom': 'v'
  }
  const got = await app.inject({
    method: 'POST',
    url: '/v1/CUSTOMERS/?x=%2F',
    headers: { authorization, ...headers, 'x-http-method': 'DELETE' },
    payload: body
  })
  t.equal(upstream.received.length, 1)
  t.match(upstream.received[0], {
    method: 'POST',
    url: '/v1/customers?x=%2F',
    headers: { authorization, ...headers, host: new URL(upstream.url).host, 'content-length': String(body.length) }
  })
  t.equal(upstream.received[0]?.headers['x-http-method'], undefined)
  t.ok(upstream.received[0]?.body.equals(body), 'byte for byte')
  t.equal(got.statusCode, 201)
  t.ok(got.rawPayload.equals(created), 'byte for byte')
  t.match(got.headers, {
    'content-type': 'application/json;x=1',
    'ms-requestid': 'AB000000-0000-4000-8000-0000000000FF',
    'x-odd': 'one'
  })
  t.strictSame([got.headers['x-hop'], got.headers[notice]], [undefined, undefined])
})

t.test('Partner Center judges the body alone: what the sandbox would refuse goes on', async t => {
  for (const body of [
    {},
    [],
    null,
    'text',
    newCustomer({ billingProfile: null }),
    newCustomer({ company: { domain: 'a b' }, address: { city: undefined } }),
    newCustomer({ associatedPartnerId: 7 })
  ]) {
    upstream.received.length = 0
    t.equal((await post(JSON.stringify(body))).statusCode, 201, JSON.stringify(body))
    t.equal(upstream.received[0]?.body.toString(), JSON.stringify(body))
  }
  upstream.received.length = 0
  for (const payload of ['{', '<xml/>', Buffer.from([0x22, 0xff, 0x22]), 'x'.repeat(70_000)]) {
    isError(t, await post(payload), 'RequestInvalid')
  }
  t.strictSame(upstream.received, [], 'what is no JSON does not')
})

t.test('who may not create does not reach Partner Center', async t => {
  isError(t, await post(newCustomer(), await bearer('helpdeskagent@contoso-direct.example')), 'RoleNotAllowed')
  isError(t, await post(newCustomer(), await bearer('adminagent@northwind.example')), 'AuthorizationFailed')
  isError(t, await post(newCustomer(), 'Bearer x'), 'AccessDenied')
  for (const name of ['associatedPartnerId', 'AssociatedPartnerID']) {
    isError(
      t,
      await post(newCustomer({ [name]: ids.northwind }), await appBearer(ids.fabrikam)),
      'AppOnlyNotSupported',
      name
    )
  }
  t.strictSame(upstream.received, [])
  for (const as of [await appBearer(ids.fabrikam), await bearer('salesagent@contoso-direct.example')]) {
    t.equal((await post(newCustomer(), as)).statusCode, 201)
  }
  t.equal(upstream.received.length, 2)
})

t.test('lists, customers and relationship requests are answered from what is registered here', async t => {
  for (const path of ['', `/${ids.wingtip}`, '/relationshiprequests']) {
    t.equal((await app.inject({ url: `/v1/customers${path}`, headers: { authorization } })).statusCode, 200, path)
  }
  t.strictSame(upstream.received, [])
})
