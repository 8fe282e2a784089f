import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { runOptions, serverAccount } from '../../../src/sandbox/postgres/account.js'
import { processMark } from '../../../src/sandbox/postgres/process.js'
import { startEmbeddedPostgres } from '../../../src/sandbox/postgres/embedded.js'
import { killChild, newFolder, processesOf, query, serverPid, startChild, until } from './helper.js'

// One data folder for all: what a kill does to it has to be survived by what follows.
const dataFolder = newFolder(t)
const said: string[] = []
const log = (line: string) => { said.push(line) }
t.beforeEach(() => { said.length = 0 })

await t.test('a server ends with its process, whatever kills that', async (t) => {
  const child = await startChild(t, dataFolder)
  await query(child.url, 'CREATE TABLE kept AS SELECT 1 AS one')
  await killChild(child)
  await until('nothing runs on the folder', () => processesOf(dataFolder).length === 0)
})

await t.test('a server ends with its process when that forgets to stop it', async (t) => {
  const child = await startChild(t, dataFolder, 'exit')
  await child.ended
  await until('nothing runs on the folder', () => processesOf(dataFolder).length === 0)
})

await t.test('a server that was left running is stopped before the next one starts', async (t) => {
  const child = await startChild(t, dataFolder)
  const orphan = serverPid(dataFolder)
  process.kill(keeperOf(orphan), 'SIGKILL')
  await killChild(child)
  await sleep(200)
  t.same(await query(child.url, 'SELECT * FROM kept'), [{ one: 1 }], 'nobody is left to stop it')

  const server = await startEmbeddedPostgres({ dataFolder, log })
  t.teardown(server.stop)
  t.equal(processMark(orphan), undefined)
  t.match(said, [new RegExp(`Stopping PostgreSQL server ${orphan}`)])
  t.same(await query(server.url('postgres'), 'SELECT * FROM kept'), [{ one: 1 }])
  await server.stop()
})

await t.test('a server that was killed with its process is recovered', async (t) => {
  const child = await startChild(t, dataFolder)
  await query(child.url, 'INSERT INTO kept VALUES (2)')
  process.kill(serverPid(dataFolder), 'SIGKILL')
  await killChild(child)

  const server = await startEmbeddedPostgres({ dataFolder, log })
  t.teardown(server.stop)
  t.same(await query(server.url('postgres'), 'SELECT * FROM kept'), [{ one: 1 }, { one: 2 }])
  t.match(readFileSync(join(dataFolder, 'postgres.log'), 'utf8'), /automatic recovery/)
  await server.stop()
})

await t.test('pids that run again as something else keep nobody from starting', async (t) => {
  const bystander = spawn('sleep', ['60'], { ...runOptions(await serverAccount(join(dataFolder, 'postgres'))), stdio: 'ignore' })
  t.teardown(() => bystander.kill())
  writeFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), `${bystander.pid}\n${dataFolder}/postgres\n1700000000\n5432\n\n127.0.0.1\n  5432001         0\nready   \n`)
  writeFileSync(join(dataFolder, 'postgres.lock'), JSON.stringify({ pid: bystander.pid, mark: 'of another start' }))

  const server = await startEmbeddedPostgres({ dataFolder, log })
  t.teardown(server.stop)
  t.same(await query(server.url('postgres'), 'SELECT count(*)::int AS rows FROM kept'), [{ rows: 2 }])
  await server.stop()
  t.equal(bystander.exitCode, null, 'and are left alone')
  t.equal(bystander.signalCode, null)
})

await t.test('a folder in use is refused, and its server stays', async (t) => {
  const child = await startChild(t, dataFolder)
  await t.rejects(startEmbeddedPostgres({ dataFolder, log }), { message: `The data folder ${dataFolder} is in use by process ${child.process.pid}.` })
  t.same(await query(child.url, 'SELECT count(*)::int AS rows FROM kept'), [{ rows: 2 }])
  await killChild(child)
})

await t.test('Ctrl-C does not reach the server', async (t) => {
  const child = await startChild(t, dataFolder)
  process.kill(-child.process.pid!, 'SIGINT')
  t.equal((await child.lines.next()).value, 'interrupted')
  await sleep(100)
  t.same(await query(child.url, 'SELECT 1 AS one'), [{ one: 1 }])
  await killChild(child)
  await until('nothing runs on the folder', () => processesOf(dataFolder).length === 0)
})

function keeperOf (server: number): number {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,sess=,args='], { encoding: 'utf8' })
  return Number(new RegExp(`^ *(\\d+) +${server} +/bin/sh `, 'm').exec(processes)?.[1])
}
