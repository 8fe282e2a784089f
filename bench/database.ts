import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { prepareApplicationRole } from '../src/database/application-role.js'
import { startEmbeddedPostgres } from '../src/sandbox/postgres/embedded.js'
import { migrate } from '../src/database/migrate.js'
import { onCleanup } from './cleanup.js'
import { fill, type Dataset } from './dataset.js'

/** The PostgreSQL server of a run. */
export interface Server {
  readonly version: string
  readonly isEmbedded: boolean
  /** Makes a database with the service's schema and this many confirmations. */
  createDatabase (name: string, confirmations: number): Promise<BenchDatabase>
}

/** A database as production has it: tables of an owner, and a role for the service that owns nothing. */
export interface BenchDatabase extends Dataset {
  readonly ownerUrl: string
  readonly serviceUrl: string
  /** A connection of the owner. */
  readonly owner: pg.Client
}

const role = `partner_agreements_bench_${process.pid}`

/** Starts an embedded server, or takes the one of `databaseUrl`. */
export async function startDatabase (databaseUrl: string | undefined): Promise<Server> {
  const url = databaseUrl ?? await startEmbedded()
  const admin = await connected(url)
  onCleanup(() => admin.query(`DROP ROLE IF EXISTS ${role}`).finally(() => admin.end()))
  const { rows: [shown] } = await admin.query<{ version: string }>("SELECT current_setting('server_version') AS version")
  const password = randomBytes(16).toString('hex')
  return {
    version: shown?.version ?? '?',
    isEmbedded: databaseUrl === undefined,
    createDatabase: (name, confirmations) => createDatabase(admin, url, `${role}_${name}`, password, confirmations)
  }
}

async function startEmbedded (): Promise<string> {
  // Ephemeral data is no less durable while the server runs: it differs in being removed at the end.
  const embedded = await startEmbeddedPostgres({ dataFolder: '', ephemeral: true, log: line => process.stderr.write(`${line}\n`) })
  onCleanup(() => embedded.stop())
  return embedded.url('postgres')
}

async function createDatabase (admin: pg.Client, serverUrl: string, name: string, password: string, confirmations: number): Promise<BenchDatabase> {
  await admin.query(`CREATE DATABASE ${name}`)
  onCleanup(() => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  const ownerUrl = new URL(serverUrl)
  ownerUrl.pathname = `/${name}`
  const serviceUrl = new URL(ownerUrl)
  serviceUrl.username = role
  serviceUrl.password = password
  await migrate(ownerUrl.href)
  await prepareApplicationRole(ownerUrl.href, serviceUrl.href)
  const owner = await connected(ownerUrl.href)
  onCleanup(() => owner.end())
  return { ownerUrl: ownerUrl.href, serviceUrl: serviceUrl.href, owner, ...await fill(owner, confirmations) }
}

async function connected (url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  // A lost connection shows in the next query; without a listener it would end the process and skip the cleaning up.
  client.on('error', () => {})
  await client.connect()
  return client
}
