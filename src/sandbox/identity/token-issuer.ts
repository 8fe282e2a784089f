import { createPrivateKey, createPublicKey } from 'node:crypto'
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload
} from 'jose'
import type { EndpointVersion, Grant, GrantError } from './token-grants.js'

/** Replaces Entra ID in the sandbox: signs tokens, and writes responses as Entra does. */
export interface TokenIssuer {
  /** The public key, with which clients verify its tokens. */
  readonly jwks: JSONWebKeySet
  /** Signs any claims, for tests that need a token without a grant. */
  readonly sign: (claims: JWTPayload) => Promise<string>
  /** Returns the body of a successful response. `base` is this service's origin, without a slash at its end. */
  readonly issue: (
    grant: Grant,
    version: EndpointVersion,
    base: string
  ) => Promise<Readonly<Record<string, string | number>>>
  /** Returns the body of an error. `correlationId` is the client's id of the request, if it sent one. */
  readonly refuse: (refusal: GrantError, correlationId?: string) => Readonly<Record<string, unknown>>
}

/** What an issuer needs. */
export interface TokenIssuerOptions {
  /** A key of {@link generateIssuerKeys}. Store it, and tokens stay valid after a restart. */
  readonly privateJwk: JWK
  readonly clock: () => Date
  /** Makes GUIDs. */
  readonly newId: () => string
}

// As Entra does: tokens last an hour, and start five minutes before now for clocks that are behind.
const LIFETIME_S = 3600
const BACKDATED_S = 300

/** Creates an RSA key of 2048 bits with a `kid`, as a private JWK. Keep it secret. */
export async function generateIssuerKeys (): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) }
}

/** Creates an issuer. Throws if the key cannot be one of {@link generateIssuerKeys}. */
export function createTokenIssuer (options: TokenIssuerOptions): TokenIssuer {
  const { kid } = options.privateJwk
  if (kid === undefined || options.privateJwk.kty !== 'RSA') {
    throw new TypeError('The issuer needs a private RSA key with a kid')
  }
  const key = createPrivateKey({ key: options.privateJwk, format: 'jwk' })
  // Derived from the key instead of copied from the private JWK, whose other members must not be published.
  const { n, e } = createPublicKey(key).export({ format: 'jwk' })
  const jwks = { keys: [{ kty: 'RSA', use: 'sig', alg: 'RS256', kid, n, e }] } as JSONWebKeySet

  const sign = (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid }).sign(key)

  return {
    jwks,
    sign,
    issue: async (grant, version, base) => {
      const now = Math.floor(options.clock().getTime() / 1000)
      const times = { iat: now - BACKDATED_S, nbf: now - BACKDATED_S, exp: now + LIFETIME_S }
      const claims = claimsOf(grant, version, options.newId())
      const token = await sign({ aud: grant.audience, iss: `${base}/${grant.partner.partnerId}/`, ...times, ...claims })
      return version === 'v1' ? responseV1(grant, token, times) : responseV2(grant, token)
    },
    refuse: (refusal, correlationId) =>
      errorBody(refusal, options.clock(), options.newId(), correlationId ?? options.newId())
  }
}

/**
 * The claims of a token. `amr` in v2 is our addition.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
function claimsOf (grant: Grant, version: EndpointVersion, id: string): JWTPayload {
  const { application, user } = grant
  const proof = grant.confidential ? '1' : '0'
  const client = version === 'v1'
    ? { appid: application.clientId, appidacr: proof, ver: '1.0' }
    : { azp: application.clientId, azpacr: proof, ver: '2.0' }
  const common = {
    ...client,
    tid: grant.partner.partnerId,
    uti: Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
  }
  // An application and its service principal have the same id in the sandbox.
  if (user === undefined) return { ...common, idtyp: 'app', oid: application.clientId, sub: application.clientId }
  const upn = user.userPrincipalName
  return {
    ...common,
    ...(version === 'v1' ? { acr: '1', unique_name: upn } : { preferred_username: upn }),
    amr: grant.mfa ? ['pwd', 'mfa'] : ['pwd'],
    name: user.name,
    oid: user.objectId,
    roles: [user.role],
    scp: 'user_impersonation',
    sub: user.objectId,
    upn
  }
}

/** All values are strings: https://learn.microsoft.com/azure/active-directory/azuread-dev/v1-protocols-oauth-code */
function responseV1 (grant: Grant, token: string, times: { nbf: number, exp: number }): Record<string, string> {
  const seconds = String(LIFETIME_S - 1)
  return {
    token_type: 'Bearer',
    ...(grant.user === undefined ? {} : { scope: 'user_impersonation' }),
    expires_in: seconds,
    ext_expires_in: seconds,
    expires_on: String(times.exp),
    not_before: String(times.nbf),
    resource: grant.audience,
    access_token: token
  }
}

/** Times are numbers: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
function responseV2 (grant: Grant, token: string): Record<string, string | number> {
  return {
    token_type: 'Bearer',
    ...(grant.user === undefined ? {} : { scope: `${grant.audience}/user_impersonation` }),
    expires_in: LIFETIME_S - 1,
    ext_expires_in: LIFETIME_S - 1,
    access_token: token
  }
}

function errorBody (
  refusal: GrantError,
  now: Date,
  traceId: string,
  correlationId: string
): Record<string, unknown> {
  const timestamp = `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`
  return {
    error: refusal.error,
    error_description:
      `AADSTS${refusal.number}: ${refusal.text}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ` +
        `${correlationId}\r\nTimestamp: ${timestamp}`,
    error_codes: [refusal.number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId
  }
}
