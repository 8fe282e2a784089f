import { createServer, type RequestListener, type Server } from 'node:http'
import { limitConnections, usualConnectionLimits, type ConnectionLimits } from './connection-limits.js'

/**
 * How long a client may take for the headers of a request, and for the whole request with its body, in ms. Node checks
 * its connections every `connectionsCheckingInterval`, so a request may last that much longer. Both times are set,
 * because Node swaps them if the one for headers (a minute by default) is longer.
 */
const timeLimits = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 }

/** How long an idle connection stays open, in ms. It must be longer than load balancers keep connections open. */
const keepAliveTimeout = 72_000

/** Creates a server that passes its requests to `handler`, and applies the limits to every connection. */
export function createHttpServer (handler: RequestListener, limits: Partial<ConnectionLimits> = {}): Server {
  const limited = limitConnections(handler, { ...usualConnectionLimits, ...limits })
  const server = createServer({ ...timeLimits, keepAliveTimeout, requireHostHeader: false }, limited.handle)
  limited.watch(server)
  return server
}
