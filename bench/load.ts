import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onCleanup } from './cleanup.js'
import type { ClientOrder } from './client.js'
import { isInstalled, runProgram, startModule } from './processes.js'
import type { Workload } from './workload.js'

/** How to send. Without a rate each connection sends as soon as it has its answer. */
export interface Load {
  readonly connections: number
  readonly seconds: number
  /** Requests a second, over all connections. */
  readonly rate?: number
}

/** What came back. */
export interface LoadResult {
  readonly responses: number
  readonly seconds: number
  /** Answers with a status of 400 or above. */
  readonly refused: number
  /** Connections that broke, and answers that never came. */
  readonly broken: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Sends a workload. Rejects if any request fails: a refusal is quicker than the answer that is to be measured. */
export type Generator = (workload: Workload, load: Load) => Promise<LoadResult>

/** The generator that takes least from the two cores it shares: wrk where it is installed, else one of our own. */
export async function chooseGenerator (): Promise<{ name: string, send: Generator }> {
  const hasWrk = await isInstalled('wrk')
  return {
    name: hasWrk ? 'wrk' : 'bench/client.ts',
    send: async (workload, load) => {
      // wrk has no rate of its own to keep to.
      const result = await (hasWrk && load.rate === undefined ? sendByWrk : sendByClient)(workload, load, nextUnique)
      nextUnique += result.responses + 1_000
      if (result.responses === 0) throw new Error(`Nothing was answered within ${load.seconds} s`)
      if (result.refused + result.broken > 0) throw new Error(`Of ${result.responses} requests ${result.refused} were refused and ${result.broken} got no answer`)
      return result
    }
  }
}

// Never the same twice in one run: two equal contacts of a customer would be a duplicate.
let nextUnique = 0

const script = fileURLToPath(new URL('wrk.lua', import.meta.url))

async function sendByWrk (workload: Workload, load: Load, firstUnique: number): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'partner-agreements-bench-'))
  const remove = onCleanup(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'templates')
  await writeFile(file, workload.templates.join('\x01'))
  const output = await runProgram('wrk', [
    '--threads', '1', '--connections', String(load.connections), '--duration', `${load.seconds}s`, '--timeout', '10s', '--script', script,
    `http://127.0.0.1:${workload.port}`, '--', file, String(workload.customers), String(firstUnique)
  ])
  await remove()
  const result = /^result=(.*)$/m.exec(output)?.[1]
  if (result === undefined) throw new Error(`wrk printed no result:\n${output}`)
  return JSON.parse(result) as LoadResult
}

async function sendByClient (workload: Workload, load: Load, firstUnique: number): Promise<LoadResult> {
  const { child, message } = await startModule<LoadResult>('client.ts', { ...workload, ...load, firstUnique } satisfies ClientOrder)
  await child.stop()
  return message
}
