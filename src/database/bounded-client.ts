import { connect, type Socket } from 'node:net'
import pg from 'pg'
import { StatementTimedOut } from '../errors/unavailable.js'

/** A statement with its own time-out instead of the connection's, in ms. The types of pg lack this member. */
export type BoundedQuery = pg.QueryConfig & { readonly query_timeout?: number | undefined }

const cancelMs = 2_000

/** The code of a cancel request in PostgreSQL's protocol. */
const cancelRequest = 80_877_102

/** SQLSTATE of a read-only transaction: the server has become a standby, and another one is the primary. */
const readOnly = '25006'

/**
 * A connection for a pool, on which no statement, including COMMIT, waits longer than `query_timeout`. The driver would
 * return a connection to the pool after a time-out, where its next users wait too. This connection is closed after the
 * first statement that times out, or that reports a read-only server.
 */
export class BoundedClient extends pg.Client {
  /** The time of the last response of PostgreSQL, by `performance.now()`. */
  heardAt = performance.now()
  /** Called when a statement times out, with the time when it was sent, by `performance.now()`. */
  onTimeOut: (sentAt: number) => void = () => {}

  constructor (config?: string | pg.ClientConfig) {
    super(config)
    this.once('connect', () => { this.heardAt = performance.now() })
    const query = this.query.bind(this) as (...statement: unknown[]) => unknown
    this.query = ((...statement: unknown[]) => this.#bound(query(...statement))) as typeof this.query
  }

  /** Closes the socket without the protocol's terminate message, which a dead connection would never send. */
  abandon (): void {
    socketOf(this).destroy()
  }

  #bound (query: unknown): unknown {
    if (!(query instanceof Promise)) return query
    const sentAt = performance.now()
    return query.then(result => {
      this.heardAt = performance.now()
      return result as unknown
    }, error => {
      throw this.#afterError(error, sentAt)
    })
  }

  #afterError (error: unknown, sentAt: number): unknown {
    if (isTimeOut(error)) {
      this.#cancel()
      this.#discard()
      this.onTimeOut(sentAt)
      return new StatementTimedOut(error)
    }
    if ((error as { code?: unknown }).code === readOnly) this.#discard()
    return error
  }

  /** Closes the connection. A pool removes a client that was ended. */
  #discard (): void {
    this.end().catch(() => {})
    this.abandon()
  }

  /**
   * Cancels the statement in PostgreSQL. Otherwise a commit that waits for a standby would occupy its backend without
   * end, and further connections would use up all backends.
   */
  #cancel (): void {
    const { host, port, processID, secretKey } = this as this & { processID: number | null, secretKey: number | null }
    if (processID === null || secretKey === null) return
    const message = Buffer.alloc(16)
    message.writeInt32BE(message.length, 0)
    message.writeInt32BE(cancelRequest, 4)
    message.writeInt32BE(processID, 8)
    message.writeInt32BE(secretKey, 12)
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    socket.unref().setTimeout(cancelMs, () => { socket.destroy() }).on('error', () => {})
    socket.end(message)
  }
}

/** Whether the driver timed out waiting for a statement. Its error has no code. */
export function isTimeOut (error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout'
}

/** Returns the socket of a connection, which the driver does not expose. */
export function socketOf (client: pg.Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream
}
