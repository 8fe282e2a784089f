import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { confirmation, testApp } from '../helper/app.js'
import { agreementsOf, ask, bytes, confirmBytes, countStored, exchange, isFault, listen } from '../helper/wire.js'

const logged: Array<{ level: number, msg: string }> = []
const logger = pino({ level: 'trace' }, { write: (line: string) => { logged.push(JSON.parse(line)) } })

const wire = await testApp(t, { logger })
const { app, bearer } = wire
// Seconds in production; what is tested is that they end, and how.
Object.assign(app.server, { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 25 })
const port = await listen(app)
const authorization = await bearer()
const request = confirmBytes(authorization, { 'MS-RequestId': '51000000-0000-4000-8000-000000000001' })
const end = request.indexOf('\r\n\r\n') + 4

const drip = (from: Buffer) => Array.from(from.subarray(0, 60), byte => Buffer.from([byte]))

const slow: ReadonlyArray<readonly [what: string, parts: readonly Buffer[]]> = [
  ['headers that stop', [request.subarray(0, 60)]],
  ['headers that drip', drip(request)],
  ['a body that never comes', [request.subarray(0, end)]],
  ['a body that stops', [request.subarray(0, end + 20)]],
  ['a body that drips', [request.subarray(0, end), ...drip(request.subarray(end))]],
  ['chunks that stop', [bytes([`POST ${agreementsOf()} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`, 'Transfer-Encoding: chunked'], '1\r\n{\r\n')]]
]

t.test('what arrives too slowly is given up, with an answer, and nothing is stored', async t => {
  const before = await countStored(wire)
  await Promise.all(slow.map(async ([what, parts]) => {
    const started = performance.now()
    const answer = await ask(port, parts)
    t.ok(performance.now() - started < 2_500, `${what}: in time`)
    isFault(t, answer, 'RequestInvalid', what)
    t.match(answer.body, 'did not arrive in time')
    // What is known of the request is answered with.
    if (parts[0]?.equals(request.subarray(0, end)) === true) t.equal(answer.headers['ms-requestid'], '51000000-0000-4000-8000-000000000001', what)
  }))
  t.equal(await countStored(wire), before)
})

async function isClosed (t: Test, what: string, start: Buffer): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const closed = new Promise(resolve => socket.on('close', resolve).on('error', resolve))
  socket.write(start)
  socket.resume()
  // A client that goes on after the answer, and never closes by itself.
  const drip = setInterval(() => { if (socket.writable) socket.write(' ') }, 100)
  const ended = await Promise.race([closed.then(() => true), sleep(4_000, false)])
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
  t.equal(await promisify(app.server.getConnections.bind(app.server))(), 0)
})

t.test('a client that hangs up within its body leaves nothing behind, and alarms nobody', async t => {
  const before = await countStored(wire)
  logged.length = 0
  for (const length of [20, end, end + 1, request.length - 1]) {
    const socket = connect(port, '127.0.0.1')
    socket.write(request.subarray(0, length))
    await sleep(30)
    socket.resetAndDestroy()
  }
  await sleep(100)
  t.equal(await countStored(wire), before)
  t.strictSame(logged.filter(({ level }) => level >= 40), [])
})

t.test('a client that closes its side after a whole request may miss the answer, and asks again', async t => {
  const whole = confirmBytes(authorization, { 'MS-RequestId': '51000000-0000-4000-8000-000000000002' }, JSON.stringify(confirmation({}, { firstName: 'Half' })))
  const socket = connect(port, '127.0.0.1')
  socket.resume()
  socket.end(whole)
  await sleep(200)
  t.equal((await exchange(port, whole))[0]?.statusCode, 201)
  t.equal(await countStored(wire), 3)
})
