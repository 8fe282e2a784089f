import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { BoundedQuery } from './bounded-client.js'
import { rejectingWarnings } from './commit-warnings.js'
import { durabilityMark } from './durability.js'

/** What the check of readiness needs. */
export interface ReadinessChecks {
  /** Whether reads work, now or within the last so many ms. */
  readonly reads: (withinMs: number) => Promise<boolean>
  /** A connection for writes. */
  readonly connect: () => Promise<pg.PoolClient>
  /** When the last write was committed, by `performance.now()`. */
  readonly wroteAt: () => number
}

/** How long an orchestrator waits for a response, in ms. */
const withinMs = 2_000

/** How long a write counts as proof that writes work, in ms. Frequent checks therefore cause few writes. */
const provenMs = 1_000

/** A commit that changes nothing. Returns null where transactions are read-only, as on a standby. */
const tinyWrite: BoundedQuery = {
  name: 'is_writable',
  query_timeout: withinMs,
  text: `SELECT CASE current_setting('transaction_read_only') WHEN 'off' THEN ${durabilityMark} END AS written`
}

/**
 * Whether PostgreSQL can be read and written now. Resolves within two seconds, even if PostgreSQL does not respond.
 * Both checks are needed: a standby can be read, and so can a primary whose commits wait for a missing standby.
 */
export function createReadiness ({ reads, connect, wroteAt }: ReadinessChecks): () => Promise<boolean> {
  let writing: Promise<boolean> | undefined
  let provenAt = -Infinity

  async function writes (): Promise<boolean> {
    if (performance.now() - Math.max(provenAt, wroteAt()) < provenMs) return true
    const isWritten = await canWrite(await connect())
    if (isWritten) provenAt = performance.now()
    return isWritten
  }

  return async () => {
    writing ??= writes().finally(() => { writing = undefined })
    return await isSoonTrue([reads(withinMs), writing])
  }
}

async function canWrite (client: pg.PoolClient): Promise<boolean> {
  let isWritten = false
  try {
    const { rows: [row] } = await rejectingWarnings(client, () => client.query<{ written: unknown }>(tinyWrite))
    isWritten = row?.written != null
    return isWritten
  } finally {
    // A connection that cannot write is closed, because it would fail its next user too.
    client.release(!isWritten)
  }
}

/** Whether all promises resolve to `true` in time. */
async function isSoonTrue (answers: ReadonlyArray<Promise<boolean>>): Promise<boolean> {
  const timer = new AbortController()
  const late = sleep(withinMs, false, { signal: timer.signal })
  late.catch(() => {})
  try {
    return (await Promise.all(answers.map(answer => Promise.race([answer, late])))).every(Boolean)
  } catch {
    return false
  } finally {
    timer.abort()
  }
}
