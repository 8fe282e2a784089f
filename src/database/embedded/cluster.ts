import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, open, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './account.js'
import type { Binaries } from './binaries.js'
import { clusterOf, type Place } from './place.js'

const draftPrefix = 'postgres.init-'

/**
 * Makes the cluster of a data folder unless it is there, and answers the superuser's password. A cluster appears whole
 * or not at all: initdb works in a draft, on the same disk, which becomes the cluster when it is finished and, if
 * `durable`, safe from a power failure. Throws for a cluster of another major version.
 */
export async function prepareCluster (place: Place, binaries: Binaries, durable: boolean): Promise<string> {
  const { folder } = place
  await removeDrafts(folder)
  const passwordFile = join(folder, 'postgres-password')
  const major = await clusterMajor(clusterOf(folder))
  if (major === undefined) await createCluster(place, binaries, passwordFile, durable)
  else if (major !== binaries.major) throw otherMajor(folder, major, binaries.major)
  return await readFile(passwordFile, 'utf8')
}

function otherMajor (folder: string, theirs: string, ours: string): Error {
  return new Error(`The data in ${folder} was made by PostgreSQL ${theirs}, but this is PostgreSQL ${ours}, which cannot read it. ` +
    `Move it with PostgreSQL ${theirs}'s pg_dump, or choose another folder.`)
}

async function createCluster (place: Place, binaries: Binaries, passwordFile: string, durable: boolean): Promise<void> {
  const draft = await mkdtemp(join(place.folder, draftPrefix))
  await writePassword(place, passwordFile)
  if (place.account !== undefined) await chown(draft, place.account.uid, place.account.gid)
  await run(place.account, binaries.program('initdb'), [
    ...['--pgdata', draft, '--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    // The same order of texts and the same letters on every platform, which the system's locales are not.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    // Segments are written out in full at once; smaller ones make a fresh start faster.
    ...['--wal-segsize', '4', ...syncOptions(durable)]
  ])
  await rename(draft, clusterOf(place.folder))
  if (durable) await syncFolder(place.folder)
}

function syncOptions (durable: boolean): string[] {
  if (!durable) return ['--no-sync']
  return process.platform === 'linux' ? ['--sync-method', 'syncfs'] : []
}

async function writePassword ({ account }: Place, file: string): Promise<void> {
  await rm(file, { force: true })
  const handle = await open(file, 'wx', 0o600)
  try {
    // initdb reads it; whoever runs the server could read the data anyway.
    if (account !== undefined) await handle.chown(account.uid, account.gid)
    await handle.writeFile(randomBytes(24).toString('base64url'))
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function syncFolder (folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}

async function clusterMajor (cluster: string): Promise<string | undefined> {
  const files = await readdir(cluster).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (files.length === 0) return undefined
  if (!files.includes('PG_VERSION')) throw new Error(`${cluster} is no PostgreSQL cluster, or a damaged one. Move it away, or choose another folder.`)
  return (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim()
}

async function removeDrafts (folder: string): Promise<void> {
  const names = await readdir(folder)
  // A killed start's initdb may still write there for a moment; what it leaves goes the next time.
  await Promise.all(names.filter(name => name.startsWith(draftPrefix)).map(name =>
    rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)))
}
