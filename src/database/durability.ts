import { sql, type Kysely } from 'kysely'
import type { Tables } from './tables.js'

/**
 * SQL of a tiny write. Its commit waits until all earlier commits are durable, also on synchronous standbys. Without it
 * a response could report a row that a failover still loses: after a cancelled wait for a standby a row is visible but
 * not durable. So a response that reports a stored row must come from a statement that calls this. It needs no special
 * rights.
 */
export const durabilityMark = "pg_logical_emit_message(true, 'partner-agreements', '')"

/** Waits until all earlier commits are durable. In a transaction its commit waits. See {@link durabilityMark}. */
export async function awaitDurability (kysely: Kysely<Tables>): Promise<void> {
  await sql`SELECT ${sql.raw(durabilityMark)}`.execute(kysely)
}

/** Whether a statement changed its row. If not, an earlier one did, and this waits until the earlier one is durable. */
export async function orThereDurably (kysely: Kysely<Tables>, rows: bigint | undefined): Promise<boolean> {
  if (rows !== 1n) await awaitDurability(kysely)
  return rows === 1n
}
