import { createHash } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { recordedLog } from '../../helper/log.js'
import { ask, bytes, isError, listen, untilClosed } from '../../helper/wire.js'
import { create, newCustomer } from './helper.js'
import { createdAnswer, forwardingApp, newcomb, notice, password } from './partner-center.js'

const { logger, lines } = await recordedLog()

const test = await forwardingApp(t, { logger, headers: 300 })
const { app, bearer, stored, upstream, registered, answer, forget } = test

t.beforeEach(() => {
  upstream.received.length = 0
  lines.length = 0
  answer(createdAnswer())
})
t.afterEach(forget)

/** Creates, and checks that the answer came through whole with the notice that the customer was not registered. */
async function isNotRegistered (t: Test, body: Buffer, what: string): Promise<void> {
  answer(body)
  const got = await create(test, newCustomer())
  t.equal(got.statusCode, 201, what)
  t.ok(got.rawPayload.equals(body), `${what}: credentials and all`)
  t.match(got.headers[notice], /not registered here.*partner-agreements customer add/, what)
  t.ok(
    lines.some(line => line.includes('"level":50') && line.includes('not registered here')),
    `${what}: the operator is told`
  )
}

t.test('where the database refuses, the client has its credentials, and is told', async t => {
  await stored.rows('REVOKE INSERT ON reselling_relationship FROM partner_agreements_test')
  await isNotRegistered(t, createdAnswer(), 'refused')
  t.strictSame(await registered(), [], 'all or nothing')
  t.match(lines.find(line => line.includes('"level":50')), newcomb.toLowerCase(), 'with its id')
  await stored.rows('GRANT INSERT ON reselling_relationship TO partner_agreements_test')
})

t.test('where the database does not answer, the client does not wait for it for long', async t => {
  const locked = stored
    .rows('BEGIN; LOCK TABLE customer IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(60); COMMIT')
    .catch(() => {})
  const isLocked =
    'SELECT FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND ' +
      "relation = 'customer'::regclass AND mode = 'AccessExclusiveLock' AND granted"
  while ((await stored.rows(isLocked)).length === 0) await sleep(5)
  const before = performance.now()
  await isNotRegistered(t, createdAnswer(), 'locked')
  t.ok(performance.now() - before < 8_000, 'before PostgreSQL itself gives up')
  await stored.rows(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE ' +
      "'%pg_sleep(60)%' AND pid <> pg_backend_pid()"
  )
  await locked
  while ((await registered()).length === 0) await sleep(10)
})

t.test('answers that are no customer', async t => {
  const bodies = [
    '',
    'null',
    '[]',
    '<html>',
    '{"id":',
    JSON.stringify({ userCredentials: { password } }),
    createdAnswer({ id: 'x' }),
    createdAnswer({ companyProfile: null, billingProfile: null }),
    createdAnswer({ billingProfile: { defaultAddress: { country: 'USA' } } }),
    createdAnswer({
      billingProfile: { companyName: 'a\0', defaultAddress: { country: 'US' } },
      companyProfile: { companyName: 'x'.repeat(257) }
    })
  ]
  for (const body of bodies) await isNotRegistered(t, Buffer.from(body), body.toString().slice(0, 20))
  answer(createdAnswer(), 201, { 'content-encoding': 'zstd' })
  t.match((await create(test, newCustomer())).headers[notice], /not registered here/)
  t.strictSame(await registered(), [])
})

t.test('the credentials are stored nowhere, and neither they nor what was sent reach a log', async t => {
  const request = { headers: { 'ms-requestid': '5e000000-0000-4000-8000-000000000001' } }
  for (const repetition of ['first', 'again']) {
    t.match((await create(test, newCustomer(), request)).body, password, `${repetition}: as Partner Center answers`)
  }
  t.equal((await registered()).length, 1)
  await create(test, '{')
  const tables = await stored.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
  )
  const texts = [
    password,
    ...['hex', 'base64'].flatMap(encoding =>
      [
        Buffer.from(password),
        ...['sha256', 'sha1', 'md5'].map(algorithm => createHash(algorithm).update(password).digest())
      ].map(bytes => bytes.toString(encoding as 'hex'))
    )
  ]
  for (const { name } of tables) {
    const [dump] = await stored.rows<{ text: string | null }>(
      `SELECT string_agg(to_json(r)::text, '') AS text FROM "${name}" r WHERE '${name}' NOT IN ('document_content')`
    )
    t.notOk(texts.some(text => dump?.text?.includes(text)) || /userCredentials/.test(dump?.text ?? ''), name)
  }
  t.ok(lines.length >= 3, 'the control: requests were logged')
  for (const line of lines) t.notOk(line.includes(password) || /newcomb|nia/i.test(line) || /eyJ/.test(line), line)
})

t.test('down, slow and broken: told as for orders, and nothing is sent twice', async t => {
  upstream.answer = () => {}
  isError(t, await create(test, newCustomer()), 'PartnerCenterAnswerLate')
  upstream.answer = (_request, response) => { response.destroy() }
  isError(t, await create(test, newCustomer()), 'PartnerCenterAnswerLost')
  t.equal(upstream.received.length, 2)
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => closed.once('listening', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise(resolve => closed.close(resolve))
  isError(
    t,
    await create(await forwardingApp(t, { url: `http://127.0.0.1:${port}` }), newCustomer()),
    'PartnerCenterUnreachable'
  )
  t.strictSame(await registered(), [])
})

t.test('an answer that breaks off or stops is broken off here, where it broke', async t => {
  const port = await listen(app)
  const body = JSON.stringify(newCustomer())
  const head = [
    'POST /v1/customers HTTP/1.1', 'Host: x', 'Connection: close', `Authorization: ${await bearer()}`,
    `Content-Length: ${body.length}`
  ]
  for (const finish of [(response: { destroy: () => void }) => response.destroy(), () => {}]) {
    upstream.answer = (_request, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write(`{"userCredentials":{"password":"${password}"`)
      setTimeout(() => finish(response), 50)
    }
    t.match(
      await untilClosed(port, bytes(head, body)),
      new RegExp(`^HTTP/1.1 201 [^]*not registered here[^]*"${password}"$`)
    )
    upstream.answer = (_request, response) => {
      response
        .writeHead(201, { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': '1000' })
        .flushHeaders()
      setTimeout(() => finish(response), 50)
    }
    t.match(await untilClosed(port, bytes(head, body)), /^HTTP\/1.1 50[24] [^]*PartnerCenterAnswerL(ost|ate)[^]*\}$/)
  }
  t.equal((await ask(port, bytes(['GET /health/live HTTP/1.1', 'Host: x']))).statusCode, 200, 'the service goes on')
})
