import { decodeProtectedHeader } from 'jose'
import type { IDToken } from 'openid-client'
import { tenantOfKey } from '../../../http/signing-keys.js'
import { longestLifetimeSeconds } from '../../../http/token-claims.js'
import { unsupportedParameter } from '../../../http/token-header.js'

/** How far `iat` may be ahead of this machine's clock, in seconds; the same for partners' tokens. */
const clockSkewSeconds = 60

/**
 * Checks of an id token that openid-client leaves out. It has verified the signature, issuer, nonce, `exp` and `nbf`, and
 * that this client is among the audiences. Returns what is wrong, or `undefined`.
 */
export function idTokenProblem (idToken: string, claims: IDToken, { clientId, now }: { readonly clientId: string, readonly now: Date }): string | undefined {
  const { kid, typ = 'JWT', ...header } = decodeProtectedHeader(idToken)
  const { aud, azp = clientId, iat, exp } = claims
  const unsupported = unsupportedParameter(header)
  const problems: ReadonlyArray<readonly [isProblem: boolean, problem: string]> = [
    [typeof kid !== 'string', 'kid'],
    [unsupported !== undefined, unsupported ?? ''],
    // Other types, such as at+jwt and logout+jwt, are tokens for something else (RFC 8725, section 3.11).
    [typeof typ !== 'string' || !/^(?:application\/)?jwt$/i.test(typ), 'typ'],
    // Another audience could present the token here as its own (OpenID Connect Core, section 3.1.3.7).
    [aud !== clientId, 'aud'],
    [azp !== clientId, 'azp'],
    [iat > now.getTime() / 1000 + clockSkewSeconds, 'iat'],
    [exp - iat > longestLifetimeSeconds, 'exp']
  ]
  return problems.find(([isProblem]) => isProblem)?.[1]
}

/**
 * A set of signing keys without those that Entra ID publishes for a single tenant: at `organizations`, where customers
 * sign in, such a key could sign for every other tenant. A response that is no set of keys comes back as it is.
 */
export async function withoutBoundKeys (response: Response): Promise<Response> {
  const text = await response.text()
  const { status, headers } = response
  return new Response(unboundOnly(text) ?? text, { status, headers })
}

function unboundOnly (text: string): string | undefined {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown }
    return Array.isArray(keys) ? JSON.stringify({ keys: keys.filter(jwk => tenantOfKey(jwk as object) === undefined) }) : undefined
  } catch {
    return undefined
  }
}
