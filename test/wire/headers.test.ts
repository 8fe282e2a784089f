import t from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'
import { agreementsOf, ask, bytes, confirmBytes, hasHeaders, listen, type Answer } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer } = wire
const port = await listen(app)
const authorization = await bearer()

type Lines = readonly string[]

const get = (path: string, ...lines: Lines) => (more: Lines = []) => ask(port, bytes([`GET ${path} HTTP/1.1`, 'Host: localhost', ...lines, ...more]))
const post = (body: string) => (more: Lines = []) => ask(port, bytes([`POST ${agreementsOf()} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`, `Content-Length: ${body.length}`, ...more], body))
let made = 0

const succeed = get('/v1/agreements', `Authorization: ${authorization}`)

/** One answer of each kind, by the way on which it leaves the service. */
const kinds: ReadonlyArray<readonly [what: string, statusCode: number, send: (more?: Lines) => Promise<Answer>]> = [
  ['success', 200, succeed],
  ['a confirmation', 201, more => post(JSON.stringify(confirmation({}, { firstName: `Person ${++made}` })))(more)],
  ['no token', 401, get('/v1/agreements')],
  ['two Authorizations', 401, get('/v1/agreements', `Authorization: ${authorization}`, `Authorization: ${authorization}`)],
  ['a bad token', 401, get('/v1/agreements', 'Authorization: Bearer x')],
  ["another partner's customer", 403, get(agreementsOf(ids.litware), `Authorization: ${authorization}`)],
  ['a bad parameter', 400, get('/v1/agreements?agreementType=x', `Authorization: ${authorization}`)],
  ['malformed JSON', 400, post('{')],
  ['a body that breaks the schema', 400, post('{}')],
  ['a body that is too large', 400, post(' '.repeat(70_000))],
  ['an unreadable path', 400, get('/v1/%zz')],
  ['a path that is too long', 400, get(agreementsOf('a'.repeat(2_000)))],
  ['an unrouted path', 404, get('/v1/nowhere')],
  ['an unrouted path outside', 404, get('/')],
  ['another method', 405, more => ask(port, bytes(['DELETE /v1/agreements HTTP/1.1', 'Host: localhost', ...more ?? []]))],
  ['CONNECT', 405, more => ask(port, bytes(['CONNECT localhost:80 HTTP/1.1', 'Host: localhost', ...more ?? []]))],
  ['a bad document link', 403, get('/agreement-documents/x')],
  ['health', 200, get('/health/live')]
]

const guid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
const requestId = 'AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee'
const correlationId = '{11111111-2222-4333-8444-555555555555}'

for (const [what, statusCode, send] of kinds) {
  t.test(`${what}: the client's tracing headers come back as they were sent`, async t => {
    const answer = await send([`MS-RequestId: ${requestId}`, `ms-correlationid: ${correlationId}`, 'MS-CV: eZ4oHogRA0SehiQH.0', 'X-Locale: de-DE'])
    t.equal(answer.statusCode, statusCode)
    hasHeaders(t, answer, what)
    t.match(answer.headers, { 'ms-requestid': requestId, 'ms-correlationid': correlationId, 'ms-cv': 'eZ4oHogRA0SehiQH.0', 'x-locale': 'de-DE' })
  })

  t.test(`${what}: without any, new ones are made`, async t => {
    const [one, two] = [await send(), await send()]
    hasHeaders(t, one, what)
    t.match(one.headers, { 'ms-requestid': guid, 'ms-correlationid': guid, 'ms-cv': /^[A-Za-z0-9+/]{16}\.0$/, 'x-locale': 'en-US' })
    for (const name of ['ms-requestid', 'ms-correlationid', 'ms-cv']) t.not(one.headers[name], two.headers[name], name)
    t.not(one.headers['ms-requestid'], one.headers['ms-correlationid'])
  })

  t.test(`${what}: malformed ones are replaced, and nothing of them comes back`, async t => {
    const answer = await send(['MS-RequestId: marked', 'MS-CorrelationId: marked', 'MS-CV: marked', 'X-Locale: marked marked'])
    t.equal(answer.statusCode, statusCode)
    hasHeaders(t, answer, what)
    t.notMatch(JSON.stringify(answer), 'marked')
  })
}

t.test('what is malformed', async t => {
  const long = 'a'.repeat(7_000)
  for (const value of ['', ' ', 'x', requestId.replaceAll('-', ''), `${requestId}x`, `(${requestId})`, `{${requestId}`, `"${requestId}"`, `${requestId}, ${requestId}`, requestId.replace('A', 'g'), '\xe9', long]) {
    const answer = await succeed([`MS-RequestId: ${value}`, `MS-CorrelationId: ${value}`])
    t.match(answer.headers, { 'ms-requestid': guid, 'ms-correlationid': guid }, value.slice(0, 50))
  }
  const twice = await succeed([`MS-RequestId: ${requestId}`, `MS-RequestId: ${requestId}`])
  t.match(twice.headers['ms-requestid'], guid, 'sent twice')
  for (const value of ['', 'x', 'a.0', `${'a'.repeat(16)}.x`, `${'a'.repeat(16)}.0;x`, `${'a'.repeat(23)}.0`, `<${'a'.repeat(16)}.0`, long, `${'a'.repeat(16)}${'.1'.repeat(100)}`]) t.match((await succeed([`MS-CV: ${value}`])).headers['ms-cv'], /^[A-Za-z0-9+/]{16}\.0$/, value.slice(0, 50))
  for (const value of ['', 'x', '*', 'en-US,en', '<b>', 'de_DE', long]) t.equal((await succeed([`X-Locale: ${value}`])).headers['x-locale'], 'en-US', value.slice(0, 50))
  for (const value of ['de', 'de-DE', 'sr-Latn-RS', 'fil-PH']) t.equal((await succeed([`X-Locale: ${value}`])).headers['x-locale'], value)
  for (const value of ['eZ4oHogRA0SehiQH.0', 'eZ4oHogRA0SehiQHabcdef.0', 'eZ4oHogRA0SehiQH.1.2.33']) t.equal((await succeed([`MS-CV: ${value}`])).headers['ms-cv'], value)
})

t.test('headers that nobody asked for change nothing', async t => {
  const plain = await succeed()
  const answer = await succeed(['MS-Contract-Version: v9', 'api-version: v1', 'MS-PartnerCenter-Client: x', 'MS-PartnerCenter-Application: \xe9', 'MS-SdkVersion: 0', 'x-ms-client-request-id: x', 'ocp-apim-subscription-key: x', 'MS-ContinuationToken: x', 'ValidateMfa: true', 'If-Match: "x"', 'X-Forwarded-Proto: gopher', 'Cookie: x', 'Origin: https://evil.example', 'Accept-Language: tlh', 'Referer: x', ...Array.from({ length: 500 }, (_, index) => `X-${index}: x`)])
  t.equal(answer.statusCode, 200)
  t.equal(answer.body, plain.body)
  t.strictSame(Object.keys(answer.headers), Object.keys(plain.headers), 'no header appears or vanishes')
})

t.test('an answer says nothing of what serves it', async t => {
  for (const [what, , send] of kinds) {
    const { headers } = await send()
    t.strictSame(Object.keys(headers).filter(name => /powered|fastify|node|^server$|via|etag|cookie|access-control|location/.test(name)), [], what)
  }
})

t.test('each header comes once', async t => {
  const answer = await app.inject({ method: 'POST', url: agreementsOf(), headers: { authorization, 'x-locale': 'de-DE' }, payload: confirmation({}, { firstName: 'Once' }) })
  const names = Object.entries(answer.headers)
  t.strictSame(names.filter(([, value]) => Array.isArray(value)), [])
  t.equal((await ask(port, confirmBytes(authorization, { 'X-Locale': 'de-DE' }, JSON.stringify(confirmation({}, { firstName: 'Locale' }))))).headers['x-locale'], 'de-DE')
})
