import { hkdfSync } from 'node:crypto'
import { EncryptJWT, jwtDecrypt, type JWTPayload } from 'jose'

/*
 * `@fastify/secure-session` would encrypt cookies with libsodium. Its native module of 18 MB takes 50 ms to load, a tenth
 * of a start, and has no binaries for Alpine (musl) or 32-bit ARM, where this service runs. It knows no purposes, and the
 * page also encrypts a field of its form.
 */

/** Keeps what only this service may read and write with the browser. */
export interface Seal {
  /** `content` under encryption, good for `seconds` from `now` and for this purpose alone. */
  close (purpose: string, content: Readonly<Record<string, unknown>>, seconds: number, now: Date): Promise<string>
  /** What was sealed; `undefined` if it is too old, was altered, or was sealed for something else. */
  open (purpose: string, sealed: string | undefined, now: Date): Promise<JWTPayload | undefined>
}

/** Seals with AES-256-GCM under a key of its own, derived from the one that all instances of a deployment share. */
export function createSeal (linkSigningKey: Uint8Array): Seal {
  const key = new Uint8Array(hkdfSync('sha256', linkSigningKey, new Uint8Array(), 'acceptance page', 32))
  return {
    close: (purpose, content, seconds, now) => {
      const at = Math.floor(now.getTime() / 1000)
      return new EncryptJWT({ ...content }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(purpose).setIssuedAt(at).setExpirationTime(at + seconds).encrypt(key)
    },
    async open (purpose, sealed, now) {
      if (sealed === undefined) return undefined
      try {
        const { payload } = await jwtDecrypt(sealed, key, { audience: purpose, currentDate: now, requiredClaims: ['exp'], keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] })
        return payload
      } catch {
        return undefined
      }
    }
  }
}
