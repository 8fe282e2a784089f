import { createHash } from 'node:crypto'
import { chmod, mkdir, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { canEnter, serverAccount, type Account } from './account.js'

/** Where root keeps what an account that cannot enter the wanted folder must reach; only root can write there. */
export const systemFolder = '/var/lib/partner-agreements'

/** A folder that exists and whose server can enter it. */
export interface Place {
  /** The real path: what the system tells of a running server is compared with it. */
  readonly folder: string
  readonly account: Account
}

/**
 * The wanted folder or, where the server's account may not go there, one of {@link systemFolder} that stands for it;
 * `log` then says so. The account is the owner of a cluster that is there already, so that a start as root does not
 * take a user's data away from them.
 */
export async function findPlace (wanted: string, log: (line: string) => void): Promise<Place> {
  const path = resolve(wanted)
  if (/[\r\n]/.test(path)) {
    throw new Error('The path of the data folder has a line break, which PostgreSQL rejects. ' +
      'Set DATA_FOLDER to another folder.')
  }
  const account = await serverAccount(clusterOf(path))
  if (account === undefined || await canEnter(account, await existingPart(path))) return await placeIn(path)
  const instead = join(systemFolder, createHash('sha256').update(path).digest('hex').slice(0, 12))
  const place = await placeIn(instead)
  log(`PostgreSQL's data is in ${instead}: as root, PostgreSQL runs under user ${place.account?.uid}, who may not enter ${path}`)
  return place
}

/** The folder of the cluster itself in a data folder. */
export function clusterOf (dataFolder: string): string {
  return join(dataFolder, 'postgres')
}

/**
 * Makes a folder and those above it that are missing with a mode that the umask does not cut. One at a time: Node's own
 * recursive mkdir tells of a missing folder where the file system is read-only, and never ends below /proc.
 */
export async function makeFolder (folder: string, mode: number): Promise<void> {
  if (await isFolder(folder)) return
  if (dirname(folder) !== folder) await makeFolder(dirname(folder), mode)
  try {
    await mkdir(folder)
  } catch (error) {
    // Another start may just have made it.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && await isFolder(folder)) return
    throw error
  }
  await chmod(folder, mode)
}

async function placeIn (path: string): Promise<Place> {
  // Others may pass through it only, as the server's account has to.
  await makeFolder(path, 0o711)
  const folder = await realpath(path)
  return { folder, account: await serverAccount(clusterOf(folder)) }
}

/** The folder itself, or the closest above it that is there. */
async function existingPart (path: string): Promise<string> {
  let part = path
  while (!await isFolder(part)) part = dirname(part)
  return part
}

async function isFolder (path: string): Promise<boolean> {
  return await stat(path).then(found => found.isDirectory(), () => false)
}
