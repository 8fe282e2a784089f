import { exportJWK, generateKeyPair, type JWK, type JWTPayload } from 'jose'
import { localSigningKeys } from '../../src/http/signing-keys.js'
import { createTokenVerifier, type TokenVerdict, type TokenVerifierOptions } from '../../src/http/token-verifier.js'

/** The instant of every test of tokens. */
export const now = new Date('2026-03-01T12:00:00Z')

/** `now` in seconds, as tokens count. */
export const seconds = now.getTime() / 1000

export const tenantId = 'd1000000-0000-4000-8000-000000000001'
export const otherTenantId = 'd2000000-0000-4000-8000-000000000002'
export const partnerCenter = 'https://api.partnercenter.microsoft.com'

/** A signing key: its public half as an issuer publishes it, and what it signs. */
export interface TestKey {
  readonly publicJwk: JWK
  /** Signs these very claims under Entra's header, changed as told: also what no library would agree to sign. */
  readonly sign: (claims: JWTPayload, header?: Record<string, unknown>) => Promise<string>
  /** Signs texts that stand for header and claims, be they JSON or not. */
  readonly signText: (header: string, claims: string) => Promise<string>
}

const encode = (text: string) => Buffer.from(text).toString('base64url')

/** A new 2048-bit key. Without `alg` in its JWK, as Entra's are. */
export async function makeKey (kid = 'key-1'): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const signText = async (header: string, claims: string) => {
    const text = `${encode(header)}.${encode(claims)}`
    const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey, Buffer.from(text))
    return `${text}.${Buffer.from(signature).toString('base64url')}`
  }
  return {
    publicJwk: { ...await exportJWK(publicKey), kid, use: 'sig' },
    sign: (claims, header = {}) => signText(JSON.stringify({ alg: 'RS256', typ: 'JWT', kid, ...header }), JSON.stringify(claims)),
    signText
  }
}

/** The claims of a v1 token of a user, as in Partner Center's own sample; `undefined` leaves a claim out. */
export function userClaims (changes: Record<string, unknown> = {}): JWTPayload {
  return {
    aud: partnerCenter,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: seconds - 300,
    nbf: seconds - 300,
    exp: seconds + 3600,
    acr: '1',
    amr: ['pwd', 'mfa'],
    appid: 'a1000000-0000-4000-8000-000000000001',
    appidacr: '0',
    name: 'Admin Agent',
    oid: 'd1000000-0000-4000-8000-100000000001',
    roles: ['AdminAgents'],
    scp: 'user_impersonation',
    tid: tenantId,
    upn: 'adminagent@contoso-direct.example',
    ver: '1.0',
    ...changes
  }
}

/** The claims of a v1 token of an app. */
export function appClaims (changes: Record<string, unknown> = {}): JWTPayload {
  const user = { acr: undefined, amr: undefined, name: undefined, roles: undefined, scp: undefined, upn: undefined }
  return userClaims({ ...user, appidacr: '1', oid: '5e000000-0000-4000-8000-000000000001', ...changes })
}

/** The options of a verifier that knows one key and one registered tenant. */
export function verifierOptions (key: TestKey, changes: Partial<TokenVerifierOptions> = {}): TokenVerifierOptions {
  const keys = localSigningKeys({ keys: [key.publicJwk] })
  return {
    issuers: ['https://sts.windows.net/{tenantid}/', 'https://login.microsoftonline.com/{tenantid}/v2.0'],
    audiences: [partnerCenter, 'https://graph.windows.net'],
    keysOf: () => keys,
    isRegistered: async id => id === tenantId,
    ...changes
  }
}

/** Verifies one token at `at`. */
export async function verdictOn (token: string, options: TokenVerifierOptions, at = now): Promise<TokenVerdict> {
  return await createTokenVerifier(options)(`Bearer ${token}`, at)
}

/** The error of a verdict, or `none`. */
export function errorOf (verdict: TokenVerdict): string {
  return 'error' in verdict ? verdict.error : 'none'
}
