import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processMark } from './embedded-process.js'

/** The file of a data folder that names the process which uses it. */
export const lockName = 'postgres.lock'

interface Holder { readonly pid: number, readonly mark: string | undefined }

/**
 * Takes a data folder for this process and answers how to give it back. Throws, with pid and folder, when a running
 * process has it; this one as well. A holder that died, even if its pid runs again as something else, has lost it.
 */
export function lockFolder (folder: string): () => void {
  const file = join(folder, lockName)
  // Linked from a draft: a lock must never be seen half-written, as then its holder would look dead.
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, mark: processMark(process.pid) } satisfies Holder))
  try {
    while (!linked(draft, file)) {
      const pid = liveHolder(file)
      if (pid !== undefined) throw new Error(`The data folder ${folder} is in use by process ${pid}. Stop that one first, or choose another folder.`)
      rmSync(file, { force: true })
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return () => { rmSync(file, { force: true }) }
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

function liveHolder (file: string): number | undefined {
  try {
    const { pid, mark } = JSON.parse(readFileSync(file, 'utf8')) as Holder
    return mark !== undefined && mark === processMark(pid) ? pid : undefined
  } catch {
    // Gone just now, or emptied by a power failure, which no process survived.
    return undefined
  }
}
