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
import type { EndpointVersion, Grant, GrantRefusal } from './token-grants.js'

/** The sandbox's stand-in for Entra ID: signs tokens, and words its answers as Entra does. */
export interface TokenIssuer {
  /** The public half of its key, as published for whoever verifies its tokens. */
  readonly jwks: JSONWebKeySet
  /** Signs any claims as they are; for tests that need a token which no grant leads to. */
  readonly sign: (claims: JWTPayload) => Promise<string>
  /** The body of a successful token answer. `base` is this service's own origin, without a closing slash. */
  readonly issue: (
    grant: Grant,
    version: EndpointVersion,
    base: string
  ) => Promise<Readonly<Record<string, string | number>>>
  /** The body of a refusal. `correlationId` is the client's own id for the request, if it sent one. */
  readonly refuse: (refusal: GrantRefusal, correlationId?: string) => Readonly<Record<string, unknown>>
}

/** What an issuer is made of. */
export interface TokenIssuerOptions {
  /** From {@link generateIssuerKeys}; kept across restarts, tokens stay valid across restarts. */
  readonly privateJwk: JWK
  readonly clock: () => Date
  /** Makes GUIDs. */
  readonly newId: () => string
}

// As Entra does: an hour from now, dated back five minutes for clocks that are behind.
const LIFETIME_S = 3600
const BACKDATED_S = 300

/** A new RSA key of 2048 bits with its `kid`, as a private JWK: a secret. */
export async function generateIssuerKeys (): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) }
}

/** Makes an issuer; throws unless the key is one that {@link generateIssuerKeys} could have made. */
export function createTokenIssuer (options: TokenIssuerOptions): TokenIssuer {
  const { kid } = options.privateJwk
  if (kid === undefined || options.privateJwk.kty !== 'RSA') {
    throw new TypeError('The issuer needs a private RSA key with a kid')
  }
  const key = createPrivateKey({ key: options.privateJwk, format: 'jwk' })
  // Derived anew from the key rather than picked from the private JWK, of which nothing else may be published.
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
      return version === 'v1' ? answerV1(grant, token, times) : answerV2(grant, token)
    },
    refuse: (refusal, correlationId) =>
      refusalBody(refusal, options.clock(), options.newId(), correlationId ?? options.newId())
  }
}

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference; `amr` in v2 is the sandbox's own. */
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
  // The sandbox has no service principals apart from the applications: they share one id.
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

/** Every value a string: https://learn.microsoft.com/azure/active-directory/azuread-dev/v1-protocols-oauth-code */
function answerV1 (grant: Grant, token: string, times: { nbf: number, exp: number }): Record<string, string> {
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

/** Numbers: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
function answerV2 (grant: Grant, token: string): Record<string, string | number> {
  return {
    token_type: 'Bearer',
    ...(grant.user === undefined ? {} : { scope: `${grant.audience}/user_impersonation` }),
    expires_in: LIFETIME_S - 1,
    ext_expires_in: LIFETIME_S - 1,
    access_token: token
  }
}

function refusalBody (
  refusal: GrantRefusal,
  now: Date,
  traceId: string,
  correlationId: string
): Record<string, unknown> {
  const timestamp = `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`
  return {
    error: refusal.error,
    error_description: `AADSTS${refusal.number}: ${refusal.text}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${timestamp}`,
    error_codes: [refusal.number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId
  }
}
