import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

const sweepMs = 50

/**
 * Lets a closing server wait for requests alone. Without it, a connection that turns idle after closing began would
 * hold it up for a minute, and one on which nothing was ever sent, as browsers open them ahead, for good.
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
