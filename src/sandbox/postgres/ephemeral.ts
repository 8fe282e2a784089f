import { chmod, lstat, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { canEnter, serverAccount } from './account.js'
import { lockFolder, lockName } from './lock.js'
import { clusterOf, makeFolder, systemFolder, type Place } from './place.js'
import { stopStaleServer } from './stale.js'

const prefix = 'partner-agreements-ephemeral-'

/** A new folder for data that is not kept. */
export async function ephemeralPlace (): Promise<Place> {
  const account = await serverAccount()
  const parent = await canEnter(account, tmpdir()) ? tmpdir() : systemFolder
  if (parent === systemFolder) await makeFolder(parent, 0o755)
  const folder = await realpath(await mkdtemp(join(parent, prefix)))
  // mkdtemp lets nobody else in.
  if (account !== undefined) await chmod(folder, 0o711)
  return { folder, account }
}

/** Removes a data folder; the lock last, as without it nobody could tell that a half-removed folder is left over. */
export async function removeFolder (folder: string): Promise<void> {
  const names = await readdir(folder)
  await Promise.all(names.filter(name => name !== lockName).map(name => rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 })))
  await rm(folder, { recursive: true, force: true })
}

/**
 * Removes what killed processes of this user left beside an ephemeral folder. What is not certainly left over stays: a
 * folder without a lock may be one that is being made. Never rejects; the next start tries again.
 */
export async function removeLeftovers (folder: string, log: (line: string) => void): Promise<void> {
  const parent = dirname(folder)
  const names = await readdir(parent).catch((): string[] => [])
  for (const name of names.filter(name => name.startsWith(prefix))) {
    await removeLeftover(join(parent, name), log).catch(() => undefined)
  }
}

async function removeLeftover (folder: string, log: (line: string) => void): Promise<void> {
  const [found] = await Promise.all([lstat(folder), lstat(join(folder, lockName))])
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) return
  // Throws while the process that made the folder lives.
  const unlock = lockFolder(folder)
  await stopStaleServer(clusterOf(folder), log)
  await removeFolder(folder).finally(unlock)
}
