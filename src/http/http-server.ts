import { createServer, type RequestListener, type Server } from 'node:http'
import { limitConnections, usualConnectionLimits, type ConnectionLimits } from './connection-limits.js'

/**
 * How long a client may take for the headers of a request, and for all of it with its body, in ms. Node compares its
 * connections with them once in `connectionsCheckingInterval`, so a request ends at most that much later. Both are
 * given explicitly: Node exchanges the two where the one for headers, a minute by default, is the longer one.
 */
const timeLimits = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 }

/** How long an idle connection stays open, in ms: longer than load balancers keep theirs. */
const keepAliveTimeout = 72_000

/** Makes the server that hands its requests to `handler`, with the limits that hold for every connection. */
export function createHttpServer (handler: RequestListener, limits: Partial<ConnectionLimits> = {}): Server {
  const limited = limitConnections(handler, { ...usualConnectionLimits, ...limits })
  const server = createServer({ ...timeLimits, keepAliveTimeout, requireHostHeader: false }, limited.handle)
  limited.watch(server)
  return server
}
