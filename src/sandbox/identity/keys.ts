import { createPrivateKey, createPublicKey, randomBytes, sign, verify, type JsonWebKey } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { JWK } from 'jose'
import { readIfThere, writeSecretFile } from '../postgres/data-file.js'
import { generateIssuerKeys } from './token-issuer.js'

/** The sandbox's secret keys. They are stored, so that tokens and links stay valid after a restart. */
export interface SandboxKeys {
  readonly issuer: JWK
  /** base64 */
  readonly linkSigning: string
}

/**
 * Reads the keys of a data folder, or creates and stores new ones. The caller must hold the folder's lock. Damaged keys
 * are renamed, replaced and logged; no confirmation depends on them. Without a folder the keys are not stored.
 */
export async function sandboxKeys (folder: string | undefined, log: (line: string) => void): Promise<SandboxKeys> {
  if (folder === undefined) return await newKeys()
  const file = join(folder, 'sandbox-keys.json')
  const text = await readIfThere(file)
  const kept = text === undefined ? undefined : parsedKeys(text)
  if (kept !== undefined) return kept
  if (text !== undefined) {
    await rename(file, `${file}.damaged`)
    log("The sandbox's keys were damaged and have been replaced. Tokens, links and sign-ins of earlier starts " +
      `no longer work. The damaged keys are in ${file}.damaged`)
  }
  const keys = await newKeys()
  await writeSecretFile(file, JSON.stringify(keys))
  return keys
}

async function newKeys (): Promise<SandboxKeys> {
  return { issuer: await generateIssuerKeys(), linkSigning: randomBytes(32).toString('base64') }
}

/** Reads the keys of a file. Returns `undefined` unless all of them exist and work. */
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

/** Whether a private RSA key's signature can be verified with its public key. */
function signs (jwk: JWK): boolean {
  const key = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' })
  const text = Buffer.from('sandbox')
  return key.asymmetricKeyType === 'rsa' && verify('sha256', text, createPublicKey(key), sign('sha256', text, key))
}
