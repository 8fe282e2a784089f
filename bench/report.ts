import type { FixedRate } from './fixed-rate.js'
import type { FigureName, Figures } from './measurements.js'
import type { Options } from './options.js'
import type { Scale } from './scale.js'
import type { Starts } from './starts.js'
import { median, ratios, type Series } from './statistics.js'

/** Everything that a run found out. */
export interface Results {
  readonly date: Date
  /** Machine, versions and commit, a line each. */
  readonly setting: readonly string[]
  readonly options: Options
  /** What was left out, or differs from run to run, a sentence each. */
  readonly remarks: readonly string[]
  readonly figures: Figures
  readonly fixedRates: readonly FixedRate[]
  /** `decideOrderGate` alone: decisions a second on one core. */
  readonly decisions: Series
  /** Resident memory of the service under reading load, in MB. */
  readonly memory: Series
  readonly starts: Starts
  readonly scale: Scale | undefined
}

type Row = readonly string[]

const works: Record<FigureName, string> = {
  bare: 'bare `node:http`, a fixed body of 637 bytes',
  get: "authenticated GET of a customer's confirmations",
  decision: 'authenticated question to the order gate about the same customers',
  lookup: 'pgbench, the same lookup, 8 clients',
  post: 'durable POST of a confirmation, 32 connections',
  transaction: 'pgbench, a durable transaction of two inserts, 32 clients'
}

/** The report as Markdown. */
export function writeReport (results: Results): string {
  const { options, setting, remarks, date } = results
  return [
    '# Benchmark',
    `${date.toISOString().slice(0, 10)}. ${setting.join('. ')}.`,
    `Medians of ${options.rounds} interleaved rounds of ${options.seconds} s each; ratios are taken round by round. Absolute figures differ from machine to machine: the ratios count. In brackets: lowest and highest. Server, database and load generator share the machine.`,
    ...(remarks.length === 0 ? [] : [remarks.map(remark => `- ${remark}`).join('\n')]),
    '## Ratios and targets',
    table(['figure', 'measured', 'must', 'aim', ''], targets(results)),
    '## Rates',
    table(['work', 'a second'], [...results.figures].map(([name, series]) => [works[name], spread(series, 0)])),
    '## GET at a fixed rate',
    table(['sent a second', 'answered a second', 'median, ms', 'p99, ms'], results.fixedRates.map(fixed => [String(fixed.rate), fixed.reached.toFixed(0), fixed.p50Ms.toFixed(2), fixed.p99Ms.toFixed(2)])),
    ...(results.scale === undefined ? [] : ['## Scale', ...scaleSection(results.scale)])
  ].join('\n\n') + '\n'
}

function targets ({ figures, decisions, fixedRates, memory, starts, scale }: Results): Row[] {
  const ratio = (name: string, over: FigureName, under: FigureName, must: number, aim: number) => {
    const [numerator, denominator] = [figures.get(over), figures.get(under)]
    return atLeast(name, numerator === undefined || denominator === undefined ? [] : ratios(numerator, denominator), must, aim)
  }
  return [
    ratio('GET / bare node:http', 'get', 'bare', 0.25, 0.4),
    // At most a tenth more cost a request.
    ratio('decision API / GET', 'decision', 'get', 0.91, 1),
    ratio("GET / pgbench's lookup", 'get', 'lookup', 0.3, 0.5),
    ratio("POST / pgbench's transaction", 'post', 'transaction', 0.7, 1.5),
    atLeast('decideOrderGate alone, a second on one core', decisions, 200_000, 400_000, 0),
    ...fixedRates.map(({ rate, reached, p99Ms }) => reached < rate * 0.98
      ? [`p99 of the GET at ${rate}/s`, 'not reached', '10 ms', '5 ms', '**missed**']
      : atMost(`p99 of the GET at ${rate}/s`, [p99Ms], 10, 5, 1, ' ms')),
    atMost('start to first 200, PostgreSQL up', starts.onPostgres, 500, 300, 0, ' ms'),
    atMost('start to first 200, embedded, fresh', starts.embedded, 1500, 800, 0, ' ms'),
    atMost('resident memory under load, service alone', memory, 150, 100, 0, ' MB'),
    ...(scale === undefined ? [] : [atMost(`latency of one client, ${scale.many} rows / ${scale.few} rows`, scale.latency, 1.5, 1.2, 2, '')])
  ]
}

function scaleSection ({ few, many, latency, rate }: Scale): string[] {
  return [
    `${many} stored confirmations against ${few}, side by side.`,
    table(['figure', 'ratio'], [['median latency of one client', spread(latency, 2)], ['saturated rate, 32 connections', spread(rate, 2)]])
  ]
}

function atLeast (name: string, series: Series, must: number, aim: number, digits = 2): Row {
  const value = median(series)
  return [name, spread(series, digits), must.toFixed(digits), aim.toFixed(digits), verdict(value >= must, value >= aim, value)]
}

function atMost (name: string, series: Series, must: number, aim: number, digits: number, unit: string): Row {
  const value = median(series)
  return [name, spread(series, digits, unit), `${must}${unit}`, `${aim}${unit}`, verdict(value <= must, value <= aim, value)]
}

function verdict (must: boolean, aim: boolean, value: number): string {
  if (Number.isNaN(value)) return ''
  return aim ? 'aim met' : must ? 'must met' : '**missed**'
}

function spread (series: Series, digits: number, unit = ''): string {
  if (series.length === 0) return 'not measured'
  const middle = `${median(series).toFixed(digits)}${unit}`
  return series.length === 1 ? middle : `${middle} (${Math.min(...series).toFixed(digits)}-${Math.max(...series).toFixed(digits)})`
}

function table (head: Row, rows: readonly Row[]): string {
  const line = (row: Row) => `| ${row.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
