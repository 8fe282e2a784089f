import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose'
import { SigningKeysUnavailable, type SigningKeys } from './signing-keys.js'

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

/** Why a token was not accepted. All but the first and the last are the caller's; the last is the issuer's. */
export type TokenFault = 'TokenMissing' | 'TokenInvalid' | 'TokenAudienceNotSupported' | 'TenantNotRegistered' | 'SigningKeysUnavailable'

/** A caller with all claims of its token, or a fault with a detail for the log: never part of the token, never personal data. */
export type TokenVerdict = { readonly token: VerifiedToken, readonly claims: TokenClaims } | { readonly fault: TokenFault, readonly detail: string }

/** Whose tokens are accepted, and for what. */
export interface TokenVerifierOptions {
  /** Templates of `iss` with `{tenantid}`, such as `https://sts.windows.net/{tenantid}/`. */
  readonly issuers: readonly string[]
  /** Accepted values of `aud`, compared exactly. */
  readonly audiences: readonly string[]
  /** The keys of a tenant; asked for registered tenants only. */
  readonly keysOf: (tenantId: string) => SigningKeys
  readonly isRegistered: (tenantId: string) => Promise<boolean>
}

// Entra signs with RS256 and nothing else, and publishes keys without `alg`: allowing PS256 too would let one key
// serve two algorithms (RFC 8725, section 3.1).
const ALGORITHMS = ['RS256']
// Node takes 16 KB of headers in all; Entra keeps its tokens below that by leaving out long lists of groups.
const LONGEST_TOKEN = 16 * 1024
// Entra's longest-lived tokens (continuous access evaluation) last 28 h, and it dates `iat` back by 5 minutes.
// https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime
const LONGEST_LIFETIME_S = 28 * 3600 + 300
// For `iat` and `nbf` only: `exp` is believed to the second.
const CLOCK_SKEW_S = 60

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Why a token is refused; the log's detail is its message. */
class Refusal extends Error {
  readonly fault: TokenFault

  constructor (fault: TokenFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

/**
 * Makes the function that turns an `Authorization` header into a caller, at the instant `now`. What costs more, or
 * reaches further out, comes later: syntax, tenant and issuer, whether the tenant is registered (an unregistered one
 * never makes this service fetch keys), signature, claims. It rejects only if `isRegistered` or `keysOf` fails.
 *
 * A header that was sent twice must be refused before: Node's `request.headers` keeps the first and hides the other.
 */
export function createTokenVerifier (options: TokenVerifierOptions): (authorization: string | undefined, now: Date) => Promise<TokenVerdict> {
  if (options.audiences.length === 0) throw new TypeError('A token verifier needs at least one audience')
  if (options.issuers.length === 0 || !options.issuers.every(issuer => issuer.includes('{tenantid}'))) {
    throw new TypeError('A token verifier needs issuers, and {tenantid} in each: without it one issuer would speak for every tenant')
  }
  return async (authorization, now) => {
    try {
      return await verify(authorization, now, options)
    } catch (error) {
      if (error instanceof Refusal) return { fault: error.fault, detail: error.message }
      throw error
    }
  }
}

/** The token of an `Authorization: Bearer ...` header, not verified. */
export function bearerTokenOf (authorization: string | undefined): string | undefined {
  return /^bearer(?: +(.*))?$/is.exec(authorization ?? '')?.[1]
}

/**
 * Whether a text is three parts of base64url in its one canonical form. jose is lenient there: with more than one
 * spelling of the same bytes, a token could not be recognised by its text, nor a signature keep it from being altered.
 */
export function isCanonicalJwt (text: string): boolean {
  const parts = text.split('.')
  return parts.length === 3 && parts.every(part => part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part)
}

async function verify (authorization: string | undefined, now: Date, options: TokenVerifierOptions): Promise<{ token: VerifiedToken, claims: TokenClaims }> {
  const token = readToken(authorization)
  const { tid, issuer } = readIssuer(token, options.issuers)
  const tenantId = tid.toLowerCase()
  if (!await options.isRegistered(tenantId)) throw new Refusal('TenantNotRegistered', `tenant ${tenantId}`)
  const claims = await verifySignature(token, issuer, options.keysOf(tenantId), now)
  const verified = { token: readClaims(claims, tenantId, now), claims: Object.freeze(claims) }
  // Last, so that only a token that is otherwise good is told apart from a bad one.
  const aud = String(claims.aud)
  if (!options.audiences.includes(aud)) throw new Refusal('TokenAudienceNotSupported', `aud ${aud.slice(0, 100)}`)
  return verified
}

function readToken (authorization: string | undefined): string {
  const token = bearerTokenOf(authorization)
  if (token === undefined || token === '') throw new Refusal('TokenMissing', 'no bearer token')
  if (token.length > LONGEST_TOKEN) throw new Refusal('TokenInvalid', 'syntax: too long')
  if (!isCanonicalJwt(token)) throw new Refusal('TokenInvalid', 'syntax: not three parts of base64url')
  return token
}

/** Nothing read here is believed yet: it only says which keys to ask, and the signed claims are compared with it. */
function readIssuer (token: string, templates: readonly string[]): { tid: string, issuer: string } {
  const { kid, crit, tid, iss } = decode(token)
  // Entra requires no extension to be understood, and this service understands none.
  if (crit !== undefined) throw new Refusal('TokenInvalid', 'crit')
  if (typeof kid !== 'string' || kid === '') throw new Refusal('TokenInvalid', 'kid missing')
  if (typeof tid !== 'string' || !guid.test(tid)) throw new Refusal('TokenInvalid', 'tid is not a GUID')
  const issuer = templates.map(template => template.replaceAll('{tenantid}', tid)).find(expected => expected === iss)
  if (issuer === undefined) throw new Refusal('TokenInvalid', 'iss is not the issuer of tid')
  return { tid, issuer }
}

function decode (token: string): Record<'kid' | 'crit' | 'tid' | 'iss', unknown> {
  try {
    const { kid, crit } = decodeProtectedHeader(token)
    const { tid, iss } = decodeJwt(token)
    return { kid, crit, tid, iss }
  } catch {
    throw new Refusal('TokenInvalid', 'syntax: not a JSON Web Token')
  }
}

async function verifySignature (token: string, issuer: string, keys: SigningKeys, now: Date): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys.key, {
      algorithms: ALGORITHMS,
      typ: 'JWT',
      issuer,
      requiredClaims: ['exp', 'tid'],
      // Brings two rules about `iat`: it is required, and not in the future.
      maxTokenAge: LONGEST_LIFETIME_S,
      clockTolerance: CLOCK_SKEW_S,
      currentDate: now
    })
    return payload
  } catch (error) {
    if (error instanceof SigningKeysUnavailable) throw new Refusal('SigningKeysUnavailable', error.message)
    // The messages quote the token; code and claim do not.
    if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) {
      throw new Refusal('TokenInvalid', `${error.code} ${error.claim}`)
    }
    if (error instanceof errors.JOSEError) throw new Refusal('TokenInvalid', error.code)
    // jose has an error of its own for every fault of a token, so that this one is the published key's.
    throw new Refusal('SigningKeysUnavailable', 'the published key cannot be used')
  }
}

function readClaims (claims: JWTPayload, tenantId: string, now: Date): VerifiedToken {
  const { exp = 0, iat = 0 } = claims
  if (exp * 1000 <= now.getTime()) throw new Refusal('TokenInvalid', 'exp is past')
  if (exp - iat > LONGEST_LIFETIME_S) throw new Refusal('TokenInvalid', 'lifetime too long')
  if (typeof claims.aud !== 'string') throw new Refusal('TokenInvalid', 'aud is not one string')
  // Every access token of Entra names its client. An id token does not: it comes without `scp` too, and would pass
  // for the app itself where the app's own id is a configured audience.
  const applicationId = claims['appid'] ?? claims['azp']
  if (!isGuid(applicationId)) throw new Refusal('TokenInvalid', 'neither appid nor azp: not an access token')
  const kind = kindOf(claims)
  const objectId = kind === 'app' ? claims['oid'] ?? applicationId : claims['oid']
  if (!isGuid(objectId)) throw new Refusal('TokenInvalid', 'oid is not a GUID')
  return {
    tenantId,
    objectId: objectId.toLowerCase(),
    applicationId: applicationId.toLowerCase(),
    kind,
    mfa: Array.isArray(claims['amr']) && claims['amr'].includes('mfa'),
    expiresAt: Math.floor(exp * 1000)
  }
}

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference (`scp`, `idtyp`) */
function kindOf (claims: JWTPayload): 'user' | 'app' {
  const { scp, idtyp } = claims
  if (scp === undefined && (idtyp === undefined || idtyp === 'app') && claims['nonce'] === undefined) return 'app'
  if (typeof scp === 'string' && scp.trim() !== '' && idtyp !== 'app') return 'user'
  throw new Refusal('TokenInvalid', 'scp and idtyp say neither user nor app')
}

function isGuid (value: unknown): value is string {
  return typeof value === 'string' && guid.test(value)
}
