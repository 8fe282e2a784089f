import pg from 'pg'
import { isTimeOut, socketOf, type BoundedQuery } from './bounded-client.js'
import type { Statement } from './connect.js'
import { Overloaded, StatementTimedOut } from '../errors/unavailable.js'
import type { Limits } from './limits.js'

interface Line {
  client: pg.Client | undefined
  /** The last attempt to connect it. */
  opening: Promise<void>
  /** What it was asked, oldest first: PostgreSQL answers in that order. */
  readonly pending: Set<Asked>
  /** The time of PostgreSQL's last response on it, by `performance.now()`. */
  heardAt: number
}

/** The time when a statement was sent, by `performance.now()`. */
interface Asked {
  readonly at: number
}

/** How long closing waits for connections to end, in ms. */
const goodbyeMs = 1_000

const reopenMs = 250

const oneStatement: Statement = { name: 'is_reachable', text: 'SELECT 1' }

/**
 * A few connections on which statements are sent without waiting for the answers before them. Only for reads of one
 * statement: there is no way to hold a transaction on a shared connection. A connection that is lost, or on which one
 * statement times out, is opened again; what else was waiting on it is asked once more on another one, as long as its
 * own time is not up.
 */
export class PipelinedClients {
  readonly #config: pg.ClientConfig
  readonly #limits: Limits
  readonly #onError: (error: Error) => void
  readonly #lines: Line[]
  #closed = false

  private constructor (config: pg.ClientConfig, size: number, limits: Limits, onError: (error: Error) => void) {
    this.#config = { ...config, pipeline: true }
    this.#limits = limits
    this.#onError = onError
    this.#lines = Array.from({ length: size }, () => ({
      client: undefined,
      opening: Promise.resolve(),
      pending: new Set<Asked>(),
      heardAt: 0
    }))
  }

  /** Connects all lines; rejects if one of them cannot be opened. */
  static async connect (
    config: pg.ClientConfig,
    size: number,
    limits: Limits,
    onError: (error: Error) => void
  ): Promise<PipelinedClients> {
    const clients = new PipelinedClients(config, size, limits, onError)
    try {
      await Promise.all(clients.#lines.map(line => clients.#open(line)))
    } catch (error) {
      await clients.close()
      throw error
    }
    return clients
  }

  /** Returns the rows of a prepared read. Rejects with {@link Overloaded} if all connections are too busy. */
  async query<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const startedAt = performance.now()
    try {
      return await this.#ask<Row>(statement, values, this.#limits.statementMs)
    } catch (error) {
      const remainingMs = this.#limits.statementMs - (performance.now() - startedAt)
      if (!isLoss(error) || remainingMs <= 0) throw error
      return await this.#ask<Row>(statement, values, Math.ceil(remainingMs))
    }
  }

  /** Whether PostgreSQL responds to reads. Busy connections count if one got a response within that time, in ms. */
  async isAnswering (withinMs: number): Promise<boolean> {
    try {
      await this.query(oneStatement, [])
      return true
    } catch (error) {
      const latest = performance.now() - withinMs
      return error instanceof Overloaded && this.#lines.some(({ heardAt }) => heardAt > latest)
    }
  }

  /** Ends all connections after their pending statements. */
  async close (): Promise<void> {
    this.#closed = true
    // What is being opened is open before long, and nobody else would end it.
    await Promise.allSettled(this.#lines.map(line => line.opening))
    await Promise.all(
      this.#lines.map(
        ({ client, pending }) => client && end(client, pending.size > 0 ? this.#limits.statementMs : goodbyeMs)
      )
    )
  }

  async #ask<Row>(statement: Statement, values: readonly unknown[], withinMs: number): Promise<Row[]> {
    const asked = { at: performance.now() }
    const line = this.#lineAt(asked.at)
    line.pending.add(asked)
    try {
      const query: BoundedQuery = {
        name: statement.name,
        text: statement.text,
        values: values as unknown[],
        query_timeout: withinMs
      }
      const result = await line.client.query(query)
      line.heardAt = performance.now()
      // Detached from pg's result: otherwise rows stayed in memory for seconds after their request, and filled the
      // heap.
      const { rows } = result
      result.rows = []
      return rows as Row[]
    } catch (error) {
      if (!isTimeOut(error)) throw error
      this.#reopenSilent(asked.at)
      throw new StatementTimedOut(error)
    } finally {
      line.pending.delete(asked)
    }
  }

  /** The open line with the least to do, of those that answer in time. */
  #lineAt (now: number): Line & { readonly client: pg.Client } {
    const { waitMs, queueLength } = this.#limits
    let found: Line | undefined
    let isOpen = false
    for (const line of this.#lines) {
      if (line.client === undefined) continue
      isOpen = true
      const [oldest] = line.pending
      if (line.pending.size >= queueLength || (oldest !== undefined && now - oldest.at > waitMs)) continue
      if (found === undefined || line.pending.size < found.pending.size) found = line
    }
    if (found !== undefined) return found as Line & { client: pg.Client }
    throw isOpen ? new Overloaded('too many reads wait for the database') : new Error('No connection to the database')
  }

  /**
   * Replaces connections that may be dead: when one dies silently, those that were idle since have probably died too.
   */
  #reopenSilent (since: number): void {
    for (const { client, pending, heardAt } of this.#lines) {
      if (client !== undefined && pending.size === 0 && heardAt < since) socketOf(client).destroy()
    }
  }

  #open (line: Line): Promise<void> {
    line.opening = this.#connect(line)
    return line.opening
  }

  async #connect (line: Line): Promise<void> {
    const client = new pg.Client(this.#config)
    client.on('error', this.#onError)
    client.on('end', () => {
      if (line.client !== client) return
      line.client = undefined
      this.#reopen(line)
    })
    await client.connect()
    line.client = client
    line.heardAt = performance.now()
  }

  #reopen (line: Line): void {
    if (this.#closed) return
    this.#open(line).catch(error => {
      if (this.#closed) return
      this.#onError(error as Error)
      setTimeout(() => this.#reopen(line), reopenMs).unref()
    })
  }
}

/** Whether an error says that the connection was lost before the result. The driver's error has no code. */
function isLoss (error: unknown): boolean {
  return (
    !(error instanceof StatementTimedOut || error instanceof Overloaded) &&
    (error as { code?: unknown }).code === undefined
  )
}

async function end (client: pg.Client, withinMs: number): Promise<void> {
  const timer = setTimeout(() => { socketOf(client).destroy() }, withinMs)
  await client.end()
  clearTimeout(timer)
}
