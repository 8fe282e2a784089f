import { sql, type Kysely } from 'kysely'
import type { Tables } from './tables.js'

/**
 * SQL of a tiny write: it makes the commit of its statement wait, as that of any other write does, until all that was
 * committed before is durable, on synchronous standbys too. A row that can be read may not be: a cancelled wait for a
 * standby makes it visible. So a response that rests on a stored row, as if it had just been stored, has to come from a
 * statement that calls this. It takes no rights beyond those that PostgreSQL gives everybody.
 */
export const durabilityMark = "pg_logical_emit_message(true, 'partner-agreements', '')"

/** Waits until all that was committed before is durable; within a transaction its commit does. See {@link durabilityMark}. */
export async function awaitDurability (kysely: Kysely<Tables>): Promise<void> {
  await sql`SELECT ${sql.raw(durabilityMark)}`.execute(kysely)
}

/** Whether a statement changed its row. If it did not, this had been done before, and what says so waits until that is durable. */
export async function orThereDurably (kysely: Kysely<Tables>, rows: bigint | undefined): Promise<boolean> {
  if (rows !== 1n) await awaitDurability(kysely)
  return rows === 1n
}
