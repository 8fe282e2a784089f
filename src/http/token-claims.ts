import { isGuid } from '../domain/guid.js'

/** What a verified token says about its caller. `tenantId` and `objectId` identify it; names and e-mails do not. */
export interface VerifiedToken {
  /** `tid`, lower case. */
  readonly tenantId: string
  /** `oid` of the user or service principal, lower case. If Entra leaves out `oid`, the application's id. */
  readonly objectId: string
  /** `appid` (v1) or `azp` (v2), lower case. */
  readonly applicationId: string
  /** `user` if a user signed in to the app (there is `scp`), `app` if the app calls on its own. */
  readonly kind: 'user' | 'app'
  /** Whether `amr` contains `mfa`. */
  readonly mfa: boolean
  /** `exp` in milliseconds since the epoch. Nothing derived from the token may be used after it. */
  readonly expiresAt: number
}

/** All claims of a token. They contain personal data, up to 16 KB: never log them or keep them beyond the request. */
export type TokenClaims = Readonly<Record<string, unknown>>

/**
 * The maximum time between `iat` and `exp`, in seconds. Entra's longest tokens (continuous access evaluation) last
 * 28 h, and Entra sets `iat` 5 minutes before the issue.
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime
 */
export const longestLifetimeSeconds = 28 * 3600 + 300

/**
 * Reads the claims of a token whose signature, issuer, `iat` and `nbf` are verified and whose `exp` is a number.
 * A `problem` is a reason for the log to reject the token; it contains no value of a claim.
 */
export function readClaims (
  claims: TokenClaims,
  tenantId: string,
  now: Date
): { readonly token: VerifiedToken } | { readonly problem: string } {
  const { exp, iat, aud, appid, azp, oid, amr } = claims as TokenClaims & { readonly exp: number, readonly iat: number }
  if (exp * 1000 <= now.getTime()) return { problem: 'exp is past' }
  if (exp - iat > longestLifetimeSeconds) return { problem: 'lifetime too long' }
  if (typeof aud !== 'string') return { problem: 'aud is not one string' }
  // Every access token of Entra names its client; an id token does not. Without this check an id token, which has no
  // `scp`, would count as the app's own token if the app's id is a configured audience.
  const applicationId = appid ?? azp
  if (!isGuid(applicationId)) return { problem: 'neither appid nor azp: not an access token' }
  if (azp !== undefined && azp !== applicationId) return { problem: 'appid and azp differ' }
  const kind = kindOf(claims)
  if (kind === undefined) return { problem: 'scp, idtyp and the other claims say neither user nor app' }
  const objectId = kind === 'app' ? (oid ?? applicationId) : oid
  if (!isGuid(objectId)) return { problem: 'oid is not a GUID' }
  return {
    token: {
      tenantId,
      objectId: objectId.toLowerCase(),
      applicationId: applicationId.toLowerCase(),
      kind,
      mfa: Array.isArray(amr) && amr.includes('mfa'),
      expiresAt: Math.floor(exp * 1000)
    }
  }
}

/** Claims of id tokens and of users. A token with one of them is not an app's own token. */
const personalClaims = ['nonce', 'at_hash', 'c_hash', 'auth_time', 'amr', 'upn', 'unique_name', 'preferred_username']

/** Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
function kindOf (claims: TokenClaims): 'user' | 'app' | undefined {
  const { scp, idtyp, appidacr, azpacr } = claims
  if (typeof scp === 'string' && scp.trim() !== '' && idtyp !== 'app') return 'user'
  // A public client ("0") has no credentials, so it cannot get a token without a user.
  const isPublicClient = appidacr === '0' || azpacr === '0'
  const isApp = scp === undefined && (idtyp === undefined || idtyp === 'app') && !isPublicClient
  return isApp && personalClaims.every(name => claims[name] === undefined) ? 'app' : undefined
}
