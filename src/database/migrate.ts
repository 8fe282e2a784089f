import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Kysely, Migrator, PostgresDialect, sql, type Migration } from 'kysely'
import { packageFile } from '../package-files.js'
import { poolRejectingWarnings } from './commit-warnings.js'
import { BoundedPool } from './bounded-pool.js'
import { usualLimits } from './limits.js'
import { OutcomeUnknown } from '../errors/unavailable.js'
import type { Tables } from './tables.js'

const folder = fileURLToPath(packageFile('migrations/'))

/** The result of one migration: applied, or failed. After a failure no further one was tried. */
export interface MigrationStep {
  readonly name: string
  readonly applied: boolean
}

/** How the schema of a database compares with this version's. */
export type SchemaState = 'current' | 'older' | 'newer'

/**
 * Applies what is missing of migrations/, all or nothing, as the role of `url`, which becomes the tables' owner.
 * Resolves to the steps taken; rejects with the database's error, naming the file. Needs a direct connection: the
 * lock that keeps two runs apart is a session's, which a transaction-mode pooler would lose.
 */
export async function migrate (url: string): Promise<MigrationStep[]> {
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolRejectingWarnings(poolFor(url)) }) })
  try {
    const migrator = new Migrator({ db: kysely, provider: { getMigrations: readMigrations } })
    const { error, results = [] } = await migrator.migrateToLatest()
    if (error instanceof OutcomeUnknown) throw error
    if (error !== undefined && await schemaState(kysely).catch(() => undefined) === 'newer') {
      throw new Error('The schema of the database is newer than this version: ' +
        'run the version that migrated it, or a later one.', { cause: error })
    }
    const failed = results.find(({ status }) => status === 'Error')
    if (error !== undefined) {
      throw new Error(
        `migration ${failed?.migrationName ?? '(before the first)'} failed: ${(error as Error).message}`,
        { cause: error }
      )
    }
    return results.map(({ migrationName, status }) => ({ name: migrationName, applied: status === 'Success' }))
  } finally {
    await kysely.destroy()
  }
}

/** Statements have no time-out, because migrations may take long. Only connecting has one. */
function poolFor (url: string): BoundedPool {
  const config = {
    connectionString: url,
    connectionTimeoutMillis: usualLimits.connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000
  }
  return new BoundedPool(config, 2, { ...usualLimits, waitMs: 60_000 }, () => {})
}

/** Compares the migrations that a database has with those of this code. */
export async function schemaState (kysely: Kysely<Tables>): Promise<SchemaState> {
  const known = Object.keys(await readMigrations())
  const applied = await appliedMigrations(kysely)
  if (applied.some(name => !known.includes(name))) return 'newer'
  return known.every(name => applied.includes(name)) ? 'current' : 'older'
}

async function appliedMigrations (kysely: Kysely<Tables>): Promise<string[]> {
  const {
    rows: [table]
  } = await sql<{ found: boolean }>`SELECT to_regclass('kysely_migration') IS NOT NULL AS found`.execute(kysely)
  if (table?.found !== true) return []
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration`.execute(kysely)
  return rows.map(({ name }) => name)
}

async function readMigrations (): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter(file => file.endsWith('.sql')).sort()
  const texts = await Promise.all(files.map(file => readFile(folder + file, 'utf8')))
  return Object.fromEntries(files.map((file, index) => [
    file.slice(0, -'.sql'.length),
    { up: async db => { await sql.raw(texts[index] ?? '').execute(db) } }
  ]))
}
