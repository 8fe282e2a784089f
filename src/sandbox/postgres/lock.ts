import { randomBytes } from 'node:crypto'
import { linkSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processMark } from './process.js'

/** The file of a data folder that names the process which uses it. */
export const lockName = 'postgres.lock'

interface Holder { readonly pid: number, readonly mark: string | undefined }

/**
 * Takes a data folder for this process and returns how to give it back. Throws, with pid and folder, when a running
 * process has it; this one as well. A holder that died, even if its pid runs again as something else, has lost it.
 */
export function lockFolder (folder: string): () => void {
  const file = join(folder, lockName)
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  try {
    writeDraft(draft, folder)
    const holder = take(file, draft)
    if (holder !== undefined) {
      throw new Error(`The data folder ${folder} is in use by process ${holder.pid}. ` +
        'Stop that process, or set DATA_FOLDER to another folder.')
    }
  } finally {
    rmSync(draft, { force: true })
  }
  removeDrafts(folder)
  return () => { rmSync(file, { force: true }) }
}

/** Removes the drafts of killed processes. One that names nobody may be about to be written. */
function removeDrafts (folder: string): void {
  for (const name of readdirSync(folder).filter(name => /^postgres\.lock\.[0-9a-f]{16}(?:\.copy)?$/.test(name))) {
    const holder = readHolder(join(folder, name))
    if (holder?.pid !== undefined && !runs(holder)) rmSync(join(folder, name), { force: true })
  }
}

/** A lock must never be seen half-written, as then its holder would look dead: it is drafted, then linked. */
function writeDraft (draft: string, folder: string): void {
  try {
    writeFileSync(draft, JSON.stringify({ pid: process.pid, mark: processMark(process.pid) } satisfies Holder))
  } catch (error) {
    // Nobody knows the draft; the folder is what cannot be written.
    throw Object.assign(error as Error, { path: folder })
  }
}

/**
 * Makes `file` a link to the draft, or returns the running process that has it. Only the process that has a second lock
 * replaces a dead holder, and looks again before. Otherwise a process that was slow between its look and its
 * replacement would replace the lock of a running one. The second lock may in turn be a dead process's.
 */
function take (file: string, draft: string): Holder | undefined {
  for (;;) {
    if (linked(draft, file)) return undefined
    const holder = readHolder(file)
    if (runs(holder)) return holder
    const second = `${file}.replacing`
    const replacing = take(second, draft)
    if (replacing !== undefined) return replacing
    try {
      const now = readHolder(file)
      if (runs(now)) return now
      if (now !== undefined) {
        replace(file, draft)
        return undefined
      }
    } finally {
      rmSync(second, { force: true })
    }
  }
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

/** Renames another link to the draft into place: the draft itself may be needed again. */
function replace (file: string, draft: string): void {
  const copy = `${draft}.copy`
  linkSync(draft, copy)
  try {
    renameSync(copy, file)
  } finally {
    rmSync(copy, { force: true })
  }
}

/** Whom a lock names; an empty object where that cannot be told, and undefined without a lock. */
function readHolder (file: string): Partial<Holder> | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Partial<Holder>
  } catch (error) {
    // Emptied by a power failure, which no process survived.
    if (error instanceof SyntaxError) return {}
    // Node leaves the path out where it is a folder.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw Object.assign(error as Error, { path: file })
    // Given back just now, unless it is a link that leads nowhere.
    return lstatSync(file, { throwIfNoEntry: false }) === undefined ? undefined : {}
  }
}

function runs (holder: Partial<Holder> | undefined): holder is Holder {
  if (holder?.mark === undefined || !Number.isSafeInteger(holder.pid)) return false
  return holder.mark === processMark(holder.pid as number)
}
