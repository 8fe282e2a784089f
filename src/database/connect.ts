import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { BoundedPool } from './bounded-pool.js'
import { poolRejectingWarnings, rejectingWarnings } from './commit-warnings.js'
import { durabilityMark } from './durability.js'
import { createBatcher } from './batches.js'
import { usualLimits, type Limits } from './limits.js'
import { PipelinedClients } from './pipelined-clients.js'
import { createReadiness } from './readiness.js'
import type { Tables } from './tables.js'

/** A prepared statement. Each text has its own name, so PostgreSQL parses it once for each connection. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** The service's connections to PostgreSQL. Only repositories use it. */
export interface Database {
  /** The limits for queues in front of the database. Its own statements apply them already. */
  readonly limits: Limits
  /** Typed queries and transactions on an ordinary pool, for paths that are not hot. Throws the errors of `write`. */
  readonly kysely: Kysely<Tables>
  /** Returns the rows of a prepared read, over pipelined connections. It sees all commits before the call. */
  read<Row> (statement: Statement, values: readonly unknown[]): Promise<Row[]>
  /**
   * Returns the rows of a prepared statement that writes; its changes are durable when it resolves. Throws
   * {@link OutcomeUnknown} if PostgreSQL warns about the commit, as after a cancelled wait for a synchronous standby.
   * Throws `StatementTimedOut` after a time-out; the outcome is then unknown, too.
   */
  write<Row> (statement: Statement, values: readonly unknown[]): Promise<Row[]>
  /**
   * Resolves when all commits before the call are as durable as after `write`. Call it before a response that reports
   * rows found by `read` as stored, because a failover may still lose them. Throws the errors of `write`.
   */
  awaitDurability (): Promise<void>
  /** Whether PostgreSQL can be read and written now. Resolves within two seconds. */
  isReachable (): Promise<boolean>
  close (): Promise<void>
}

/** How to connect. `pipelined` and `pooled` are numbers of connections. */
export interface DatabaseOptions {
  readonly url: string
  readonly pipelined?: number
  readonly pooled?: number
  /** Limits that differ from {@link usualLimits}. */
  readonly limits?: Partial<Limits>
  /** Called for errors of idle connections, which are replaced automatically. */
  readonly onError: (error: Error) => void
}

// DATE is returned as text: a Date would shift it by the server's time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, text => text)

/** Connects to PostgreSQL. Rejects if it cannot be reached or rejects the role. */
export async function connectDatabase (options: DatabaseOptions): Promise<Database> {
  const limits = { ...usualLimits, ...options.limits }
  const config = clientConfig(options.url, limits)
  const pipelined = await PipelinedClients.connect(config, options.pipelined ?? 4, limits, options.onError)
  const pool = new BoundedPool(config, options.pooled ?? 10, limits, options.onError)
  // One connection for all who wait at the same time: while a standby is away they must not use up the pool.
  const awaitDurability = createBatcher({
    keyOf: () => '',
    run: async (waiting: readonly undefined[]) => { await writeOn(pool, awaitStatement, []); return [...waiting] },
    limits
  })
  let wroteAt = -Infinity
  return {
    limits,
    kysely: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolRejectingWarnings(pool) }) }),
    read: (statement, values) => pipelined.query(statement, values),
    async write<Row> (statement: Statement, values: readonly unknown[]) {
      const rows = await writeOn<Row>(pool, statement, values)
      wroteAt = performance.now()
      return rows
    },
    awaitDurability: () => awaitDurability(undefined),
    isReachable: createReadiness({
      reads: withinMs => pipelined.isAnswering(withinMs),
      connect: () => pool.connect(),
      wroteAt: () => wroteAt
    }),
    async close () {
      await Promise.all([pipelined.close(), pool.end()])
    }
  }
}

/** How every connection is opened. Its limits end what PostgreSQL does, where PostgreSQL can be reached. */
function clientConfig (url: string, { connectMs, statementMs }: Limits): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'partner-agreements',
    statement_timeout: Math.ceil(statementMs * 2 / 3),
    // A transaction whose client has disappeared must release its locks.
    idle_in_transaction_session_timeout: statementMs,
    query_timeout: statementMs,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000
  }
}

const awaitStatement: Statement = { name: 'await_durability', text: `SELECT ${durabilityMark}` }

async function writeOn<Row> (pool: BoundedPool, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
  const client = await pool.connect()
  try {
    const { rows } = await rejectingWarnings(client, () =>
      client.query({ name: statement.name, text: statement.text, values: values as unknown[] })
    )
    return rows as Row[]
  } finally {
    client.release()
  }
}
