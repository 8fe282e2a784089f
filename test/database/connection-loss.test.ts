import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { connectDatabase } from '../../src/database/connect.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { testDatabase } from '../helper/database.js'

const { app, bearer, stored, database } = await testApp(t)
const authorization = await bearer()

const terminateAll = () =>
  stored.rows(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND ' +
      "application_name = 'partner-agreements'"
  )
const list = () => app.inject({ url: `/v1/customers/${ids.adventureWorks}/agreements`, headers: { authorization } })

t.test('reads go on while every connection is lost under them', async t => {
  t.equal((await list()).statusCode, 200)
  const answers = []
  for (let round = 0; round < 5; round++) {
    const reading = Promise.all(Array.from({ length: 20 }, list))
    await terminateAll()
    answers.push(...await reading)
  }
  const statuses = new Set(answers.map(({ statusCode }) => statusCode))
  t.ok([...statuses].every(status => status === 200 || status === 503), [...statuses].join())
  for (const answer of answers) {
    if (answer.statusCode === 503) {
      t.match(answer.json(), { errorName: 'TemporarilyUnavailable', isRetryable: true, data: [] })
    }
  }
})

t.test('and answer again as soon as connections can be made', async t => {
  const deadline = performance.now() + 5_000
  while (!await database.isReachable() && performance.now() < deadline) await delay(20)
  t.equal((await list()).statusCode, 200)
  t.equal((await app.inject('/health/ready')).statusCode, 200)
})

t.test(
  'a confirmation whose connection is lost is told apart from one that is refused, and repeating it settles it',
  async t => {
    const headers = { authorization, 'ms-requestid': 'aaaaaaaa-0000-4000-8000-000000000001' }
    const post = () =>
      app.inject({
        method: 'POST',
        url: `/v1/customers/${ids.adventureWorks}/agreements`,
        headers,
        payload: confirmation()
      })
    const lock = stored.rows(
      'BEGIN; LOCK TABLE customer_agreement IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT'
    )
    await delay(200)
    const waiting = post()
    const isWaiting =
      'SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = ' +
        "'partner-agreements' AND wait_event_type = 'Lock'"
    while ((await stored.rows(isWaiting)).length === 0) await delay(10)
    await terminateAll()
    const lost = await waiting
    t.equal(lost.statusCode, 503)
    t.equal(lost.headers['retry-after'], '1')
    t.match(lost.json(), { code: 503, isRetryable: true })
    await lock
    const repeated = await post()
    t.equal(repeated.statusCode, 201)
    t.equal((await post()).body, repeated.body)
    t.equal(
      (await stored.rows('SELECT FROM customer_agreement WHERE request_id = $1', [headers['ms-requestid']])).length,
      1
    )
  }
)

t.test('a connection that is cut without a word fails its statement, and nothing else', async t => {
  const url = new URL(stored.url)
  const { hostname, port } = url
  const sockets = new Set<Socket>()
  const between = createServer(socket => {
    sockets.add(socket.on('error', () => {}))
    const server = connect(Number(port), hostname).on('error', () => {})
    socket.on('close', () => server.destroy())
    socket.pipe(server).pipe(socket)
  })
  await new Promise<void>(resolve => between.listen(0, '127.0.0.1', resolve))
  t.teardown(() => between.close())
  url.port = String((between.address() as AddressInfo).port)
  const through = await connectDatabase({ url: url.href, onError: () => {} })
  t.teardown(() => through.close())
  const sleeping = through.write({ name: 'sleep', text: 'SELECT pg_sleep(5)' }, [])
  while (
    (
      await stored.rows(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query = 'SELECT pg_sleep(5)'"
      )
    ).length === 0
  ) {
    await delay(10)
  }
  for (const socket of sockets) socket.destroy()
  await t.rejects(sleeping, /terminated/)
})

t.test('what is opened again while all is closed is closed too', async t => {
  const { url, rows } = await testDatabase(t)
  const open = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'partner-agreements'"
  for (const milliseconds of [0, 1, 2, 4, 8]) {
    const brief = await connectDatabase({ url, onError: () => {} })
    await rows(`SELECT pg_terminate_backend(pid) ${open}`)
    await delay(milliseconds)
    await brief.close()
    // A server takes its time to notice that its client left; one that stayed would never leave.
    const deadline = performance.now() + 5_000
    while ((await rows(`SELECT pid ${open}`)).length > 0 && performance.now() < deadline) await delay(20)
    t.strictSame(await rows(`SELECT pid ${open}`), [], `after ${milliseconds} ms`)
  }
})
