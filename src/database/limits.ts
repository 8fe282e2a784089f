/** How long requests wait for the database, in ms, and how many may wait. */
export interface Limits {
  /** For a turn: in the queue of a partner, and for a connection of the pool. */
  readonly waitMs: number
  /** How many requests wait in one queue. */
  readonly queueLength: number
}

/**
 * What the service runs with. A full queue is worked off well within `waitMs`, unless the database has become slow:
 * then time is what bounds it.
 */
export const usualLimits: Limits = { waitMs: 1_000, queueLength: 1_024 }
