import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { SigningKeysUnavailable, type SigningKeys } from './signing-keys.js'
import { isGuid } from '../domain/guid.js'
import { longestLifetimeSeconds, readClaims, type TokenClaims, type VerifiedToken } from './token-claims.js'
import { unsupportedParameter } from './token-header.js'

/** Why a token was not accepted. With SigningKeysUnavailable the issuer failed, so the token may be valid. */
export type TokenError =
  'TokenMissing' | 'TokenInvalid' | 'TokenAudienceNotSupported' | 'TenantNotRegistered' | 'SigningKeysUnavailable'

/**
 * A caller with all claims of its token, or an error with a detail for the log. The detail contains no part of the
 * token and no personal data.
 */
export type TokenVerdict =
  | { readonly token: VerifiedToken, readonly claims: TokenClaims }
  | { readonly error: TokenError, readonly detail: string }

/** The accepted issuers and audiences, and how to find a tenant's keys. */
export interface TokenVerifierOptions {
  /** Templates of `iss` with `{tenantid}`, such as `https://sts.windows.net/{tenantid}/`. */
  readonly issuers: readonly string[]
  /** Accepted values of `aud`, compared exactly. */
  readonly audiences: readonly string[]
  /** Returns the keys of a tenant. Called for registered tenants only. */
  readonly keysOf: (tenantId: string) => SigningKeys
  readonly isRegistered: (tenantId: string) => Promise<boolean>
}

// Entra signs only with RS256, and publishes keys without `alg`. Allowing PS256 too would use one key for two
// algorithms (RFC 8725, section 3.1).
const ALGORITHMS = ['RS256']
// Node accepts 16 KB of headers in total. Entra leaves out long lists of groups to keep its tokens below that.
const LONGEST_TOKEN = 16 * 1024
// Applies to `iat` and `nbf` only; `exp` is checked to the second.
const CLOCK_SKEW_S = 60

/** Thrown for a rejected token. The message is the detail for the log. */
class TokenRejection extends Error {
  readonly error: TokenError

  constructor (error: TokenError, detail: string) {
    super(detail)
    this.error = error
  }
}

/**
 * Creates the function that turns an `Authorization` header into a caller, at the instant `now`. Cheap checks come
 * first: syntax, tenant and issuer, registration of the tenant, signature, claims. Keys are fetched only for registered
 * tenants. The function rejects only if `isRegistered` or `keysOf` fails.
 *
 * Reject requests with two headers before: Node's `request.headers` keeps the first and hides the other.
 */
export function createTokenVerifier (
  options: TokenVerifierOptions
): (authorization: string | undefined, now: Date) => Promise<TokenVerdict> {
  if (options.audiences.length === 0) throw new TypeError('A token verifier needs at least one audience')
  if (options.issuers.length === 0 || !options.issuers.every(issuer => issuer.includes('{tenantid}'))) {
    throw new TypeError(
      'A token verifier needs issuers with {tenantid} in each: otherwise one issuer could sign for every tenant'
    )
  }
  return async (authorization, now) => {
    try {
      return await verify(authorization, now, options)
    } catch (error) {
      if (error instanceof TokenRejection) return { error: error.error, detail: error.message }
      throw error
    }
  }
}

/** Returns the token of an `Authorization: Bearer ...` header, without verifying it. */
export function bearerTokenOf (authorization: string | undefined): string | undefined {
  return /^bearer(?: +(.*))?$/is.exec(authorization ?? '')?.[1]
}

/**
 * Whether a text is three parts of base64url in canonical form. jose accepts other spellings of the same bytes. With
 * them one token would have several texts, so neither the cache nor the signature could tell them apart.
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
  if (!(await options.isRegistered(tenantId))) throw new TokenRejection('TenantNotRegistered', `tenant ${tenantId}`)
  const claims = await verifySignature(token, issuer, options.keysOf(tenantId), now)
  const read = readClaims(claims, tenantId, now)
  if ('problem' in read) throw new TokenRejection('TokenInvalid', read.problem)
  // The audience comes last, so that only callers with an otherwise valid token learn about a wrong audience.
  const aud = String(claims['aud'])
  if (!options.audiences.includes(aud)) {
    throw new TokenRejection('TokenAudienceNotSupported', `aud ${aud.slice(0, 100)}`)
  }
  return { token: read.token, claims: Object.freeze(claims) }
}

function readToken (authorization: string | undefined): string {
  const token = bearerTokenOf(authorization)
  if (token === undefined || token === '') throw new TokenRejection('TokenMissing', 'no bearer token')
  if (token.length > LONGEST_TOKEN) throw new TokenRejection('TokenInvalid', 'syntax: too long')
  if (!isCanonicalJwt(token)) throw new TokenRejection('TokenInvalid', 'syntax: not three parts of base64url')
  return token
}

/** Reads the tenant and issuer before the signature is verified. They only select the keys and the expected issuer. */
function readIssuer (token: string, templates: readonly string[]): { tid: string, issuer: string } {
  const { kid, unsupported, tid, iss } = decode(token)
  if (unsupported !== undefined) throw new TokenRejection('TokenInvalid', `header ${unsupported}`)
  if (typeof kid !== 'string' || kid === '') throw new TokenRejection('TokenInvalid', 'kid missing')
  if (!isGuid(tid)) throw new TokenRejection('TokenInvalid', 'tid is not a GUID')
  const issuer = templates.map(template => template.replaceAll('{tenantid}', tid)).find(expected => expected === iss)
  if (issuer === undefined) throw new TokenRejection('TokenInvalid', 'iss is not the issuer of tid')
  return { tid, issuer }
}

function decode (token: string): { unsupported: string | undefined } & Record<'kid' | 'tid' | 'iss', unknown> {
  try {
    const header = decodeProtectedHeader(token)
    const { tid, iss } = decodeJwt(token)
    return { unsupported: unsupportedParameter(header), kid: header.kid, tid, iss }
  } catch {
    throw new TokenRejection('TokenInvalid', 'syntax: not a JSON Web Token')
  }
}

async function verifySignature (token: string, issuer: string, keys: SigningKeys, now: Date): Promise<TokenClaims> {
  try {
    const { payload } = await jwtVerify(token, keys.key, {
      algorithms: ALGORITHMS,
      typ: 'JWT',
      issuer,
      requiredClaims: ['exp', 'tid'],
      // Also makes jose require `iat`, and reject one in the future.
      maxTokenAge: longestLifetimeSeconds,
      clockTolerance: CLOCK_SKEW_S,
      currentDate: now
    })
    return payload
  } catch (error) {
    if (error instanceof SigningKeysUnavailable) throw new TokenRejection('SigningKeysUnavailable', error.message)
    // jose's messages quote the token, so only its code and the name of the claim are used.
    if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) {
      throw new TokenRejection('TokenInvalid', `${error.code} ${error.claim}`)
    }
    if (error instanceof errors.JOSEError) throw new TokenRejection('TokenInvalid', error.code)
    // jose throws a JOSEError for everything wrong with a token, so any other error is about the published key.
    throw new TokenRejection('SigningKeysUnavailable', 'the published key cannot be used')
  }
}
