import { writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { cleanUp, cleanUpOnSignals, isCleaning } from './cleanup.js'
import { startDatabase } from './database.js'
import { measureFixedRates } from './fixed-rate.js'
import { chooseGenerator } from './load.js'
import { describeCommit, describeMachine } from './machine.js'
import { measureRounds, prepareMeasurements } from './measurements.js'
import { help, readOptions, type Options } from './options.js'
import { preparePgbench } from './pgbench.js'
import { measureDecisions } from './order-gate.js'
import { isInstalled } from './processes.js'
import { writeReport, type Results } from './report.js'
import { measureScale } from './scale.js'
import { startService } from './service.js'
import { measureStarts } from './starts.js'
import { startAuthority } from './tokens.js'
import { readingRequests } from './workload.js'

const say = (line: string) => { process.stderr.write(`${line}\n`) }

async function main (): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === undefined) {
    process.stdout.write(help)
    return
  }
  cleanUpOnSignals()
  const report = writeReport(await measure(options))
  process.stdout.write(`\n${report}`)
  if (options.output !== '') await writeFile(options.output, report)
}

async function measure (options: Options): Promise<Results> {
  const { rounds, seconds } = options
  const [otherWork = 0] = loadavg()
  const [hasPgbench, generator, commit] = [await isInstalled('pgbench'), await chooseGenerator(), await describeCommit()]
  say('starting PostgreSQL and storing confirmations')
  const server = await startDatabase(options.databaseUrl)
  const database = await server.createDatabase('main', options.confirmations)
  const authority = await startAuthority()
  const service = await startService(database.serviceUrl, authority)
  const pgbench = hasPgbench ? await preparePgbench(database) : undefined
  const memory: number[] = []
  const measurements = await prepareMeasurements({ database, service, authority, send: generator.send, pgbench, onMemory: mb => memory.push(mb) })
  const figures = await measureRounds(measurements, rounds, seconds, say)
  say('fixed rates')
  // The write-ahead log of the rounds is not theirs to pay for.
  await database.owner.query('CHECKPOINT')
  const reading = await readingRequests(service.port, database, authority)
  const fixedRates = await measureFixedRates(generator.send, reading, [5_000, 10_000], Math.max(2, seconds * 2))
  await service.child.stop()
  say('order gate alone')
  const decisions = Array.from({ length: rounds }, () => measureDecisions(seconds / 4))
  say('starts')
  const starts = await measureStarts(database, authority, options.starts)
  if (options.scale !== undefined) say(`scale: storing ${options.scale} confirmations`)
  const scale = options.scale === undefined ? undefined : await measureScale(server, authority, generator.send, options.scale, rounds, seconds)
  return {
    date: new Date(),
    setting: [...describeMachine(), `PostgreSQL ${server.version}${server.isEmbedded ? ' (embedded)' : ''}`, `Commit ${commit}`],
    options,
    remarks: remarks(options, generator.name, hasPgbench, otherWork),
    figures,
    decisions,
    fixedRates,
    memory,
    starts,
    scale
  }
}

function remarks (options: Options, generator: string, hasPgbench: boolean, otherWork: number): string[] {
  return [
    `${options.confirmations} stored confirmations, one or two a customer; 16 tokens of two partners; the service runs as in production, its log on and discarded.`,
    `Load: ${generator}, 32 connections; fixed rates: bench/client.ts, 64 connections, latency from the instant at which a request was due.`,
    ...(otherWork < 0.3 ? [] : [`The machine had other work: its load average was ${otherWork.toFixed(1)} before the run. Rates, latencies and starts are worse than on a quiet machine, and ratios noisier.`]),
    ...(hasPgbench ? [] : ['pgbench is not in PATH: its figures are missing.'])
  ]
}

try {
  await main()
} catch (error) {
  process.exitCode = 1
  if (!isCleaning()) say(error instanceof TypeError ? error.message : String(error instanceof Error ? error.stack : error))
} finally {
  await cleanUp()
}
