import { jwtVerify, SignJWT } from 'jose'
import { isCanonicalJwt } from '../../http/token-verifier.js'
import type { DocumentForm } from './repository.js'

/**
 * The lifetime of a link, in seconds.
 *
 * Source: Partner Center, "Get a download link for the Microsoft Customer Agreement template".
 */
export const linkLifetimeSeconds = 300

/** The document that a link opens, and its form. */
export interface LinkTarget {
  readonly documentId: string
  readonly form: DocumentForm
}

/** Signs and verifies the last path segment of document links. */
export interface DownloadLinks {
  /** Returns a new segment at every call. */
  sign (target: LinkTarget, now: Date): Promise<string>
  /** Returns the target; `undefined` for a segment that has expired, was altered, or was not signed with this key. */
  verify (segment: string, now: Date): Promise<LinkTarget | undefined>
}

const audience = 'agreement-document'

/** Links signed with HMAC-SHA-256. All instances of a deployment must have the same `key`. */
export function downloadLinks (key: Uint8Array, newId: () => string): DownloadLinks {
  return {
    sign: ({ documentId, form }, now) => {
      const seconds = Math.floor(now.getTime() / 1000)
      return new SignJWT({ form })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(documentId)
        .setAudience(audience)
        .setJti(newId())
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + linkLifetimeSeconds)
        .sign(key)
    },
    async verify (segment, now) {
      if (!isCanonicalJwt(segment)) return undefined
      try {
        const { payload } = await jwtVerify(segment, key, {
          algorithms: ['HS256'],
          audience,
          requiredClaims: ['sub', 'exp', 'form'],
          currentDate: now
        })
        return { documentId: payload.sub as string, form: payload['form'] as DocumentForm }
      } catch {
        return undefined
      }
    }
  }
}
