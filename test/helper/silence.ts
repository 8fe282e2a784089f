import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Test } from 'tap'

/** A network between the service and a server, which can swallow every packet. */
export interface Network {
  /** The address of the server of `url`, through this network. */
  through (url: string): string
  /** From now on nothing gets through in either direction, and nobody is told: no reset, and connections still open. */
  swallow (): void
  /** New connections work again. Those that were open meanwhile stay dead, as behind a firewall that has forgotten them. */
  restore (): void
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
}

/** Starts a network to the server of `url`; it ends with the test. */
export async function startNetwork (t: Test, url: string): Promise<Network> {
  const { hostname, port } = new URL(url)
  const alive = new Set<Pair>()
  const sockets = new Set<Socket>()
  let isSwallowing = false
  const between = createServer(client => {
    // Even a server that hangs up does not get through; the backend has to end by itself.
    const server = connect(Number(port), hostname)
    const pair = { client, server }
    if (!isSwallowing) alive.add(pair)
    for (const socket of [client, server]) sockets.add(socket.on('error', () => {}))
    client.on('data', data => { if (alive.has(pair)) server.write(data) })
    server.on('data', data => { if (alive.has(pair)) client.write(data) })
    client.on('close', () => { if (alive.has(pair)) server.destroy() })
    server.on('close', () => { if (alive.has(pair)) client.destroy() })
  })
  await new Promise<void>(resolve => between.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => between.close(resolve))
  })
  return {
    through (url) {
      const inner = new URL(url)
      inner.hostname = '127.0.0.1'
      inner.port = String((between.address() as AddressInfo).port)
      return inner.href
    },
    swallow () {
      isSwallowing = true
      alive.clear()
    },
    restore () { isSwallowing = false }
  }
}

/** What became of a promise; `undefined` if it was still waiting after so many ms. */
export async function settledWithin<Value> (withinMs: number, promise: Promise<Value>): Promise<PromiseSettledResult<Value> | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>(resolve => { timer = setTimeout(() => resolve(undefined), withinMs) })
  const settled = await Promise.race([Promise.allSettled([promise]).then(([one]) => one), late])
  clearTimeout(timer)
  return settled
}
