import { randomBytes } from 'node:crypto'
import type { AuthorizationRequest } from './authorization-request.js'
import type { CustomerUser } from './repository.js'

/** How long a code can be redeemed, in ms. */
export const codeLifetimeMs = 60_000

/** The sign-in that a code was issued for. */
export interface Authorization {
  /** The tenant in the path of the sign-in: a customer's, or `organizations`. */
  readonly tenant: string
  readonly request: AuthorizationRequest
  readonly user: CustomerUser
}

/** The authorization codes of the last minute, in memory. */
export interface AuthorizationCodes {
  /** Creates a code of 256 random bits. */
  issue (authorization: Authorization): string
  /** Returns the sign-in of a code once, and then `redeemed`. Removed codes are `unknown`. */
  redeem (code: string): Authorization | 'unknown' | 'expired' | 'redeemed'
}

// More than all sign-ins of a minute. A client that requests more only removes the oldest codes.
const mostCodes = 10_000

/** Creates an empty collection of codes. */
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
