import { parseArgs } from 'node:util'

/** What a run measures, and for how long. */
export interface Options {
  readonly rounds: number
  /** Of each measurement in each round. */
  readonly seconds: number
  /** Stored confirmations. */
  readonly confirmations: number
  /** Starts timed of each kind. */
  readonly starts: number
  /** Stored confirmations of the large side of the scale comparison; `undefined` leaves it out. */
  readonly scale: number | undefined
  /** Where the report goes. */
  readonly output: string
  /** An administrator's URL of a PostgreSQL to use instead of an embedded one. */
  readonly databaseUrl: string | undefined
}

/** What `--help` prints. */
export const help = `Measures the service against bare node:http and pgbench, side by side in interleaved rounds.

Usage: npm run bench -- [options]

  --quick                one short round: whether everything runs, not how fast
  --rounds <n>           interleaved rounds (default 5)
  --seconds <n>          of each measurement in a round (default 5)
  --confirmations <n>    stored confirmations (default 10000)
  --starts <n>           starts timed of each kind (default 7)
  --scale [<n>]          also compare 10000 stored confirmations with n (default 1000000)
  --output <file>        the report (default bench/results.md; with --quick it is only printed)
  --help

Environment:
  BENCH_DATABASE_URL     an administrator's postgres:// URL of a server to use instead of an embedded one;
                         the run makes a database and a role of its own there and drops both

pgbench (Debian: postgresql-contrib or postgresql-<version>) and wrk (Debian: wrk) are used where they are in PATH.
All traffic stays on 127.0.0.1. Ctrl-C stops at once and cleans up.
`

/** Reads the command line. `undefined`: help was asked for. Throws a TypeError that names what is wrong. */
export function readOptions (args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Options | undefined {
  const { values } = parseArgs({
    args: withScaleDefault(args),
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      confirmations: { type: 'string' },
      starts: { type: 'string' },
      scale: { type: 'string' },
      output: { type: 'string' },
      help: { type: 'boolean', default: false }
    }
  })
  if (values.help) return undefined
  return {
    rounds: positive('--rounds', values.rounds) ?? (values.quick ? 1 : 5),
    seconds: positive('--seconds', values.seconds) ?? (values.quick ? 1 : 5),
    confirmations: positive('--confirmations', values.confirmations) ?? 10_000,
    starts: positive('--starts', values.starts) ?? (values.quick ? 1 : 7),
    scale: positive('--scale', values.scale),
    output: values.output ?? (values.quick ? '' : 'bench/results.md'),
    databaseUrl: environment['BENCH_DATABASE_URL'] || undefined
  }
}

/** parseArgs knows no option whose value may be left out. */
function withScaleDefault (args: readonly string[]): string[] {
  return args.flatMap((arg, index) => arg === '--scale' && !/^\d/.test(args[index + 1] ?? '') ? [arg, '1000000'] : [arg])
}

function positive (name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`${name} takes a whole number above 0, not "${text}"`)
  return value
}
