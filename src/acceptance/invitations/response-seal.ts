import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Encrypts responses with the link of an invitation. They are stored for repetitions of the request. */
export interface ResponseSeal {
  /** Encrypts a response for one request. Stored with another request, it cannot be decrypted. */
  close (request: string, response: unknown): Buffer
  /** Decrypts a response. Returns `undefined` if it was changed, belongs to another request, or has another key. */
  open (request: string, sealed: Buffer): unknown
}

const algorithm = 'aes-256-gcm'
const nonceLength = 12
const tagLength = 16

/** Encrypts with AES-256-GCM. The key is derived from the link signing key, which all instances share. */
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
