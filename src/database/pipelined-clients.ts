import pg from 'pg'
import type { Statement } from './connect.js'

interface Line {
  client: pg.Client | undefined
  /** The last attempt to connect it. */
  opening: Promise<void>
  pending: number
}

/**
 * A few connections on which statements are sent without waiting for the answers before them. Only for reads of one
 * statement: there is no way to hold a transaction on a shared connection. A connection that is lost is opened
 * again; what was waiting on it is asked once more on another one.
 */
export class PipelinedClients {
  readonly #config: pg.ClientConfig
  readonly #onError: (error: Error) => void
  readonly #lines: Line[]
  #closed = false

  private constructor (config: pg.ClientConfig, size: number, onError: (error: Error) => void) {
    this.#config = { ...config, pipeline: true }
    this.#onError = onError
    this.#lines = Array.from({ length: size }, () => ({ client: undefined, opening: Promise.resolve(), pending: 0 }))
  }

  /** Connects all lines; rejects if one of them cannot be opened. */
  static async connect (config: pg.ClientConfig, size: number, onError: (error: Error) => void): Promise<PipelinedClients> {
    const clients = new PipelinedClients(config, size, onError)
    await Promise.all(clients.#lines.map(line => clients.#open(line)))
    return clients
  }

  /** The rows of one prepared read. */
  async query<Row> (statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    try {
      return await this.#ask<Row>(statement, values)
    } catch (error) {
      if ((error as { code?: unknown }).code !== undefined) throw error
      return await this.#ask<Row>(statement, values)
    }
  }

  /** Ends all connections once what they are asked is answered. */
  async close (): Promise<void> {
    this.#closed = true
    // What is being opened is open before long, and nobody else would end it.
    await Promise.allSettled(this.#lines.map(line => line.opening))
    await Promise.all(this.#lines.map(line => line.client?.end()))
  }

  async #ask<Row> (statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    let line: Line | undefined
    for (const candidate of this.#lines) {
      if (candidate.client !== undefined && (line === undefined || candidate.pending < line.pending)) line = candidate
    }
    if (line?.client === undefined) throw new Error('No connection to the database')
    line.pending++
    try {
      const result = await line.client.query({ name: statement.name, text: statement.text, values: values as unknown[] })
      // Cut off: as long as they hung on pg's result, rows outlived their request by seconds and filled the heap.
      const { rows } = result
      result.rows = []
      return rows as Row[]
    } finally {
      line.pending--
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
  }

  #reopen (line: Line): void {
    if (this.#closed) return
    this.#open(line).catch(error => {
      if (this.#closed) return
      this.#onError(error as Error)
      setTimeout(() => this.#reopen(line), 250).unref()
    })
  }
}
