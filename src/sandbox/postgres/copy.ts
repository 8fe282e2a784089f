import { createHash, randomBytes } from 'node:crypto'
import { chmod, copyFile, link, lstat, readFile, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder, systemFolder } from './place.js'

/**
 * A copy of a package's `native` folder that every account can read and only we can write; made once for a version.
 * `complete` finishes the copy before anyone sees it. Throws when the place has been taken by somebody else.
 */
export async function privateCopy (native: string, complete: (copy: string) => Promise<void>): Promise<string> {
  const parent = await copiesFolder()
  const manifest = await readFile(join(native, '..', 'package.json'))
  const { version } = JSON.parse(manifest.toString()) as { version: string }
  const home = join(parent, `postgres-${version}-${createHash('sha256').update(manifest).digest('hex').slice(0, 8)}`)
  const copy = join(home, 'native')
  if (await assertOurs(home)) return copy
  const draft = `${home}.draft-${randomBytes(6).toString('hex')}`
  try {
    await makeFolder(draft, 0o755)
    await copyTree(native, join(draft, 'native'))
    await complete(join(draft, 'native'))
    await rename(draft, home).catch(async (error: unknown) => {
      // Another process was faster; its copy is as good.
      if (!await assertOurs(home)) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return copy
}

async function copiesFolder (): Promise<string> {
  const parent = process.getuid?.() === 0 ? systemFolder : join(tmpdir(), `partner-agreements-${process.getuid?.() ?? 0}`)
  await makeFolder(parent, 0o755)
  await assertOurs(parent)
  return parent
}

/** False when there is nothing; throws unless the folder is ours alone: we are going to run programs from it. */
async function assertOurs (folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined)
  if (found === undefined) return false
  const uid = process.getuid?.() ?? found.uid
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o022) !== 0) {
    throw new Error(`${folder} is not a folder that only user ${uid} can write`)
  }
  return true
}

async function copyTree (from: string, to: string): Promise<void> {
  await makeFolder(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isFile()) await linkOrCopy(source, target)
  }
}

async function linkOrCopy (source: string, target: string): Promise<void> {
  const { uid, mode } = await lstat(source)
  const asGoodAsOurs = uid === process.getuid?.() && (mode & 0o022) === 0 && (mode & 0o044) === 0o044
  if (asGoodAsOurs && await link(source, target).then(() => true, () => false)) return
  await copyFile(source, target)
  await chmod(target, (mode & 0o100) === 0 ? 0o644 : 0o755)
}
