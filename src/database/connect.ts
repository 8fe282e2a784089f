import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { poolRejectingWarnings, rejectingWarnings } from './commit-warnings.js'
import { durabilityMark } from './durability.js'
import { createGatherer } from './gather.js'
import { usualLimits, type Limits } from './limits.js'
import { PipelinedClients } from './pipelined-clients.js'
import type { Tables } from './tables.js'

/** A prepared statement: the name is unique to the text, so PostgreSQL plans it once a connection. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** The service's connections to PostgreSQL. Only repositories use it. */
export interface Database {
  /** What bounds the queues in front of it. */
  readonly limits: Limits
  /** Typed queries and transactions on an ordinary pool; for paths that are not hot. Throws as `write` does. */
  readonly kysely: Kysely<Tables>
  /** The rows of a prepared read, over pipelined connections. Sees what was committed before the call. */
  read<Row> (statement: Statement, values: readonly unknown[]): Promise<Row[]>
  /**
   * The rows of one prepared statement that writes, durable when it resolves. Throws {@link OutcomeUnknown} when
   * PostgreSQL committed but warned about it: a cancelled wait for a synchronous standby is only a warning there.
   */
  write<Row> (statement: Statement, values: readonly unknown[]): Promise<Row[]>
  /**
   * Resolves when all that was committed before the call is as durable as after `write`. For responses that rest on
   * stored rows as if they had just been stored: what `read` sees may still be lost in a failover. Throws as `write` does.
   */
  awaitDurability (): Promise<void>
  /** Whether PostgreSQL answers just now. */
  isReachable (): Promise<boolean>
  close (): Promise<void>
}

/** How to connect; the sizes are connections. */
export interface DatabaseOptions {
  readonly url: string
  readonly pipelined?: number
  readonly pooled?: number
  /** Where they differ from {@link usualLimits}. */
  readonly limits?: Partial<Limits>
  /** Called for errors of idle connections; they are opened again by themselves. */
  readonly onError: (error: Error) => void
}

// DATE as its text: a Date would shift it by the server's time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, text => text)

/** Connects to PostgreSQL; rejects if it cannot be reached or refuses the role. */
export async function connectDatabase (options: DatabaseOptions): Promise<Database> {
  const limits = { ...usualLimits, ...options.limits }
  const config = { connectionString: options.url, application_name: 'partner-agreements', statement_timeout: 10_000, connectionTimeoutMillis: 5_000, keepAlive: true }
  const pipelined = await PipelinedClients.connect({ ...config, query_timeout: 15_000 }, options.pipelined ?? 4, options.onError)
  const pool = new pg.Pool({ ...config, max: options.pooled ?? 10, idleTimeoutMillis: 60_000 })
  pool.on('error', options.onError)
  // The pool listens to idle connections alone. One that is lost in use also fails its statement, which is enough.
  pool.on('connect', client => { client.on('error', () => {}) })
  // One connection for all who wait at the same time: while a standby is away they must not use up the pool.
  const awaitDurability = createGatherer({
    keyOf: () => '',
    run: async (waiting: readonly undefined[]) => { await writeOn(pool, awaitStatement, []); return [...waiting] },
    limits
  })
  return {
    limits,
    kysely: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolRejectingWarnings(pool) }) }),
    read: (statement, values) => pipelined.query(statement, values),
    write: (statement, values) => writeOn(pool, statement, values),
    awaitDurability: () => awaitDurability(undefined),
    isReachable: () => pipelined.query({ name: 'is_reachable', text: 'SELECT 1' }, []).then(() => true, () => false),
    async close () {
      await Promise.all([pipelined.close(), pool.end()])
    }
  }
}

const awaitStatement: Statement = { name: 'await_durability', text: `SELECT ${durabilityMark}` }

async function writeOn<Row> (pool: pg.Pool, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
  const client = await pool.connect()
  try {
    const { rows } = await rejectingWarnings(client, () => client.query({ name: statement.name, text: statement.text, values: values as unknown[] }))
    return rows as Row[]
  } finally {
    client.release()
  }
}
