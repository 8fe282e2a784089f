import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { BoundedQuery } from './bounded-client.js'
import { rejectingWarnings } from './commit-warnings.js'
import { durabilityMark } from './durability.js'

/** What readiness asks. */
export interface ReadinessChecks {
  /** Whether reads are answered, now or within the last so many ms. */
  readonly reads: (withinMs: number) => Promise<boolean>
  /** A connection for writes. */
  readonly connect: () => Promise<pg.PoolClient>
  /** When the last write was committed, by `performance.now()`. */
  readonly wroteAt: () => number
}

/** How long an orchestrator waits for an answer, in ms. */
const withinMs = 2_000

/** How long a write proves that the next one can be done, in ms: nobody can wear out the disk by asking. */
const provenMs = 1_000

/** A real commit that changes nothing; null on a standby, and wherever else transactions are read-only. */
const tinyWrite: BoundedQuery = {
  name: 'is_writable',
  query_timeout: withinMs,
  text: `SELECT CASE current_setting('transaction_read_only') WHEN 'off' THEN ${durabilityMark} END AS written`
}

/**
 * Tells whether PostgreSQL both reads and writes just now, within two seconds, even if it never answers. A standby that
 * a failover left the service with reads, and so does a primary whose commits wait for a standby that is away.
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
    // A connection that cannot write is of no use to the next one either.
    client.release(!isWritten)
  }
}

/** Whether all of them resolve to `true` in time. */
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
