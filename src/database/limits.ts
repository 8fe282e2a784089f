/** How long a request may wait for the database, in ms, and how many requests may wait. */
export interface Limits {
  /**
   * The wait for a turn: in a partner's queue, for a connection of the pool, or behind a read on a shared connection.
   */
  readonly waitMs: number
  /** The wait for a new connection. */
  readonly connectMs: number
  /** The wait for a statement's result. PostgreSQL itself ends a statement after two thirds of it. */
  readonly statementMs: number
  /** How many requests wait in one queue. */
  readonly queueLength: number
}

/** The limits of a queue. */
export type QueueLimits = Pick<Limits, 'waitMs' | 'queueLength'>

/**
 * The limits of the service. A full queue is processed well within `waitMs`, unless the database is slow; then `waitMs`
 * is the limit. A statement takes at most 22 s in total: a turn in a queue and at the pool, a connection, and the
 * result.
 */
export const usualLimits: Limits = { waitMs: 1_000, connectMs: 5_000, statementMs: 15_000, queueLength: 2_048 }
