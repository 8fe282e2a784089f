import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How much of the service one connection may use. Times are in ms. */
export interface ConnectionLimits {
  /** The number of requests of one connection that are handled at the same time. Further ones wait for their turn. */
  readonly handledAtOnce: number
  /** The number of requests of one connection that are handled or wait. One more closes the connection. */
  readonly inFlight: number
  /** How long a client may take none of its responses before its connection is closed. */
  readonly stalledMs: number
  /** How often connections are checked for that. */
  readonly checkEveryMs: number
}

/** Clients pipeline far fewer requests, and mostly none. nginx closes stalled connections after the same time. */
export const usualConnectionLimits: ConnectionLimits = {
  handledAtOnce: 32, inFlight: 256, stalledMs: 60_000, checkEveryMs: 5_000
}

/**
 * Wraps the handler of a server's requests. Keeps every connection within `limits`, and closes what a response reads
 * from when its connection closes. Call `watch` with the server, or stalled clients are kept.
 */
export function limitConnections (handler: RequestListener, limits: ConnectionLimits) {
  const connections = new Map<Socket, Connection>()

  function connectionOf (socket: Socket): Connection {
    const known = connections.get(socket)
    if (known !== undefined) return known
    const connection = new Connection(socket, handler, limits)
    connections.set(socket, connection)
    socket.once('close', () => {
      connections.delete(socket)
      connection.abandon()
    })
    return connection
  }

  return {
    handle (request: IncomingMessage, response: ServerResponse): void {
      connectionOf(request.socket).begin(request, response)
    },

    watch (server: Server): void {
      const timer = setInterval(() => {
        for (const connection of connections.values()) connection.closeIfStalled()
      }, limits.checkEveryMs).unref()
      server.once('close', () => clearInterval(timer))
    }
  }
}

/** The internal counters with which Node's own time-outs detect progress of a large write. They have no public name. */
type SocketWithHandle = Socket & {
  readonly _handle?: Readonly<Record<'bytesWritten' | 'writeQueueSize', number>> | null
}

/** The requests of one connection. Node parses all requests that arrive in one packet, even if no response is taken. */
class Connection {
  readonly #socket: Socket
  readonly #handler: RequestListener
  readonly #limits: ConnectionLimits
  /** The response of a client that sends one request at a time; destroyed once it is sent. */
  #only: ServerResponse | undefined
  /** The responses in work of a client that sends several. */
  readonly #handled = new Set<ServerResponse>()
  readonly #waiting: Array<readonly [IncomingMessage, ServerResponse]> = []
  #taken = -1
  #checksWithoutProgress = 0

  constructor (socket: Socket, handler: RequestListener, limits: ConnectionLimits) {
    this.#socket = socket
    this.#handler = handler
    this.#limits = limits
  }

  begin (request: IncomingMessage, response: ServerResponse): void {
    // Node parses the rest of a packet even after the connection was closed.
    if (this.#socket.destroyed) return
    // Most clients wait for each response. A listener for each would cost a tenth of a read.
    if (this.#handled.size === 0 && this.#only?.destroyed !== false) {
      this.#only = response
      this.#handler(request, response)
      return
    }
    if (this.#only?.destroyed === false) this.#track(this.#only)
    this.#only = undefined
    if (this.#handled.size < this.#limits.handledAtOnce) this.#handle(request, response)
    else if (this.#handled.size + this.#waiting.length < this.#limits.inFlight) this.#waiting.push([request, response])
    else this.#socket.destroy()
  }

  #handle (request: IncomingMessage, response: ServerResponse): void {
    this.#track(response)
    this.#handler(request, response)
  }

  #track (response: ServerResponse): void {
    this.#handled.add(response)
    response.on('close', () => {
      this.#handled.delete(response)
      const next = this.#waiting.shift()
      if (next !== undefined && !this.#socket.destroyed) this.#handle(...next)
    })
  }

  /**
   * Closes all responses after the connection was closed. Node closes only the one that was being sent. Without this,
   * the streams of the responses behind it stay open, with the files and connections that they read from.
   */
  abandon (): void {
    this.#waiting.length = 0
    if (this.#only?.destroyed === false) this.#handled.add(this.#only)
    for (const response of this.#handled) {
      if (response.socket !== null) continue
      // Node marks the response that was being sent in the same way. A stream that comes later is then closed at once.
      Object.assign(response, { destroyed: true, _closed: true })
      response.emit('close')
    }
  }

  /** Closes the connection of a client that takes nothing. What the client sends is no progress. */
  closeIfStalled (): void {
    const { _handle: handle } = this.#socket as SocketWithHandle
    if (handle == null || this.#socket.writableLength === 0) {
      this.#taken = -1
      return
    }
    const taken = handle.bytesWritten - handle.writeQueueSize
    if (taken === this.#taken) this.#checksWithoutProgress++
    else this.#checksWithoutProgress = 0
    this.#taken = taken
    if (this.#checksWithoutProgress * this.#limits.checkEveryMs >= this.#limits.stalledMs) this.#socket.destroy()
  }
}
