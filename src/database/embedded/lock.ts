import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processMark } from './process.js'

/** The file of a data folder that names the process which uses it. */
export const lockName = 'postgres.lock'

interface Holder { readonly pid: number, readonly mark: string | undefined, readonly claim: string }

// Far more than passes between a look at a dead lock and its replacement.
const contention = 50

/**
 * Takes a data folder for this process and answers how to give it back. Rejects, with pid and folder, when a running
 * process has it; this one as well. A holder that died, even if its pid runs again as something else, has lost it.
 */
export async function lockFolder (folder: string): Promise<() => void> {
  const file = join(folder, lockName)
  const claim = randomBytes(8).toString('hex')
  const draft = `${file}.${claim}`
  // A lock must never be seen half-written, as then its holder would look dead: it is drafted, then linked or renamed.
  writeFileSync(draft, JSON.stringify({ pid: process.pid, mark: processMark(process.pid), claim } satisfies Holder))
  try {
    if (!linked(draft, file)) {
      const former = readHolder(file)
      if (former?.mark !== undefined && former.mark === processMark(former.pid)) throw inUse(folder, former)
      renameSync(draft, file)
      // Of all who found the lock dead at the same moment, the last one has it.
      await sleep(contention)
      const holder = readHolder(file)
      if (holder?.claim !== claim) throw inUse(folder, holder)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return () => { rmSync(file, { force: true }) }
}

function inUse (folder: string, holder: Holder | undefined): Error {
  return new Error(`The data folder ${folder} is in use by process ${holder?.pid}. Stop that one first, or choose another folder.`)
}

function linked (draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readHolder (file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    // Given back just now, or emptied by a power failure, which no process survived.
    return undefined
  }
}
