import type { ServerResponse } from 'node:http'
import { ApiError } from '../errors/api-error.js'

/** How many requests of one partner an instance handles at the same time: about half a second's work. */
export const usualInFlight = 2_048

/**
 * Limits the requests of each partner that are handled at the same time. A request that is one too many is rejected
 * with ServiceOverloaded before its body is read: reading it first would cost as much as handling it.
 */
export class InFlightLimit {
  readonly #max: number
  readonly #counts = new Map<string, number>()

  constructor (max: number) {
    this.#max = max
  }

  /** Counts a request until its response is closed. Throws ServiceOverloaded where it is one too many. */
  enter (partnerId: string, response: ServerResponse): void {
    const count = this.#counts.get(partnerId) ?? 0
    if (count >= this.#max) throw new ApiError('ServiceOverloaded', { headers: { 'retry-after': '1' } })
    this.#counts.set(partnerId, count + 1)
    response.on('close', () => { this.#leave(partnerId) })
  }

  #leave (partnerId: string): void {
    const count = this.#counts.get(partnerId) ?? 0
    if (count > 1) this.#counts.set(partnerId, count - 1)
    else this.#counts.delete(partnerId)
  }
}
