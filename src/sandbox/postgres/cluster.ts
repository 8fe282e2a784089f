import { chmod, chown, lstat, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './account.js'
import type { Binaries } from './binaries.js'
import { readIfThere, syncFolder } from './data-file.js'
import { faultsIn } from './output.js'
import { newPassword, passwordFileOf } from './password.js'
import { clusterOf, type Place } from './place.js'

const draftPrefix = 'postgres.init-'

/**
 * Makes the cluster of a data folder, and the superuser's password, unless it is there. A cluster appears whole or not
 * at all: initdb works in a draft, on the same disk, which becomes the cluster when it is finished and, if `durable`,
 * safe from a power failure. Throws for a cluster of another major version and for a damaged one, which stays as it is.
 */
export async function prepareCluster (place: Place, binaries: Binaries, durable: boolean): Promise<void> {
  const { folder } = place
  await removeDrafts(folder)
  const major = await clusterMajor(clusterOf(folder))
  if (major === undefined) await createCluster(place, binaries, durable)
  else if (major !== binaries.major) throw otherMajor(folder, major, binaries.major)
  else await closeToOthers(clusterOf(folder))
}

/** PostgreSQL does not start on a folder that is open to others, as one that was copied or unpacked may be. */
async function closeToOthers (cluster: string): Promise<void> {
  if (process.platform === 'win32') return
  const { mode } = await stat(cluster)
  if ((mode & 0o027) !== 0) await chmod(cluster, 0o700)
}

function otherMajor (folder: string, theirs: string, ours: string): Error {
  return new Error(`The data in ${folder} was made by PostgreSQL ${theirs}, but this is PostgreSQL ${ours}, ` +
    `which cannot read it. Move it with PostgreSQL ${theirs}'s pg_dump, or set DATA_FOLDER to another folder.`)
}

async function createCluster (place: Place, binaries: Binaries, durable: boolean): Promise<void> {
  const draft = await mkdtemp(join(place.folder, draftPrefix))
  try {
    await newPassword(place)
    if (place.account !== undefined) await chown(draft, place.account.uid, place.account.gid)
    await initialize(place, binaries, draft, durable)
    await rename(draft, clusterOf(place.folder))
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined)
    throw error
  }
  if (durable) await syncFolder(place.folder)
}

async function initialize (place: Place, binaries: Binaries, draft: string, durable: boolean): Promise<void> {
  const { folder, account } = place
  await run(account, binaries.program('initdb'), [
    ...['--pgdata', draft, '--username', 'postgres', '--pwfile', passwordFileOf(folder), '--auth', 'scram-sha-256'],
    // The same order of texts and the same letters on every platform, which the system's locales are not.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    // Segments are written out in full at once; smaller ones make a fresh start faster.
    ...['--wal-segsize', '4', ...syncOptions(durable)]
  ]).catch((error: Error & { stderr?: string }) => {
    throw new Error(`PostgreSQL could not make its data in ${folder}: ${faultsIn(error.stderr || error.message)}. ` +
      'Correct that, or set DATA_FOLDER to another folder.', { cause: error })
  })
}

function syncOptions (durable: boolean): string[] {
  if (!durable) return ['--no-sync']
  return process.platform === 'linux' ? ['--sync-method', 'syncfs'] : []
}

/** The major version that made a cluster; undefined where there is nothing, or an empty folder. */
async function clusterMajor (cluster: string): Promise<string | undefined> {
  const found = await lstat(cluster).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (found === undefined) return undefined
  const files = await readdir(cluster).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR' ? noCluster(cluster, 'it is not a folder') : error
  })
  if (files.length === 0 && found.isSymbolicLink()) throw noCluster(cluster, 'it is a link to an empty folder')
  if (files.length === 0) return undefined
  const version = (await readIfThere(join(cluster, 'PG_VERSION')))?.trim()
  if (version === undefined) throw noCluster(cluster, 'it has no file PG_VERSION')
  if (version === '') throw noCluster(cluster, 'its file PG_VERSION is empty')
  if (!/^\d+(?:\.\d+)?$/.test(version)) throw noCluster(cluster, 'its file PG_VERSION holds no version')
  return version
}

function noCluster (cluster: string, reason: string): Error {
  return new Error(`${cluster} is not the data of a PostgreSQL, or is damaged: ${reason}. It was left as it is. ` +
    'Put it back from a copy, move it away, or set DATA_FOLDER to another folder.')
}

async function removeDrafts (folder: string): Promise<void> {
  const names = await readdir(folder)
  // A killed start's initdb may still write there for a moment; what it leaves goes the next time.
  await Promise.all(names.filter(name => name.startsWith(draftPrefix)).map(name =>
    rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)))
}
