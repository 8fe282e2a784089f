import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

const sweepMs = 50

/**
 * Lets a closing server wait only for requests. Fastify closes idle connections once, when closing begins. A connection
 * that becomes idle later would delay the end by a minute. Browsers also open connections in advance; one on which
 * nothing was ever sent does not count as idle, and would delay the end for good.
 */
export function closeUnusedConnections (app: FastifyInstance): void {
  const { server } = app
  const connections = new Set<Socket>()
  server.on('connection', (connection: Socket) => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
  })
  app.addHook('preClose', async () => {
    if (!server.listening) return
    const sweep = setInterval(() => {
      server.closeIdleConnections()
      for (const connection of connections) if (connection.bytesRead === 0) connection.destroy()
    }, sweepMs)
    server.once('close', () => clearInterval(sweep))
  })
}
