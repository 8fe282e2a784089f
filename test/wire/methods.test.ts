import { METHODS } from 'node:http'
import t from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'
import { agreementsOf, ask, bytes, countStored, hasHeaders, isError, listen } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer } = wire
const port = await listen(app)
const authorization = await bearer()

const allowed: ReadonlyArray<readonly [path: string, allow: string]> = [
  ['/v1/agreements', 'GET, HEAD'],
  [agreementsOf(), 'GET, HEAD, POST'],
  [agreementsOf(ids.litware), 'GET, HEAD, POST'],
  [agreementsOf('x'), 'GET, HEAD, POST'],
  [`/v1/customers/${ids.adventureWorks}/directSignedMicrosoftCustomerAgreementStatus`, 'GET, HEAD'],
  [`/v1/agreementtemplates/${ids.customerAgreement}/document`, 'GET, HEAD'],
  ['/v1/compliance/csp/agreementstatus', 'GET, HEAD'],
  ['/v1/customers', 'GET, HEAD, POST'],
  [`/v1/customers/${ids.adventureWorks}`, 'GET, HEAD'],
  ['/v1/customers/relationshiprequests', 'GET, HEAD'],
  [`/acceptance/v1/customers/${ids.adventureWorks}/invitations`, 'POST'],
  [`/acceptance/v1/customers/${ids.litware}/invitations`, 'POST'],
  ['/acceptance/v1/invitations', 'GET, HEAD, POST'],
  ['/acceptance/v1/invitations/x', 'GET, HEAD'],
  [`/acceptance/v1/invitations/${ids.adventureWorks}/revoke`, 'POST'],
  [`/acceptance/v1/invitations/${ids.adventureWorks}/resend`, 'POST'],
  [`/acceptance/v1/customers/${ids.adventureWorks}/status`, 'GET, HEAD'],
  ['/acceptance/v1/status', 'GET, HEAD'],
  [`/${ids.adventureWorks}/oauth2/v2.0/authorize`, 'GET, HEAD, POST'],
  ...['orders', 'carts', 'subscriptions'].map(resources => [`/v1/customers/${ids.litware}/${resources}`, resources === 'orders' ? 'GET, HEAD, POST' : resources === 'carts' ? 'POST' : 'GET, HEAD'] as const),
  [`/v1/customers/${ids.adventureWorks}/orders/x`, 'GET, HEAD, PATCH'],
  [`/v1/customers/${ids.adventureWorks}/carts/x`, 'GET, HEAD, PUT'],
  [`/v1/customers/${ids.adventureWorks}/carts/x/checkout`, 'POST'],
  [`/v1/customers/${ids.adventureWorks}/subscriptions/x`, 'GET, HEAD, PATCH'],
  ...['upgrades', 'transitions', 'conversions'].map(changes => [`/v1/customers/${ids.adventureWorks}/subscriptions/x/${changes}`, 'POST'] as const),
  [`/order-gate/v1/customers/${ids.adventureWorks}/decisions`, 'POST'],
  ['/order-gate/v1/decisions', 'POST'],
  ['/order-gate/v1/decisions/x', 'GET, HEAD'],
  ['/order-gate/v1/forecast', 'GET, HEAD'],
  ['/agreement-documents/x', 'GET, HEAD'],
  ['/health/live', 'GET, HEAD'],
  ['/health/ready', 'GET, HEAD'],
  ['/openapi.json', 'GET, HEAD'],
  [`/${ids.contoso}/oauth2/token`, 'POST'],
  ['/GenerateToken', 'POST'],
  ['/v3/generatetoken', 'POST'],
  [`//V1//Customers/${ids.adventureWorks}/Agreements/?agreementType=*`, 'GET, HEAD, POST']
]

// Operations of Partner Center that are not mirrored: 404 as on a path that leads nowhere.
const notMirrored = new Map<string, readonly string[]>([
  [`/v1/customers/${ids.adventureWorks}`, ['DELETE', 'PATCH']],
  ...['upgrades', 'transitions', 'conversions'].map(changes => [`/v1/customers/${ids.adventureWorks}/subscriptions/x/${changes}`, ['GET', 'HEAD']] as const)
])

const send = (method: string, path: string, headers: readonly string[] = [], body = '') =>
  ask(port, bytes([`${method} ${path} HTTP/1.1`, 'Host: localhost', ...headers, ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`])], body), { isHead: method === 'HEAD' })

const others = METHODS.filter(method => method !== 'CONNECT')

t.test('every method that Node knows, and a path does not, is 405 with the exact Allow, with a token or without', async t => {
  const before = await countStored(wire)
  for (const [path, allow] of allowed) {
    for (const method of others) {
      if (allow.split(', ').includes(method) || notMirrored.get(path)?.includes(method)) continue
      const answer = await app.inject({ method: method as 'GET', url: path, headers: method === 'SEARCH' ? { authorization } : {} })
      t.equal(`${answer.statusCode} ${String(answer.headers['allow'])}`, `405 ${allow}`, `${method} ${path}`)
      if (method === 'PUT' || method === 'SEARCH') isError(t, answer, 'MethodNotAllowed', `${method} ${path}`)
    }
  }
  t.equal(await countStored(wire), before)
})

t.test('an operation of Partner Center that is not mirrored is 404, on a path of which others are', async t => {
  const before = await countStored(wire)
  for (const [path, methods] of notMirrored) {
    for (const method of methods) {
      for (const headers of [{ authorization }, {}]) {
        const answer = await app.inject({ method: method as 'GET', url: path, headers })
        if (method === 'HEAD') t.equal(answer.statusCode, 404, path)
        else isError(t, answer, 'NotFound', `${method} ${path}`)
        t.equal(answer.headers['allow'], undefined)
      }
    }
  }
  t.equal(await countStored(wire), before)
})

t.test('whatever comes with it: a body that cannot be read, or that could be stored', async t => {
  const before = await countStored(wire)
  for (const method of ['PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS', 'PROPFIND', 'QUERY', 'SEARCH', 'PURGE']) {
    for (const [type, body] of [['application/json', JSON.stringify(confirmation())], ['application/json', '{'], ['foo/bar', 'x'], [';;', 'x'], ['application/json', 'x'.repeat(200_000)]] as const) {
      const answer = await send(method, agreementsOf(), [`Authorization: ${authorization}`, `Content-Type: ${type}`], body)
      isError(t, answer, 'MethodNotAllowed', `${method} ${type} ${body.slice(0, 5)}`)
      t.equal(answer.headers['allow'], 'GET, HEAD, POST')
    }
  }
  t.equal(await countStored(wire), before)
})

t.test('a TRACE gives nothing of the request back', async t => {
  const answer = await send('TRACE', agreementsOf(), [`Authorization: ${authorization}`, 'X-Secret: marked'])
  t.notMatch(answer.body, /marked|eyJ/)
})

t.test('a method that nobody knows is refused, in any spelling', async t => {
  for (const method of ['FOO', 'get', 'Post', 'POSTX', 'GET\t', 'X-GET', '\xe9', 'G\0T']) isError(t, await send(method, agreementsOf(), [`Authorization: ${authorization}`]), 'RequestInvalid', encodeURIComponent(method))
})

t.test('there is no tunnel: CONNECT is 405, on any target', async t => {
  for (const target of ['localhost:5432', 'evil.example:443']) {
    const answer = await send('CONNECT', target, ['MS-RequestId: c0000000-0000-4000-8000-000000000001'])
    isError(t, answer, 'MethodNotAllowed', target)
    t.equal(answer.headers['allow'], '')
    t.equal(answer.headers['ms-requestid'], 'c0000000-0000-4000-8000-000000000001')
  }
})

t.test('an override header or parameter changes no method', async t => {
  const overrides = (method: string) => [`X-HTTP-Method-Override: ${method}`, `X-HTTP-Method: ${method}`, `X-Method-Override: ${method}`]
  const before = await countStored(wire)
  const got = await send('GET', `${agreementsOf()}?_method=POST`, [`Authorization: ${authorization}`, ...overrides('POST')], JSON.stringify(confirmation()))
  t.equal(got.statusCode, 200)
  t.equal(await countStored(wire), before)
  const posted = await send('POST', `${agreementsOf()}?_method=GET`, [`Authorization: ${authorization}`, ...overrides('DELETE')], JSON.stringify(confirmation()))
  t.equal(posted.statusCode, 201)
  t.equal(await countStored(wire), before + 1)
})

t.test('HEAD is GET without its body, for success and refusal alike', async t => {
  for (const [path, headers] of [
    ['/v1/agreements', [`Authorization: ${authorization}`]],
    [`${agreementsOf()}?agreementType=*`, [`Authorization: ${authorization}`]],
    [agreementsOf('x'), [`Authorization: ${authorization}`]],
    [agreementsOf(ids.litware), [`Authorization: ${authorization}`]],
    ['/v1/customers', [`Authorization: ${authorization}`]],
    [`/v1/customers/${ids.litware}`, [`Authorization: ${authorization}`]],
    ['/v1/agreements', []],
    ['/v1/nowhere', []],
    ['/v1/%zz', []],
    ['/health/live', []]
  ] as const) {
    const [head, get] = [await send('HEAD', path, headers), await send('GET', path, headers)]
    hasHeaders(t, head, path)
    t.equal(head.statusCode, get.statusCode, path)
    t.equal(head.body, '')
    t.equal(head.headers['content-length'], get.headers['content-length'], path)
  }
})

t.test('a path that leads nowhere is 404 for every method and body', async t => {
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY']) {
    for (const [type, body] of [['application/json', '{}'], ['application/json', '{'], ['foo/bar', 'x'], [';;', 'x'], ['text/plain', 'x'.repeat(2_000_000)]] as const) {
      isError(t, await send(method, '/v1/customer', [`Content-Type: ${type}`], body), 'NotFound', `${method} ${type} ${body.length}`)
    }
  }
})
