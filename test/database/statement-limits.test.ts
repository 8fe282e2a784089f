import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { prepareApplicationRole } from '../../src/database/application-role.js'
import { connectDatabase } from '../../src/database/connect.js'
import { isUnavailable } from '../../src/errors/unavailable.js'
import { migrate } from '../../src/database/migrate.js'
import { connectTo, testDatabase } from '../helper/database.js'
import { settledWithin, startNetwork } from '../helper/silence.js'

const limits = { waitMs: 500, connectMs: 1_000, statementMs: 1_500 }
const patienceMs = 30_000
const stored = await testDatabase(t)
const { through, swallow, restore } = await startNetwork(t, stored.url)
const url = through(stored.url)

/** Fails in time with an error that is told as 503. */
async function isGivenUp (t: Test, asked: Promise<unknown>): Promise<void> {
  const settled = await settledWithin(patienceMs, asked)
  t.equal(settled?.status, 'rejected')
  if (settled?.status === 'rejected') t.ok(isUnavailable(settled.reason), String(settled.reason))
}

for (const when of ['BEGIN', 'a statement', 'COMMIT', 'ROLLBACK'] as const) {
  t.test(`a transaction whose ${when} is swallowed fails in time, and its connection is not used again`, async t => {
    const database = await connectTo(t, { url }, limits)
    await sql`SELECT 1`.execute(database.kysely)
    if (when === 'BEGIN') swallow()
    await isGivenUp(t, database.kysely.transaction().execute(async transaction => {
      if (when === 'a statement') swallow()
      await sql`SELECT 2`.execute(transaction)
      swallow()
      // PostgreSQL would never hear of it.
      if (when === 'ROLLBACK') throw Object.assign(new Error('serialization failure'), { code: '40001' })
    }))
    restore()
    t.match(await sql`SELECT 3 AS three`.execute(database.kysely), { rows: [{ three: 3 }] })
  })
}

t.test('connecting to a server that never answers fails in time', async t => {
  swallow()
  await isGivenUp(t, connectDatabase({ url, limits, onError: () => {} }))
  restore()
  const database = await connectTo(t, { url }, limits)
  swallow()
  await isGivenUp(t, sql`SELECT 1`.execute(database.kysely))
  await isGivenUp(t, Promise.all([1, 2, 3].map(() => database.write({ name: 'three', text: 'SELECT 3' }, []))))
  restore()
})

t.test('the operator is not kept waiting by a server that never answers', async t => {
  swallow()
  const settled = await Promise.all(
    [migrate(url), prepareApplicationRole(url, url)].map(work => settledWithin(patienceMs, work as Promise<unknown>))
  )
  t.match(settled, [{ status: 'rejected' }, { status: 'rejected' }])
  restore()
})

t.test('reads that share a silent connection all end in time, also those that are asked once more', async t => {
  const database = await connectTo(t, { url }, limits)
  const read = () => database.read({ name: 'now', text: 'SELECT now()' }, [])
  await Promise.all(Array.from({ length: 20 }, read))
  swallow()
  const early = Array.from({ length: 20 }, () => isGivenUp(t, read()))
  await delay(300)
  const late = Array.from({ length: 20 }, () => isGivenUp(t, read()))
  await Promise.all([...early, ...late])
  restore()
})

t.test('closing does not wait for goodbyes that nobody answers', async t => {
  const database = await connectDatabase({ url, limits, onError: () => {} })
  await Promise.all([1, 2, 3].map(() => sql`SELECT pg_sleep(0.1)`.execute(database.kysely)))
  swallow()
  t.match(await settledWithin(patienceMs, database.close()), { status: 'fulfilled' })
  restore()
})

t.test('PostgreSQL ends a transaction whose client is gone, so that its locks are free again', async t => {
  const database = await connectTo(t, { url }, limits)
  await isGivenUp(t, database.kysely.transaction().execute(async transaction => {
    await sql`SELECT pg_advisory_xact_lock(42)`.execute(transaction)
    swallow()
    await sql`SELECT 1`.execute(transaction)
  }))
  const deadline = performance.now() + patienceMs
  const locks = () =>
    stored.rows(
      "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 42 AND database = (SELECT oid FROM " +
        'pg_database WHERE datname = current_database())'
    )
  while ((await locks()).length > 0 && performance.now() < deadline) await delay(50)
  t.strictSame(await locks(), [])
  restore()
})
