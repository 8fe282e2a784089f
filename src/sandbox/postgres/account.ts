import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'

/** The user a server runs as; undefined is ourselves. */
export type Account = { readonly uid: number, readonly gid: number } | undefined

/** The part of spawn's options that concerns whom a program runs as and what it is told of us. */
export interface RunOptions {
  uid?: number
  gid?: number
  cwd?: string
  env?: Record<string, string>
}

/**
 * How to spawn a program of PostgreSQL: no variable of ours (PGDATA, PGOPTIONS, a locale) reaches it, and it does not
 * stand in our working directory, which `account` may not be allowed to enter. Windows programs need the variables.
 */
export function runOptions (account: Account): RunOptions {
  if (process.platform === 'win32') return {}
  return { ...account, cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } }
}

/** What a program reads from its standard input, and the variables it gets (none on Windows). */
export interface RunInput {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a program as `account` and answers what it printed; rejects with its error output when it fails. */
export async function run (
  account: Account, program: string, args: readonly string[], { input = '', env = {} }: RunInput = {}
): Promise<string> {
  const options = runOptions(account)
  const variables = options.env && { env: { ...options.env, ...env } }
  const running = promisify(execFile)(program, args, { ...options, ...variables, encoding: 'utf8' })
  // A program that ends without reading has its own reasons, and an exit code that tells of them.
  running.child.stdin?.on('error', () => undefined).end(input)
  return (await running).stdout
}

/**
 * Whom the server of a cluster, which need not exist, runs as. PostgreSQL refuses root, so root gives it to the user
 * who owns the cluster, or to `postgres`, or to `nobody`. Throws when root finds neither.
 */
export async function serverAccount (cluster?: string): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined
  const owner = cluster === undefined ? undefined : await stat(cluster).catch(() => undefined)
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const users = await readFile('/etc/passwd', 'utf8')
  const found = /^_?postgres:[^:]*:(\d+):(\d+):/m.exec(users) ?? /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(users)
  if (found === null) throw new Error('PostgreSQL refuses to run as root, and /etc/passwd has neither postgres nor nobody. Start this as another user.')
  // macOS writes nobody as -2, which only spawn would take.
  return { uid: Number(found[1]) >>> 0, gid: Number(found[2]) >>> 0 }
}

/** Whether `account` may enter a folder. Asks the system, as access lists and mounts decide it as well as modes. */
export async function canEnter (account: Account, folder: string): Promise<boolean> {
  if (account === undefined) return true
  return await run(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', folder]).then(() => true, () => false)
}
