import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { BoundedPool } from './bounded-pool.js'
import { poolRejectingWarnings, rejectingWarnings } from './commit-warnings.js'
import { durabilityMark } from './durability.js'
import { createGatherer } from './gather.js'
import { usualLimits, type Limits } from './limits.js'
import { PipelinedClients } from './pipelined-clients.js'
import { createReadiness } from './readiness.js'
import type { Tables } from './tables.js'

/** A prepared statement: the name is unique to the text, so PostgreSQL plans it once a connection. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** The service's connections to PostgreSQL. Only repositories use it. */
export interface Database {
  /** What bounds the queues in front of it; its own statements keep to them by themselves. */
  readonly limits: Limits
  /** Typed queries and transactions on an ordinary pool; for paths that are not hot. Throws as `write` does. */
  readonly kysely: Kysely<Tables>
  /** The rows of a prepared read, over pipelined connections. Sees what was committed before the call. */
  read<Row> (statement: Statement, values: readonly unknown[]): Promise<Row[]>
  /**
   * The rows of one prepared statement that writes, durable when it resolves. Throws {@link OutcomeUnknown} when
   * PostgreSQL committed but warned about it: a cancelled wait for a synchronous standby is only a warning there.
   * Throws `StatementTimedOut`, which leaves the outcome as unknown, where no answer comes in time.
   */
  write<Row> (statement: Statement, values: readonly unknown[]): Promise<Row[]>
  /**
   * Resolves when all that was committed before the call is as durable as after `write`. For responses that rest on
   * stored rows as if they had just been stored: what `read` sees may still be lost in a failover. Throws as `write` does.
   */
  awaitDurability (): Promise<void>
  /** Whether PostgreSQL both reads and writes just now. Resolves within two seconds. */
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
  const config = clientConfig(options.url, limits)
  const pipelined = await PipelinedClients.connect(config, options.pipelined ?? 4, limits, options.onError)
  const pool = new BoundedPool(config, options.pooled ?? 10, limits, options.onError)
  // One connection for all who wait at the same time: while a standby is away they must not use up the pool.
  const awaitDurability = createGatherer({
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
    // A transaction whose client is gone must not hold its locks.
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
