/** What a genuine token says of its caller. The identity is `tenantId` with `objectId`; names and e-mails are not. */
export interface VerifiedToken {
  /** `tid`, lower case. */
  readonly tenantId: string
  /** `oid`, lower case: the user's, or the service principal's (its application's id where Entra leaves `oid` out). */
  readonly objectId: string
  /** `appid` (v1) or `azp` (v2), lower case. */
  readonly applicationId: string
  /** Whether a user is behind the app (`scp` is there), or the app calls on its own. */
  readonly kind: 'user' | 'app'
  /** Whether `amr` contains `mfa`. */
  readonly mfa: boolean
  /** `exp` in milliseconds since the epoch; nothing derived from the token may be believed from then on. */
  readonly expiresAt: number
}

/** Every claim of a token. Holds personal data and up to 16 KB: never log it, and keep it no longer than the request. */
export type TokenClaims = Readonly<Record<string, unknown>>

/**
 * The longest time between `iat` and `exp`, in seconds. Entra's longest-lived tokens (continuous access evaluation) last
 * 28 h, and it dates `iat` back by 5 minutes.
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime
 */
export const longestLifetimeSeconds = 28 * 3600 + 300

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a claim is a GUID, in either letter case. */
export function isGuid (value: unknown): value is string {
  return typeof value === 'string' && guid.test(value)
}

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
  // Every access token of Entra names its client. An id token does not: it comes without `scp` too, and would pass
  // for the app itself where the app's own id is a configured audience.
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

/** Claims of id tokens, and of people who signed in: a token that has one of them is not an app's own. */
const personalClaims = ['nonce', 'at_hash', 'c_hash', 'auth_time', 'amr', 'upn', 'unique_name', 'preferred_username']

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference (`scp`, `idtyp`, `appidacr`, `azpacr`) */
function kindOf (claims: TokenClaims): 'user' | 'app' | undefined {
  const { scp, idtyp, appidacr, azpacr } = claims
  if (typeof scp === 'string' && scp.trim() !== '' && idtyp !== 'app') return 'user'
  // A public client ("0") has no credentials to get a token of its own with.
  const isPublicClient = appidacr === '0' || azpacr === '0'
  const isApp = scp === undefined && (idtyp === undefined || idtyp === 'app') && !isPublicClient
  return isApp && personalClaims.every(name => claims[name] === undefined) ? 'app' : undefined
}
