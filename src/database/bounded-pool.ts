import pg from 'pg'
import { BoundedClient } from './bounded-client.js'
import type { Limits } from './limits.js'
import { TurnLine } from './concurrency-limit.js'

/** How long closing waits for connections to end, in ms. */
const closeMs = 1_000

type PooledClient = pg.PoolClient & BoundedClient

/** Connections for writes and transactions, with the limits for waiting. */
export class BoundedPool {
  readonly #pool: pg.Pool
  readonly #turns: TurnLine
  readonly #clients = new Set<BoundedClient>()
  /** Connections without a response since this time may be dead, by `performance.now()`. */
  #suspectBefore = -Infinity

  constructor (config: pg.ClientConfig, size: number, limits: Limits, onError: (error: Error) => void) {
    this.#pool = new pg.Pool({ ...config, max: size, idleTimeoutMillis: 60_000, Client: BoundedClient })
    this.#turns = new TurnLine({ atOnce: size, waitMs: limits.waitMs, queueLength: limits.queueLength })
    this.#pool.on('error', onError)
    this.#pool.on('connect', client => { this.#watch(client as PooledClient) })
    this.#pool.on('remove', client => { this.#clients.delete(client as PooledClient) })
  }

  /** Returns a connection for exclusive use until it is released. Rejects with `Overloaded` if none is free in time. */
  async connect (): Promise<pg.PoolClient> {
    await this.#turns.take()
    try {
      const client = await this.#connectAlive()
      const { release } = client
      client.release = error => {
        release(error)
        this.#turns.give()
      }
      return client
    } catch (error) {
      this.#turns.give()
      throw error
    }
  }

  /** Ends all connections once they are released. */
  async end (): Promise<void> {
    const ended = this.#pool.end()
    setTimeout(() => { for (const client of this.#clients) client.abandon() }, closeMs).unref()
    await ended
  }

  #watch (client: PooledClient): void {
    this.#clients.add(client)
    // The pool handles errors of idle connections only. When a connection in use is lost, its statement fails.
    client.on('error', () => {})
    client.onTimeOut = sentAt => { this.#suspectBefore = Math.max(this.#suspectBefore, sentAt) }
  }

  /** Skips connections that may be dead: when one dies silently, those that were idle since have probably died too. */
  async #connectAlive (): Promise<PooledClient> {
    for (;;) {
      const client = await this.#pool.connect() as PooledClient
      if (client.heardAt > this.#suspectBefore) return client
      client.abandon()
      client.release(true)
    }
  }
}
