import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import { OutcomeUnknown } from '../errors/unavailable.js'

// PostgreSQL has no code of its own for a cancelled wait for a synchronous standby: it is an ordinary warning, or the
// one of a backend that is being ended. Other notices, such as 25P01 of a needless ROLLBACK, say nothing of the commit.
const codes = new Set<string | undefined>(['01000', '57P01'])

/**
 * Runs statements on a connection that nobody else uses meanwhile. Throws {@link OutcomeUnknown} when PostgreSQL
 * committed and warned about it: it answers COMMIT with success after a cancelled wait for a synchronous standby, where
 * a failover would lose the commit.
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

/** Where connections come from. */
export interface ConnectionPool {
  connect (): Promise<pg.PoolClient>
  end (): Promise<void>
}

/** A pool for Kysely: each of its statements, COMMIT among them, goes through {@link rejectingWarnings}. */
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
  // Kysely could also hand over a cursor, which nothing here uses.
  const query: unknown = async (text: string, values: unknown[]) =>
    await rejectingWarnings(client, () => client.query(text, values))
  return { query: query as PostgresPoolClient['query'], release: () => { client.release() } }
}
