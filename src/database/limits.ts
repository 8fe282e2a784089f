/** How long the database may keep somebody waiting, in ms, and how many requests may wait for it. */
export interface Limits {
  /** For a turn: in the queue of a partner, for a connection of the pool, and behind a read on a shared connection. */
  readonly waitMs: number
  /** For a connection to be opened. */
  readonly connectMs: number
  /** For the answer to a statement. PostgreSQL itself ends a statement after two thirds of it, where it still can. */
  readonly statementMs: number
  /** How many requests wait in one queue. */
  readonly queueLength: number
}

/** What bounds a queue. */
export type QueueLimits = Pick<Limits, 'waitMs' | 'queueLength'>

/**
 * What the service runs with. A full queue is worked off well within `waitMs`, unless the database has become slow:
 * then time is what bounds it. All together a statement takes no longer than 22 s: a turn in a queue and one at the
 * pool, a connection, and the answer.
 */
export const usualLimits: Limits = { waitMs: 1_000, connectMs: 5_000, statementMs: 15_000, queueLength: 2_048 }
