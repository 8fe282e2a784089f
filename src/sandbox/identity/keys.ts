import { createPrivateKey, createPublicKey, randomBytes, sign, verify, type JsonWebKey } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { JWK } from 'jose'
import { readIfThere, writeSecretFile } from '../postgres/data-file.js'
import { generateIssuerKeys } from './token-issuer.js'

/** What the sandbox keeps secret between starts, so that a client's token and links survive a restart. */
export interface SandboxKeys {
  readonly issuer: JWK
  /** base64 */
  readonly linkSigning: string
}

/**
 * Reads the keys of a data folder, whose lock the caller holds, or makes and keeps new ones. Damaged keys are moved
 * aside and replaced, and `log` says so; no confirmation depends on them. `undefined` as folder: nothing is kept.
 */
export async function sandboxKeys (folder: string | undefined, log: (line: string) => void): Promise<SandboxKeys> {
  if (folder === undefined) return await newKeys()
  const file = join(folder, 'sandbox-keys.json')
  const text = await readIfThere(file)
  const kept = text === undefined ? undefined : parsedKeys(text)
  if (kept !== undefined) return kept
  if (text !== undefined) {
    await rename(file, `${file}.damaged`)
    log("The sandbox's keys were damaged. New ones were made: tokens, links and sign-ins of earlier starts " +
      `no longer work. The damaged ones are in ${file}.damaged`)
  }
  const keys = await newKeys()
  await writeSecretFile(file, JSON.stringify(keys))
  return keys
}

async function newKeys (): Promise<SandboxKeys> {
  return { issuer: await generateIssuerKeys(), linkSigning: randomBytes(32).toString('base64') }
}

/** The keys that a file holds; undefined unless all of them are there and work. */
function parsedKeys (text: string): SandboxKeys | undefined {
  try {
    const { issuer, linkSigning } = JSON.parse(text) as Partial<SandboxKeys>
    if (issuer === undefined || linkSigning === undefined) return undefined
    const work = typeof issuer.kid === 'string' && signs(issuer) && Buffer.from(linkSigning, 'base64').length >= 32
    return work ? { issuer, linkSigning } : undefined
  } catch {
    return undefined
  }
}

/** Whether what a private RSA key signs is verified by its public half. */
function signs (jwk: JWK): boolean {
  const key = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' })
  const text = Buffer.from('sandbox')
  return key.asymmetricKeyType === 'rsa' && verify('sha256', text, createPublicKey(key), sign('sha256', text, key))
}
