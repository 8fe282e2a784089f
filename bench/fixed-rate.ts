import type { Generator } from './load.js'
import type { Workload } from './workload.js'

/** Latency of reading while requests arrive at a steady rate. */
export interface FixedRate {
  readonly rate: number
  /** Answers a second that really came. */
  readonly reached: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Sends at each rate for so many seconds. */
export async function measureFixedRates (send: Generator, reading: Workload, rates: readonly number[], seconds: number): Promise<FixedRate[]> {
  const results: FixedRate[] = []
  for (const rate of rates) {
    const { responses, seconds: elapsed, p50Ms, p99Ms } = await send(reading, { connections: 64, seconds, rate })
    results.push({ rate, reached: responses / elapsed, p50Ms, p99Ms })
  }
  return results
}
