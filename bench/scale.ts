import type { Server } from './database.js'
import type { Generator } from './load.js'
import { startService } from './service.js'
import { ratios, type Series } from './statistics.js'
import type { Authority } from './tokens.js'
import { readingRequests } from './workload.js'

/** Reading from many stored confirmations against reading from few, as ratios round by round. */
export interface Scale {
  readonly few: number
  readonly many: number
  /** Median latency of a single client: many / few. */
  readonly latency: Series
  /** Saturated rate: many / few. */
  readonly rate: Series
}

const few = 10_000

/** Makes a database of each size, with a service each, and reads from both in turn. */
export async function measureScale (server: Server, authority: Authority, send: Generator, many: number, rounds: number, seconds: number): Promise<Scale> {
  const sides = []
  for (const confirmations of [few, many]) {
    const database = await server.createDatabase(`scale_${confirmations}`, confirmations)
    const service = await startService(database.serviceUrl, authority)
    const reading = await readingRequests(service.port, database, authority)
    // Reads the tables into memory, and warms the service up.
    await send(reading, { connections: 32, seconds: Math.max(seconds, confirmations / 100_000) })
    sides.push({ service, reading, latency: [] as number[], rate: [] as number[] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const side of sides) {
      side.latency.push((await send(side.reading, { connections: 1, seconds })).p50Ms)
      const { responses, seconds: elapsed } = await send(side.reading, { connections: 32, seconds })
      side.rate.push(responses / elapsed)
    }
  }
  for (const { service } of sides) await service.child.stop('SIGKILL')
  const [small, large] = sides
  return {
    few,
    many,
    latency: ratios(large?.latency ?? [], small?.latency ?? []),
    rate: ratios(large?.rate ?? [], small?.rate ?? [])
  }
}
