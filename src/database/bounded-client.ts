import { connect, type Socket } from 'node:net'
import pg from 'pg'
import { StatementTimedOut } from '../errors/unavailable.js'

/** A statement with a limit of its own instead of the connection's, in ms, which the types of pg do not know. */
export type BoundedQuery = pg.QueryConfig & { readonly query_timeout?: number | undefined }

const cancelMs = 2_000

/** The protocol's code of a request to cancel what another connection does. */
const cancelRequest = 80_877_102

/** PostgreSQL became read-only under the connection: it is a standby now, and the primary is somewhere else. */
const readOnly = '25006'

/**
 * A connection for a pool, on which no statement, COMMIT included, waits longer than `query_timeout`. The driver
 * alone would hand such a connection back to the pool, where it makes its next users wait too: here a connection ends
 * with the first statement that times out, and with one that tells that it cannot write any more.
 */
export class BoundedClient extends pg.Client {
  /** When PostgreSQL was last heard from, by `performance.now()`. */
  heardAt = performance.now()
  /** Called when a statement times out, with when it was sent, by `performance.now()`. */
  onTimeOut: (sentAt: number) => void = () => {}

  constructor (config?: string | pg.ClientConfig) {
    super(config)
    this.once('connect', () => { this.heardAt = performance.now() })
    const query = this.query.bind(this) as (...statement: unknown[]) => unknown
    this.query = ((...statement: unknown[]) => this.#bound(query(...statement))) as typeof this.query
  }

  /** Closes the socket without a goodbye, which a connection that is dead would never answer. */
  abandon (): void {
    socketOf(this).destroy()
  }

  #bound (asked: unknown): unknown {
    if (!(asked instanceof Promise)) return asked
    const sentAt = performance.now()
    return asked.then(result => {
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

  /** The pool does not take back a client that was ended. */
  #discard (): void {
    this.end().catch(() => {})
    this.abandon()
  }

  /**
   * Lets PostgreSQL stop: a commit that waits for a standby would keep its backend for good, and with a new one for
   * each that is given up here none would be left in the end.
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

/** Whether the driver gave up waiting for the answer to a statement; it has no code for it. */
export function isTimeOut (error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout'
}

/** The socket under a connection, which the driver does not show. */
export function socketOf (client: pg.Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream
}
