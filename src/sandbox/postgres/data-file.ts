import { open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Account } from './account.js'

/** The text of a file; undefined if there is none. Errors name the file, which Node leaves out where it is a folder. */
export async function readIfThere (file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, path = file } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw Object.assign(error as Error, { path })
  }
}

/**
 * Writes a secret to a file that only its owner may read: `owner` or, as root, who owns the folder. The file is seen
 * with its former content or with the new one, whole, after a power failure too. One writer at a time.
 */
export async function writeSecretFile (file: string, text: string, owner?: Account): Promise<void> {
  const draft = `${file}.new`
  await unlinkIfThere(draft)
  // Not through a link that another user may have put there.
  const handle = await open(draft, 'wx', 0o600)
  try {
    if (process.getuid?.() === 0) {
      const { uid, gid } = owner ?? await stat(dirname(file))
      await handle.chown(uid, gid)
    }
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
  await syncFolder(dirname(file))
}

/** Makes what was renamed in a folder safe from a power failure. */
export async function syncFolder (folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}

async function unlinkIfThere (file: string): Promise<void> {
  await unlink(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}
