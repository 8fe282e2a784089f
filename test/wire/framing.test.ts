import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'
import { agreementsOf, ask, bytes, confirmBytes, countStored, exchange, isError, isKept, listen } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer } = wire
const port = await listen(app)
const authorization = await bearer()

const logged: Array<{ level: number, msg: string }> = []
const impatient = await testApp(t, { logger: pino({ level: 'trace' }, { write: (line: string) => { logged.push(JSON.parse(line)) } }) })
// Seconds in production; what is tested is that they end, and how.
Object.assign(impatient.app.server, { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 25 })
const impatientPort = await listen(impatient.app)
const credentials = await impatient.bearer()

let made = 0
const fresh = () => JSON.stringify(confirmation({}, { firstName: `Fresh ${++made}` }))
const start = [`POST ${agreementsOf()} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`]
const chunked = (body: string) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`

const accepted: ReadonlyArray<readonly [what: string, request: (body: string) => Buffer]> = [
  ...['', 'json', 'application/JSON;charset="UTF-8"', 'application/json; charset=utf-16', 'application/json; charset=bogus', 'application/json, application/json', 'text/plain', 'text/json',
    'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/octet-stream', ';;;', '\xff', 'x'.repeat(4_000)]
    .map(type => [`Content-Type "${type.slice(0, 50)}"`, (body: string) => confirmBytes(authorization, { 'Content-Type': type }, body)] as const),
  ['no Content-Type', body => confirmBytes(authorization, { 'Content-Type': undefined }, body)],
  ['two Content-Types', body => bytes([...start, 'Content-Type: text/xml', 'Content-Type: application/json', `Content-Length: ${body.length}`], body)],
  ['Content-Encoding: identity', body => confirmBytes(authorization, { 'Content-Encoding': 'identity' }, body)],
  ['Expect: 100-continue', body => confirmBytes(authorization, { Expect: '100-continue' }, body)],
  ['an expectation that nobody knows', body => confirmBytes(authorization, { Expect: 'wonders' }, body)],
  ['chunks', body => bytes([...start, 'Transfer-Encoding: chunked'], chunked(body))],
  ['chunks with an extension and a trailer', body => bytes([...start, 'Transfer-Encoding: chunked'], chunked(body).replace('\r\n', ';a=b\r\n').replace(/\r\n\r\n$/, '\r\nX-Trailer: 1\r\n\r\n'))],
  ['a leading zero in Content-Length', body => confirmBytes(authorization, { 'Content-Length': `00${body.length}` }, body)],
  ['an offer to upgrade', body => confirmBytes(authorization, { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAARAAAAAAAIAAAAA' }, body)],
  ['preconditions and ranges', body => confirmBytes(authorization, { 'If-Match': '"x"', 'If-None-Match': '*', 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT', Range: 'bytes=0-1', Accept: 'text/html', 'Accept-Charset': 'utf-16', 'Accept-Encoding': 'br;q=1, *;q=0' }, body)]
]

for (const [what, request] of accepted) {
  t.test(`${what} is tolerated`, async t => {
    const before = await countStored(wire)
    const answer = await ask(port, request(fresh()))
    await isKept(t, app, authorization, answer, { what })
    t.equal(await countStored(wire), before + 1)
  })
}

const refused: ReadonlyArray<readonly [what: string, request: () => Buffer]> = [
  ['no body', () => bytes(start)],
  ['an empty body', () => confirmBytes(authorization, {}, '')],
  ['an empty chunked body', () => bytes([...start, 'Transfer-Encoding: chunked'], '0\r\n\r\n')],
  ['a gzipped body', () => confirmBytes(authorization, { 'Content-Encoding': 'gzip' }, gzipSync(fresh()))],
  ['a UTF-16 body that says so', () => confirmBytes(authorization, { 'Content-Type': 'application/json; charset=utf-16' }, Buffer.from(`\ufeff${fresh()}`, 'utf16le'))],
  ['a body behind multipart boundaries', () => confirmBytes(authorization, { 'Content-Type': 'multipart/form-data; boundary=x' }, `--x\r\n\r\n${fresh()}\r\n--x--`)],
  ['Content-Length with Transfer-Encoding', () => { const body = fresh(); return bytes([...start, `Content-Length: ${body.length}`, 'Transfer-Encoding: chunked'], chunked(body)) }],
  ['Transfer-Encoding with Content-Length', () => { const body = fresh(); return bytes([...start, 'Transfer-Encoding: chunked', 'Content-Length: 0'], chunked(body)) }],
  ['two Content-Lengths', () => { const body = fresh(); return bytes([...start, `Content-Length: ${body.length}`, 'Content-Length: 5'], body) }],
  ['the same Content-Length twice', () => { const body = fresh(); return bytes([...start, `Content-Length: ${body.length}`, `Content-Length: ${body.length}`], body) }],
  ...['-1', '+5', '0x5', '5,5', '5.0', '1e2', 'x', '', '99999999999999999999999'].map(length => [`Content-Length "${length}"`, () => confirmBytes(authorization, { 'Content-Length': length }, fresh())] as const),
  ['a Content-Length of 99 TB', () => confirmBytes(authorization, { 'Content-Length': '99999999999999' }, fresh())],
  ['a Content-Length beyond exact numbers', () => confirmBytes(authorization, { 'Content-Length': '9007199254740993' }, fresh())],
  ['a body of 900 KB', () => confirmBytes(authorization, {}, JSON.stringify(confirmation({}, { firstName: 'x'.repeat(900_000) })))],
  ['900 KB in chunks', () => bytes([...start, 'Transfer-Encoding: chunked'], chunked(JSON.stringify(confirmation({}, { firstName: 'x'.repeat(900_000) }))))],
  ['one byte more than fits', () => confirmBytes(authorization, {}, fresh().padEnd(64 * 1024 + 1))],
  ['Transfer-Encoding: gzip', () => bytes([...start, 'Transfer-Encoding: gzip'], gzipSync(fresh()))],
  ['Transfer-Encoding: chunked, gzip', () => bytes([...start, 'Transfer-Encoding: chunked, gzip'], chunked(fresh()))],
  ['Transfer-Encoding: xchunked', () => bytes([...start, 'Transfer-Encoding: xchunked'], chunked(fresh()))],
  ['Transfer-Encoding hidden behind a tab', () => bytes([...start, 'Transfer-Encoding:\x0bchunked'], chunked(fresh()))],
  ['a chunk size that is none', () => bytes([...start, 'Transfer-Encoding: chunked'], 'zz\r\n{}\r\n0\r\n\r\n')],
  ['a negative chunk size', () => bytes([...start, 'Transfer-Encoding: chunked'], '-2\r\n{}\r\n0\r\n\r\n')],
  ['a chunk longer than it says', () => bytes([...start, 'Transfer-Encoding: chunked'], '2\r\n{}{}\r\n0\r\n\r\n')],
  ['a chunk size beyond all numbers', () => bytes([...start, 'Transfer-Encoding: chunked'], `${'f'.repeat(20)}\r\n{}\r\n0\r\n\r\n`)],
  ['20 KB of chunk extensions', () => bytes([...start, 'Transfer-Encoding: chunked'], `2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`)],
  ['no Host', () => confirmBytes(authorization, { Host: undefined }, fresh())],
  ['two Hosts', () => { const body = fresh(); return bytes([...start, 'Host: evil.example', `Content-Length: ${body.length}`], body) }],
  ['a space before the colon', () => confirmBytes(authorization, { 'X-A ': '1' }, fresh())],
  ['a folded header', () => confirmBytes(authorization, { 'X-A': '1\r\n 2' }, fresh())],
  ['a NUL in a header', () => confirmBytes(authorization, { 'X-A': '1\x002' }, fresh())],
  ['a bare line feed in a header', () => confirmBytes(authorization, { 'X-A': '1\nX-B: 2' }, fresh())],
  ['a bare carriage return in a header', () => confirmBytes(authorization, { 'X-A': '1\rX-B: 2' }, fresh())],
  ['20 KB of a header', () => confirmBytes(authorization, { 'X-A': 'a'.repeat(20_000) }, fresh())],
  ['headers without an end', () => Buffer.from(start.join('\r\n') + '\r\nX'.repeat(20_000))],
  ['a header without a name', () => confirmBytes(authorization, { '': '1' }, fresh())],
  ['HTTP/3.7', () => bytes([`GET ${agreementsOf()} HTTP/3.7`, 'Host: localhost'])],
  ['no version of HTTP', () => bytes([`GET ${agreementsOf()} HTTX/1.1`, 'Host: localhost'])],
  ['the preface of HTTP/2', () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
  ['a TLS handshake', () => Buffer.from('16030102000100 01fc0303'.replaceAll(' ', ''), 'hex')],
  ['an SSH greeting', () => Buffer.from('SSH-2.0-OpenSSH_9.6\r\n')],
  ['a PostgreSQL start-up', () => Buffer.from('0000000804d2162f', 'hex')],
  ['all 256 octets', () => Buffer.from(Array.from({ length: 256 }, (_, index) => index))]
]

t.test('what is no well-formed request is refused, before or instead of being read', async t => {
  const before = await countStored(wire)
  for (const [what, request] of refused) isError(t, await ask(port, request()), 'RequestInvalid', what)
  t.equal(await countStored(wire), before)
})

t.test('a refused client that goes on sending still gets its answer', async t => {
  for (let round = 0; round < 10; round++) {
    const parts = [bytes([...start, 'Content-Length: 5000000']), ...Array.from({ length: 50 }, () => Buffer.alloc(100_000, ' '))]
    isError(t, await ask(port, Buffer.concat(parts)), 'RequestInvalid', 'too large')
    isError(t, await ask(port, Buffer.concat([Buffer.from('junk\r\n'), ...parts])), 'RequestInvalid', 'junk')
  }
})

t.test('a request behind a refused one is never read', async t => {
  const before = await countStored(wire)
  const smuggled = confirmBytes(authorization, {}, fresh())
  for (const outer of [
    bytes([...start, `Content-Length: ${smuggled.length}`, 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled.toString('latin1')}`),
    bytes([...start, 'Content-Length: 0', `Content-Length: ${smuggled.length}`], smuggled),
    bytes([...start, 'Transfer-Encoding: gzip'], smuggled)
  ]) t.equal((await exchange(port, outer, { count: 2 })).length, 1)
  const inGet = bytes([`GET ${agreementsOf()} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`, `Content-Length: ${smuggled.length}`, 'Connection: close'], smuggled)
  t.strictSame((await exchange(port, inGet, { count: 2 })).map(({ statusCode }) => statusCode), [200])
  t.equal(await countStored(wire), before)
})

t.test('requests in one packet are answered in their order', async t => {
  const both = Buffer.concat([confirmBytes(authorization, {}, fresh()), bytes(['GET /v1/nowhere HTTP/1.1', 'Host: localhost']), confirmBytes(authorization, {}, fresh())])
  t.strictSame((await exchange(port, both, { count: 3 })).map(({ statusCode }) => statusCode), [201, 404, 201])
})

t.test('junk behind a confirmation is refused after it, not instead of it', async t => {
  const before = await countStored(wire)
  isError(t, await ask(port, confirmBytes(authorization, {}, fresh() + '\0\0')), 'RequestInvalid', 'within the length')
  const body = fresh()
  const answers = await exchange(port, Buffer.concat([confirmBytes(authorization, {}, body), Buffer.from('}}}}')]), { count: 3 })
  t.strictSame(answers.map(({ statusCode }) => statusCode), [201, 400])
  t.equal(await countStored(wire), before + 1)
})

t.test('a body in single bytes is the same body', async t => {
  const request = confirmBytes(authorization, {}, fresh())
  const parts = Array.from(request.subarray(-40), byte => Buffer.from([byte]))
  const [answer] = await exchange(port, [request.subarray(0, -40), ...parts], { pauseMs: 1 })
  t.equal(answer?.statusCode, 201)
})

t.test('a customer of the refused requests has nothing on file', async t => {
  t.equal((await app.inject({ url: agreementsOf(ids.wingtip), headers: { authorization } })).json().totalCount, 0)
})

const request = confirmBytes(credentials, { 'MS-RequestId': '51000000-0000-4000-8000-000000000001' })
const end = request.indexOf('\r\n\r\n') + 4

const drip = (from: Buffer) => Array.from(from.subarray(0, 60), byte => Buffer.from([byte]))

const slow: ReadonlyArray<readonly [what: string, parts: readonly Buffer[]]> = [
  ['headers that stop', [request.subarray(0, 60)]],
  ['headers that drip', drip(request)],
  ['a body that never comes', [request.subarray(0, end)]],
  ['a body that stops', [request.subarray(0, end + 20)]],
  ['a body that drips', [request.subarray(0, end), ...drip(request.subarray(end))]],
  ['chunks that stop', [bytes([`POST ${agreementsOf()} HTTP/1.1`, 'Host: localhost', `Authorization: ${credentials}`, 'Transfer-Encoding: chunked'], '1\r\n{\r\n')]]
]

t.test('what arrives too slowly is given up, with an answer, and nothing is stored', async t => {
  const before = await countStored(impatient)
  await Promise.all(slow.map(async ([what, parts]) => {
    const started = performance.now()
    const answer = await ask(impatientPort, parts)
    t.ok(performance.now() - started < 10_000, `${what}: in time`)
    isError(t, answer, 'RequestInvalid', what)
    t.match(answer.body, 'did not arrive in time')
    // What is known of the request is answered with.
    if (parts[0]?.equals(request.subarray(0, end)) === true) t.equal(answer.headers['ms-requestid'], '51000000-0000-4000-8000-000000000001', what)
  }))
  t.equal(await countStored(impatient), before)
})

async function isClosed (t: Test, what: string, start: Buffer): Promise<void> {
  const socket = connect({ port: impatientPort, host: '127.0.0.1', allowHalfOpen: true })
  const closed = new Promise(resolve => socket.on('close', resolve).on('error', resolve))
  socket.write(start)
  socket.resume()
  // A client that goes on after the answer, and never closes by itself.
  const drip = setInterval(() => { if (socket.writable) socket.write(' ') }, 100)
  const ended = await Promise.race([closed.then(() => true), sleep(10_000, false, { ref: false })])
  clearInterval(drip)
  socket.destroy()
  t.equal(ended, true, what)
}

t.test('a client that never hangs up cannot hold its connection', async t => {
  await Promise.all([
    isClosed(t, 'slow headers', request.subarray(0, 60)),
    isClosed(t, 'slow body', request.subarray(0, end)),
    isClosed(t, 'junk', Buffer.from('junk\r\n\r\n')),
    isClosed(t, 'CONNECT', bytes(['CONNECT localhost:80 HTTP/1.1', 'Host: localhost']))
  ])
  t.equal(await promisify(impatient.app.server.getConnections.bind(impatient.app.server))(), 0)
})

t.test('a client that hangs up within its body leaves nothing behind, and alarms nobody', async t => {
  const before = await countStored(impatient)
  logged.length = 0
  for (const length of [20, end, end + 1, request.length - 1]) {
    const socket = connect(impatientPort, '127.0.0.1')
    socket.write(request.subarray(0, length))
    await sleep(30)
    socket.resetAndDestroy()
  }
  await sleep(100)
  t.equal(await countStored(impatient), before)
  t.strictSame(logged.filter(({ level }) => level >= 40), [])
})

t.test('a client that closes its side after a whole request may miss the answer, and asks again', async t => {
  const whole = confirmBytes(credentials, { 'MS-RequestId': '51000000-0000-4000-8000-000000000002' }, JSON.stringify(confirmation({}, { firstName: 'Half' })))
  const before = await countStored(impatient)
  const socket = connect(impatientPort, '127.0.0.1')
  socket.resume()
  socket.end(whole)
  await sleep(200)
  t.equal((await exchange(impatientPort, whole))[0]?.statusCode, 201)
  t.equal(await countStored(impatient), before + 1)
})
