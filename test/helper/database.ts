import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import pg from 'pg'
import type { Test } from 'tap'
import { prepareApplicationRole } from '../../src/database/application-role.js'
import { connectDatabase, type Database } from '../../src/database/connect.js'
import type { Limits } from '../../src/database/limits.js'
import { migrate } from '../../src/database/migrate.js'
import { operatorRepository } from '../../src/operator/repository.js'
import { sandboxRepository } from '../../src/sandbox/repository.js'
import { seedSandbox } from '../../src/sandbox/seed.js'
import { adminUrl } from './cluster.js'
import { projectFile } from './project.js'

/** The role and password that tests connect with, as the service does: it owns nothing. */
const role = 'partner_agreements_test'

/** A database of a test file's own, with the sandbox's data in it. */
export interface TestDatabase {
  /** As the service connects. */
  readonly url: string
  /** As the owner of the tables connects. */
  readonly ownerUrl: string
  /** Rows of any statement, as the owner: what is really stored. */
  rows<Row = Record<string, unknown>> (text: string, values?: unknown[]): Promise<Row[]>
}

/** Clones the migrated and seeded template for this test; dropped when it ends. */
export async function testDatabase (t: Test): Promise<TestDatabase> {
  const template = await templateDatabase()
  const name = `test_${basename(t.fullname).replace(/\W+/g, '_').slice(-30).toLowerCase()}_${randomBytes(4).toString('hex')}`
  await onServer(client => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  const ownerUrl = urlOf(name)
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 })
  // Dropping the database ends what is still closing.
  owner.on('error', () => {})
  t.teardown(async () => {
    await owner.end()
    await drop(name)
  })
  return { url: applicationUrl(name), ownerUrl, rows: async (text, values) => (await owner.query(text, values)).rows }
}

/** Connects to a test's database as the service does; closed when the test ends. */
export async function connectTo (t: Test, { url }: Pick<TestDatabase, 'url'>, limits: Partial<Limits> = {}): Promise<Database> {
  // Tests send hundreds of requests at once, on machines that are busy with others.
  const database = await connectDatabase({ url, limits: { waitMs: 30_000, statementMs: 60_000, ...limits }, onError: () => {} })
  t.teardown(() => database.close())
  return database
}

/** An empty database of this test's own; dropped when it ends. */
export async function emptyDatabase (t: Test): Promise<string> {
  const name = `test_empty_${randomBytes(6).toString('hex')}`
  await onServer(client => client.query(`CREATE DATABASE ${name}`))
  t.teardown(() => drop(name))
  return urlOf(name)
}

/** Made once a run, by whichever test file comes first. */
async function templateDatabase (): Promise<string> {
  const migrations = readdirSync(projectFile('migrations')).sort().map(file => `migrations/${file}`)
  const sources = [...migrations, ...['data', 'identity/password', 'repository', 'seed', 'documents/sample-words', 'documents/sample-documents'].map(name => `src/sandbox/${name}.ts`), 'src/database/application-role.ts']
  const hash = createHash('sha256')
  for (const source of sources) hash.update(readFileSync(projectFile(source)))
  const name = `template_${hash.digest('hex').slice(0, 16)}`
  await onServer(async client => {
    await client.query('SELECT pg_advisory_lock(720480)')
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rowCount !== 0) return
    await client.query(`DROP DATABASE IF EXISTS ${name}_unfinished WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${name}_unfinished`)
    await fill(`${name}_unfinished`)
    await client.query(`ALTER DATABASE ${name}_unfinished RENAME TO ${name}`)
  })
  return name
}

async function fill (name: string): Promise<void> {
  await migrate(urlOf(name))
  await prepareApplicationRole(urlOf(name), applicationUrl(name), { sandbox: true })
  const owner = await connectDatabase({ url: urlOf(name), pipelined: 0, pooled: 1, onError: () => {} })
  await seedSandbox(operatorRepository(owner.kysely), sandboxRepository(owner.kysely), new Date('2026-01-01T00:00:00Z'))
  await owner.close()
}

/** Unless it goes with the run's own server soon. */
async function drop (name: string): Promise<void> {
  if (process.env['TEST_DATABASES_STAY'] === undefined) await onServer(client => client.query(`DROP DATABASE ${name} WITH (FORCE)`))
}

function urlOf (database: string): string {
  const url = new URL(adminUrl())
  url.pathname = `/${database}`
  return url.href
}

function applicationUrl (database: string): string {
  const url = new URL(urlOf(database))
  url.username = role
  url.password = 'test'
  return url.href
}

async function onServer<Result> (work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: adminUrl() })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
