import type { AsOf } from '../domain/acceptance/direct-acceptance.js'

/**
 * Returns both instants of an {@link AsOf} for PostgreSQL. Infinite ones become text, since a Date cannot be infinite.
 */
export function instantsOf ({ now, acceptedFrom }: AsOf): [now: Date, acceptedFrom: Date | string] {
  return [now, Number.isFinite(acceptedFrom) ? new Date(acceptedFrom) : acceptedFrom < 0 ? '-infinity' : 'infinity']
}
