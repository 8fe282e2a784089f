import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** Finds a port of `host` on which nothing is listening at the moment. */
export async function freePort (host: string): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
