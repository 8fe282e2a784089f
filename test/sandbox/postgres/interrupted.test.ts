import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { startEmbeddedPostgres } from '../../../src/sandbox/postgres/embedded.js'
import { entries, killChild, leftRunning, newFolder, processesOf, query, spawnChild, startChild, until } from './helper.js'

const log = () => undefined

await t.test('a first start that is killed half-way is begun afresh', async (t) => {
  const dataFolder = newFolder(t)
  const child = spawnChild(t, dataFolder)
  await until('initdb has begun', () => entries(dataFolder, 'postgres.init-').some(draft => existsSync(join(dataFolder, draft, 'base'))))
  await killChild(child)
  t.notOk(existsSync(join(dataFolder, 'postgres')), 'half a cluster is none')

  const server = await startEmbeddedPostgres({ dataFolder, log })
  t.teardown(server.stop)
  await query(server.url('postgres'), 'CREATE TABLE kept AS SELECT 1 AS one')
  await server.stop()

  mkdirSync(join(dataFolder, 'postgres.init-leftover', 'base'), { recursive: true })
  const again = await startEmbeddedPostgres({ dataFolder, log })
  t.teardown(again.stop)
  t.same(await query(again.url('postgres'), 'SELECT * FROM kept'), [{ one: 1 }], 'a finished cluster is not touched')
  t.same(entries(dataFolder, 'postgres.init-'), [])
  await again.stop()
})

await t.test('a folder that holds something else is refused', async (t) => {
  const dataFolder = newFolder(t)
  mkdirSync(join(dataFolder, 'postgres'))
  writeFileSync(join(dataFolder, 'postgres', 'notes.txt'), 'mine')
  await t.rejects(startEmbeddedPostgres({ dataFolder, log }), /is not the data of a PostgreSQL/)
  t.ok(existsSync(join(dataFolder, 'postgres', 'notes.txt')))
  t.notOk(existsSync(join(dataFolder, 'postgres-password')))
})

await t.test('ephemeral data of killed processes is removed at the next start, and no other', async (t) => {
  const killed = await startChild(t, '', 'ephemeral')
  const alive = await startChild(t, '', 'ephemeral')
  t.teardown(() => { rmSync(alive.dataFolder, { recursive: true, force: true }) })
  const unlocked = mkdtempSync(join(tmpdir(), 'partner-agreements-ephemeral-'))
  t.teardown(() => { rmSync(unlocked, { recursive: true, force: true }) })
  await killChild(killed)

  const server = await startEmbeddedPostgres({ dataFolder: '', ephemeral: true, log })
  t.teardown(server.stop)
  await until('the killed one\'s data is gone', () => !existsSync(killed.dataFolder))
  t.same(await leftRunning(killed.dataFolder), [])
  await server.stop()
  t.ok(existsSync(unlocked), 'a folder that may be about to be used stays')
  t.same(await query(alive.url, 'SELECT 1 AS one'), [{ one: 1 }])
  await killChild(alive)
  await until('the other one\'s server is gone', () => processesOf(alive.dataFolder).length === 0)
})
