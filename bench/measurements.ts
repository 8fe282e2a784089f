import type { BenchDatabase } from './database.js'
import type { Generator, LoadResult } from './load.js'
import type { Pgbench } from './pgbench.js'
import { residentMb, startModule } from './processes.js'
import type { Service } from './service.js'
import type { Series } from './statistics.js'
import type { Authority } from './tokens.js'
import { bareRequests, confirmingRequests, decisionRequests, readingRequests, type Workload } from './workload.js'

/** One figure of a round. */
export interface Measurement {
  readonly name: FigureName
  /** Measures for so many seconds. */
  readonly run: (seconds: number) => Promise<number>
}

/** What is measured in every round; all are rates a second. */
export type FigureName = 'bare' | 'get' | 'decision' | 'lookup' | 'post' | 'transaction'

/** The rounds of each figure. What could not run is absent. */
export type Figures = ReadonlyMap<FigureName, Series>

/** What the measurements of a round need. */
export interface Subject {
  readonly database: BenchDatabase
  readonly service: Service
  readonly authority: Authority
  readonly send: Generator
  /** Absent where pgbench is not installed. */
  readonly pgbench: Pgbench | undefined
  /** Told of the service's resident memory, in MB, several times while it answers. */
  readonly onMemory: (mb: number) => void
}

const connections = 32

/** Until what runs hot is compiled. */
const warmUpSeconds = 4

/** The measurements of a round, each beside what it is compared with. */
export async function prepareMeasurements (subject: Subject): Promise<Measurement[]> {
  const { database, service, authority, send, pgbench } = subject
  const { message: bare } = await startModule<{ port: number }>('bare-http.ts')
  const reading = await readingRequests(service.port, database, authority)
  const asking = await decisionRequests(service.port, database, authority)
  const confirming = await confirmingRequests(service.port, authority)
  const rate = async (workload: Workload, seconds: number) => rateOf(await send(workload, { connections, seconds }))
  return [
    { name: 'bare', run: seconds => rate(bareRequests(bare.port, reading), seconds) },
    { name: 'get', run: seconds => watchingMemory(subject, () => rate(reading, seconds)) },
    { name: 'decision', run: seconds => watchingMemory(subject, () => rate(asking, seconds)) },
    ...(pgbench === undefined ? [] : [{ name: 'lookup', run: pgbench.lookup } as const]),
    { name: 'post', run: seconds => countingRows(subject, seconds, confirming) },
    ...(pgbench === undefined ? [] : [{ name: 'transaction', run: pgbench.transaction } as const])
  ]
}

/** Runs the measurements in turn, round after round. The first round warms up, and does not count. */
export async function measureRounds (measurements: readonly Measurement[], rounds: number, seconds: number, report: (line: string) => void): Promise<Figures> {
  const figures = new Map<FigureName, number[]>(measurements.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    const seen: string[] = []
    for (const { name, run } of measurements) {
      const value = await run(round === 0 ? warmUpSeconds : seconds)
      if (round > 0) figures.get(name)?.push(value)
      seen.push(`${name} ${Math.round(value)}`)
    }
    report(`${round === 0 ? 'warm-up' : `round ${round}/${rounds}`}: ${seen.join(', ')} a second`)
  }
  return figures
}

function rateOf ({ responses, seconds }: LoadResult): number {
  return responses / seconds
}

async function watchingMemory<Result> ({ service, onMemory }: Subject, run: () => Promise<Result>): Promise<Result> {
  const timer = setInterval(() => { residentMb(service.child).then(onMemory, () => undefined) }, 500)
  return await run().finally(() => { clearInterval(timer) })
}

/** An answer counts as a confirmation only if there is a row for it. */
async function countingRows ({ database, send }: Subject, seconds: number, workload: Workload): Promise<number> {
  // So that no round pays for the write-ahead log of those before.
  await database.owner.query('CHECKPOINT')
  const before = await countRows(database)
  const result = await send(workload, { connections, seconds })
  const stored = await countRows(database) - before
  // What was under way at the end may be stored without its answer having arrived.
  if (stored < result.responses || stored > result.responses + connections) throw new Error(`${result.responses} confirmations were answered but ${stored} stored`)
  return rateOf(result)
}

async function countRows ({ owner }: BenchDatabase): Promise<number> {
  const { rows: [row] } = await owner.query<{ count: string }>('SELECT count(*) FROM customer_agreement')
  return Number(row?.count)
}
