import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import type { Database } from '../../src/database/connect.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { connectTo } from '../helper/database.js'
import { copyToStandby, startPrimary } from '../helper/standby.js'

const patienceMs = 30_000
const primary = await startPrimary(t)
const { app, bearer, stored, database } = await testApp(t, {}, (t, stored) =>
  connectTo(t, stored, { statementMs: 3_000 })
)
const authorization = await bearer()
const confirm = (firstName: string) =>
  app.inject({
    method: 'POST',
    url: `/v1/customers/${ids.adventureWorks}/agreements`,
    headers: { authorization },
    payload: confirmation({}, { firstName })
  })
const list = () => app.inject({ url: `/v1/customers/${ids.adventureWorks}/agreements`, headers: { authorization } })
const name = new URL(stored.url).pathname.slice(1)

/** What readiness says after a while; a write proves for a second that the next one can be done. */
async function readiness (of: Database, expected: boolean): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while (await of.isReachable() !== expected && performance.now() < deadline) await delay(50)
  return await of.isReachable()
}

t.test('a database that reads and writes is ready', async t => {
  t.equal(await database.isReachable(), true)
  t.equal((await app.inject('/health/ready')).statusCode, 200)
})

/** Makes the database read-only for all connections from now on, and ends those that were open before. */
async function makeReadOnly (): Promise<void> {
  await stored.rows(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
  await stored.rows(
    'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND ' +
      "application_name = 'partner-agreements'"
  )
}

const makeWritable = () => primary.rows(`ALTER DATABASE ${name} RESET default_transaction_read_only`)

t.test('a database that only reads is not ready, until it writes again', async t => {
  await makeReadOnly()
  t.equal(await readiness(database, false), false)
  t.equal((await app.inject('/health/ready')).statusCode, 503)
  t.equal((await list()).statusCode, 200)
  await makeWritable()
  t.equal(await readiness(database, true), true)
  t.equal((await app.inject('/health/ready')).statusCode, 200)
})

t.test('a confirmation that meets a read-only connection is 503, and ends the connection', async t => {
  await makeReadOnly()
  t.equal(await readiness(database, false), false)
  t.match((await confirm('Nobody')).json(), { code: 503, errorName: 'TemporarilyUnavailable' })
  await makeWritable()
  t.equal((await confirm('Ada')).statusCode, 201)
})

t.test(
  'a primary whose commits wait for a standby that is away is not ready, and keeps nothing of the writes that ' +
    'were given up',
  async t => {
    await primary.waitForStandby('nobody')
    t.equal(await readiness(database, false), false)
    t.equal((await confirm('Grace')).statusCode, 503)
    const deadline = performance.now() + patienceMs
    const waiting = () => primary.rows("SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
    while ((await waiting()).length > 0 && performance.now() < deadline) await delay(50)
    t.strictSame(await waiting(), [], 'no backend waits for good')
    await primary.waitForStandby('')
    t.equal(await readiness(database, true), true)
    t.equal((await confirm('Katherine')).statusCode, 201)
  }
)

t.test('a standby is not ready', async t => {
  const standby = await copyToStandby(t, primary)
  await standby.start()
  const url = new URL(stored.url)
  url.port = String(standby.port())
  const reading = await connectTo(t, { url: url.href })
  t.equal((await reading.read({ name: 'one', text: 'SELECT 1' }, [])).length, 1)
  t.equal(await reading.isReachable(), false)
})
