import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import { OutcomeUnknown } from '../errors/unavailable.js'

// PostgreSQL has no separate code for a cancelled wait for a synchronous standby: it is a generic warning (01000), or
// that of a backend being terminated (57P01). Other notices, such as 25P01, say nothing about the commit.
const codes = new Set<string | undefined>(['01000', '57P01'])

/**
 * Runs statements on a connection that is used exclusively. Throws {@link OutcomeUnknown} if PostgreSQL warns about a
 * commit. After a cancelled wait for a synchronous standby PostgreSQL reports success with a warning, although a
 * failover would lose the commit.
 */
export async function rejectingWarnings<Result> (client: pg.ClientBase, run: () => Promise<Result>): Promise<Result> {
  let warning: string | undefined
  const onNotice = ({ code, message }: { code?: string | undefined, message?: string | undefined }) => {
    if (codes.has(code)) warning = message ?? 'unnamed warning'
  }
  client.on('notice', onNotice)
  try {
    const result = await run()
    if (warning !== undefined) throw new OutcomeUnknown(warning)
    return result
  } finally {
    client.off('notice', onNotice)
  }
}

/** A source of connections. */
export interface ConnectionPool {
  connect (): Promise<pg.PoolClient>
  end (): Promise<void>
}

/** Wraps a pool for Kysely: each statement, including COMMIT, goes through {@link rejectingWarnings}. */
export function poolRejectingWarnings (pool: ConnectionPool): PostgresPool {
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    async connect () {
      const client = await pool.connect()
      const watched = known.get(client) ?? clientRejectingWarnings(client)
      known.set(client, watched)
      return watched
    },
    end: () => pool.end()
  }
}

function clientRejectingWarnings (client: pg.PoolClient): PostgresPoolClient {
  // Kysely can also pass a cursor, which this service does not use.
  const query: unknown = async (text: string, values: unknown[]) =>
    await rejectingWarnings(client, () => client.query(text, values))
  return { query: query as PostgresPoolClient['query'], release: () => { client.release() } }
}
