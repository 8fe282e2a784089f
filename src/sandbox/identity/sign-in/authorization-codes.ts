import { randomBytes } from 'node:crypto'
import type { AuthorizationRequest } from './authorization-request.js'
import type { CustomerUser } from './repository.js'

/** How long a code can be redeemed, in ms. */
export const codeLifetimeMs = 60_000

/** What a code stands for. */
export interface Authorization {
  /** The tenant of the path that was signed in at: a customer's, or `organizations`. */
  readonly tenant: string
  readonly request: AuthorizationRequest
  readonly user: CustomerUser
}

/** The authorization codes that are out; kept in memory, as they live for a minute. */
export interface AuthorizationCodes {
  /** A new code of 256 random bits. */
  issue (authorization: Authorization): string
  /** What a code stands for, once: a second time it is `redeemed`. `unknown` also covers codes long gone. */
  redeem (code: string): Authorization | 'unknown' | 'expired' | 'redeemed'
}

// Nobody signs in more often than that in a minute; whoever tries only pushes out what is oldest.
const mostCodes = 10_000

/** No code yet. */
export function authorizationCodes (clock: () => Date): AuthorizationCodes {
  const issued = new Map<
    string,
    { readonly authorization: Authorization, readonly expiresAt: number, isRedeemed: boolean }
  >()
  return {
    issue (authorization) {
      const code = randomBytes(32).toString('base64url')
      if (issued.size >= mostCodes) issued.delete(issued.keys().next().value as string)
      issued.set(code, { authorization, expiresAt: clock().getTime() + codeLifetimeMs, isRedeemed: false })
      return code
    },
    redeem (code) {
      const found = issued.get(code)
      if (found === undefined) return 'unknown'
      if (found.isRedeemed) return 'redeemed'
      if (clock().getTime() >= found.expiresAt) return 'expired'
      found.isRedeemed = true
      return found.authorization
    }
  }
}
