import { execFile } from 'node:child_process'
import { appendFile, chown, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import type { Test } from 'tap'
import { startEmbeddedPostgres } from '../../src/sandbox/postgres/embedded.js'
import { findBinaries } from '../../src/sandbox/postgres/binaries.js'
import { ephemeralPlace, removeFolder } from '../../src/sandbox/postgres/ephemeral.js'
import { clusterOf } from '../../src/sandbox/postgres/place.js'
import { startServer, type Server } from '../../src/sandbox/postgres/server.js'

/** A PostgreSQL server of a test file's own: what its commits wait for is a setting of the whole server. */
export interface Primary {
  /** The superuser's address of a database. */
  url (database: string): string
  rows<Row = Record<string, unknown>> (text: string): Promise<Row[]>
  /** Makes commits wait for the standby of this name, which need not exist; '' for none. */
  waitForStandby (name: string): Promise<void>
  /** Resolves when a commit waits. */
  firstWait (): Promise<void>
  /** Does `work` while every wait for a standby is cancelled, as an operator or a time-out does it. */
  cancellingWaits<Result> (work: () => Promise<Result>): Promise<Result>
  /** The same while the standby to wait for does not even exist. */
  unconfirmed<Result> (work: () => Promise<Result>): Promise<Result>
  /** Ends the server, and with it all that only it had. */
  stop (): Promise<void>
}

/** A streaming replica, by the name `replica`. */
export interface Standby {
  start (): Promise<void>
  stop (): Promise<void>
  /** Where it listens, once it was started. */
  port (): number
  /** Makes it the primary, and answers the address of a database of it. */
  promote (database: string): Promise<string>
}

/** Starts a server, on which the helpers for databases and apps of this process work too until the test ends. */
export async function startPrimary (t: Test): Promise<Primary> {
  const server = await startEmbeddedPostgres({ dataFolder: '', ephemeral: true, log: () => {} })
  t.teardown(() => server.stop())
  const { TEST_DATABASE_URL: shared } = process.env
  process.env['TEST_DATABASE_URL'] = server.url('postgres')
  t.teardown(() => {
    if (shared === undefined) delete process.env['TEST_DATABASE_URL']
    else process.env['TEST_DATABASE_URL'] = shared
  })
  const owner = new pg.Pool({ connectionString: server.url('postgres'), max: 2 })
  owner.on('error', () => {})
  t.teardown(() => owner.end())
  const rows = async <Row> (text: string) => (await owner.query(text)).rows as Row[]
  const primary: Primary = {
    url: database => server.url(database),
    rows,
    async waitForStandby (name) {
      await rows(`ALTER SYSTEM SET synchronous_standby_names = '${name}'`)
      await rows('SELECT pg_reload_conf()')
      while ((await rows<{ names: string }>("SELECT current_setting('synchronous_standby_names') AS names"))[0]?.names !== name) await delay(10)
    },
    async firstWait () {
      while ((await rows("SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'")).length === 0) await delay(10)
    },
    async cancellingWaits (work) {
      const done = work()
      const settled = done.then(() => true, () => true)
      while (!await Promise.race([settled, delay(10, false)])) await rows("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
      return await done
    },
    async unconfirmed (work) {
      await primary.waitForStandby('nobody')
      try {
        return await primary.cancellingWaits(work)
      } finally {
        await primary.waitForStandby('')
      }
    },
    stop: () => server.stop()
  }
  return primary
}

/** Copies a running primary into a standby, which is yet to be started. Only programs of the embedded PostgreSQL are needed. */
export async function copyToStandby (t: Test, primary: Primary): Promise<Standby> {
  const place = await ephemeralPlace()
  const cluster = clusterOf(place.folder)
  const client = new pg.Client(primary.url('postgres'))
  await client.connect()
  await client.query("SELECT pg_backup_start('standby', true)")
  const { rows: [source] } = await client.query<{ folder: string }>("SELECT current_setting('data_directory') AS folder")
  await promisify(execFile)('cp', ['-a', source?.folder ?? '', cluster])
  const { rows: [backup] } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)')
  await client.end()
  const { hostname, port, username, password } = new URL(primary.url('postgres'))
  await rm(join(cluster, 'postmaster.pid'), { force: true })
  for (const [name, content] of [['backup_label', backup?.labelfile ?? ''], ['standby.signal', '']] as const) {
    await writeFile(join(cluster, name), content)
    if (place.account !== undefined) await chown(join(cluster, name), place.account.uid, place.account.gid)
  }
  await appendFile(join(cluster, 'postgresql.auto.conf'), `
    primary_conninfo = 'host=${hostname} port=${port} user=${username} password=${password} application_name=replica'
    synchronous_standby_names = ''\n`)
  const binaries = await findBinaries(place.account)
  let server: Server | undefined
  const stop = async () => {
    await server?.stop()
    server = undefined
  }
  t.teardown(async () => {
    await stop()
    await removeFolder(place.folder)
  })
  return {
    start: async () => { server = await startServer({ place, binaries, formerPid: undefined, log: () => {} }) },
    stop,
    port: () => server?.port as number,
    async promote (database) {
      const url = new URL(primary.url('postgres'))
      url.port = String(server?.port)
      const standby = new pg.Client(url.href)
      await standby.connect()
      await standby.query('SELECT pg_promote()')
      await standby.end()
      url.pathname = `/${database}`
      return url.href
    }
  }
}
