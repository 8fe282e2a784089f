import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JWK } from 'jose'
import { generateIssuerKeys } from './token-issuer.js'

/** What the sandbox keeps secret between starts, so that a client's token and links survive a restart. */
export interface SandboxKeys {
  readonly issuer: JWK
  /** Of the database role that the service connects as. */
  readonly databasePassword: string
  /** base64 */
  readonly linkSigning: string
}

/** Reads the keys of a data folder, or makes and keeps new ones. `undefined` as folder: nothing is kept. */
export async function sandboxKeys (folder: string | undefined): Promise<SandboxKeys> {
  if (folder === undefined) return await newKeys()
  const file = join(folder, 'sandbox-keys.json')
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept !== undefined) return JSON.parse(kept) as SandboxKeys
  const keys = await newKeys()
  await mkdir(folder, { recursive: true })
  // Renamed into place: a start that is cut off leaves no half-written keys.
  await writeFile(`${file}.new`, JSON.stringify(keys), { mode: 0o600 })
  await rename(`${file}.new`, file)
  return keys
}

async function newKeys (): Promise<SandboxKeys> {
  return { issuer: await generateIssuerKeys(), databasePassword: randomBytes(24).toString('base64url'), linkSigning: randomBytes(32).toString('base64') }
}
