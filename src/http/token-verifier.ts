import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { SigningKeysUnavailable, type SigningKeys } from './signing-keys.js'
import { isGuid, longestLifetimeSeconds, readClaims, type TokenClaims, type VerifiedToken } from './token-claims.js'
import { unsupportedParameter } from './token-header.js'

/** Why a token was not accepted. All but the first and the last are the caller's; the last is the issuer's. */
export type TokenFault =
  'TokenMissing' | 'TokenInvalid' | 'TokenAudienceNotSupported' | 'TenantNotRegistered' | 'SigningKeysUnavailable'

/** A caller with all claims of its token, or a fault with a detail for the log: never part of the token, never personal data. */
export type TokenVerdict =
  | { readonly token: VerifiedToken, readonly claims: TokenClaims }
  | { readonly fault: TokenFault, readonly detail: string }

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
// For `iat` and `nbf` only: `exp` is believed to the second.
const CLOCK_SKEW_S = 60

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
export function createTokenVerifier (
  options: TokenVerifierOptions
): (authorization: string | undefined, now: Date) => Promise<TokenVerdict> {
  if (options.audiences.length === 0) throw new TypeError('A token verifier needs at least one audience')
  if (options.issuers.length === 0 || !options.issuers.every(issuer => issuer.includes('{tenantid}'))) {
    throw new TypeError(
      'A token verifier needs issuers, and {tenantid} in each: without it one issuer would speak for every tenant'
    )
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
  return (
    parts.length === 3 &&
    parts.every(part => part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part)
  )
}

async function verify (
  authorization: string | undefined,
  now: Date,
  options: TokenVerifierOptions
): Promise<{ token: VerifiedToken, claims: TokenClaims }> {
  const token = readToken(authorization)
  const { tid, issuer } = readIssuer(token, options.issuers)
  const tenantId = tid.toLowerCase()
  if (!(await options.isRegistered(tenantId))) throw new Refusal('TenantNotRegistered', `tenant ${tenantId}`)
  const claims = await verifySignature(token, issuer, options.keysOf(tenantId), now)
  const read = readClaims(claims, tenantId, now)
  if ('problem' in read) throw new Refusal('TokenInvalid', read.problem)
  // Last, so that only a token that is otherwise good is told apart from a bad one.
  const aud = String(claims['aud'])
  if (!options.audiences.includes(aud)) throw new Refusal('TokenAudienceNotSupported', `aud ${aud.slice(0, 100)}`)
  return { token: read.token, claims: Object.freeze(claims) }
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
  const { kid, unsupported, tid, iss } = decode(token)
  if (unsupported !== undefined) throw new Refusal('TokenInvalid', `header ${unsupported}`)
  if (typeof kid !== 'string' || kid === '') throw new Refusal('TokenInvalid', 'kid missing')
  if (!isGuid(tid)) throw new Refusal('TokenInvalid', 'tid is not a GUID')
  const issuer = templates.map(template => template.replaceAll('{tenantid}', tid)).find(expected => expected === iss)
  if (issuer === undefined) throw new Refusal('TokenInvalid', 'iss is not the issuer of tid')
  return { tid, issuer }
}

function decode (token: string): { unsupported: string | undefined } & Record<'kid' | 'tid' | 'iss', unknown> {
  try {
    const header = decodeProtectedHeader(token)
    const { tid, iss } = decodeJwt(token)
    return { unsupported: unsupportedParameter(header), kid: header.kid, tid, iss }
  } catch {
    throw new Refusal('TokenInvalid', 'syntax: not a JSON Web Token')
  }
}

async function verifySignature (token: string, issuer: string, keys: SigningKeys, now: Date): Promise<TokenClaims> {
  try {
    const { payload } = await jwtVerify(token, keys.key, {
      algorithms: ALGORITHMS,
      typ: 'JWT',
      issuer,
      requiredClaims: ['exp', 'tid'],
      // Brings two rules about `iat`: it is required, and not in the future.
      maxTokenAge: longestLifetimeSeconds,
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
