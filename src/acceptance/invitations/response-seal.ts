import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Encrypts responses that hold an invitation's link, to be kept until their request is repeated. */
export interface ResponseSeal {
  /** `request` binds the response to its place: moved to another request it cannot be opened. */
  close (request: string, response: unknown): Buffer
  /** `undefined` where it was altered, moved, or encrypted under another key. */
  open (request: string, sealed: Buffer): unknown
}

const algorithm = 'aes-256-gcm'
const nonceLength = 12
const tagLength = 16

/** AES-256-GCM under a key of its own, derived from the one that all instances of a deployment share. */
export function createResponseSeal (linkSigningKey: Uint8Array): ResponseSeal {
  const key = new Uint8Array(hkdfSync('sha256', linkSigningKey, new Uint8Array(), 'invitation responses', 32))
  return {
    close (request, response) {
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(request))
      const text = Buffer.concat([cipher.update(JSON.stringify(response), 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text])
    },
    open (request, sealed) {
      const [nonce, tag] = [sealed.subarray(0, nonceLength), sealed.subarray(nonceLength, nonceLength + tagLength)]
      try {
        const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength })
        decipher.setAAD(Buffer.from(request)).setAuthTag(tag)
        const text = Buffer.concat([decipher.update(sealed.subarray(nonceLength + tagLength)), decipher.final()])
        return JSON.parse(text.toString('utf8'))
      } catch {
        return undefined
      }
    }
  }
}
