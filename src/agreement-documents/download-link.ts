import { jwtVerify, SignJWT } from 'jose'
import { isCanonicalJwt } from '../http/token-verifier.js'
import type { DocumentForm } from './repository.js'

/** How long a link opens its document, in seconds. Source: Partner Center, "Get a download link for the Microsoft Customer Agreement template". */
export const linkLifetimeSeconds = 300

/** What a link leads to. */
export interface LinkTarget {
  readonly documentId: string
  readonly form: DocumentForm
}

/** Makes and reads the last path segment of document links. */
export interface DownloadLinks {
  /** A new segment at every call, for one document in one form. */
  sign (target: LinkTarget, now: Date): Promise<string>
  /** The target; `undefined` for a segment that has expired, was altered by as little as a character, or was never ours. */
  verify (segment: string, now: Date): Promise<LinkTarget | undefined>
}

const purpose = 'agreement-document'

/** Links signed with HMAC-SHA-256 over `key`, which all instances of a deployment share. */
export function downloadLinks (key: Uint8Array, newId: () => string): DownloadLinks {
  return {
    sign: ({ documentId, form }, now) => {
      const seconds = Math.floor(now.getTime() / 1000)
      return new SignJWT({ form }).setProtectedHeader({ alg: 'HS256' })
        .setSubject(documentId).setAudience(purpose).setJti(newId()).setIssuedAt(seconds).setExpirationTime(seconds + linkLifetimeSeconds)
        .sign(key)
    },
    async verify (segment, now) {
      if (!isCanonicalJwt(segment)) return undefined
      try {
        const { payload } = await jwtVerify(segment, key, { algorithms: ['HS256'], audience: purpose, requiredClaims: ['sub', 'exp', 'form'], currentDate: now })
        return { documentId: payload.sub as string, form: payload['form'] as DocumentForm }
      } catch {
        return undefined
      }
    }
  }
}
