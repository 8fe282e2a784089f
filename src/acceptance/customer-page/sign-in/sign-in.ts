import * as openid from 'openid-client'
import { parseGuid } from '../../../domain/guid.js'
import { idTokenProblem, withoutBoundKeys } from './id-token.js'
import { signInProblem } from '../sign-in-problem.js'

/** Who signed in, by a verified id token. */
export interface SignedIn {
  readonly issuer: string
  readonly subject: string
  readonly tenantId: string
  readonly objectId: string
  readonly userName: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  /** Empty where the account has none. */
  readonly phoneNumber: string
  readonly isAdministrator: boolean
  readonly signedInAt: Date
}

/** What the answer to a sign-in is checked against. */
export interface SignInChecks {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** The page as a client of the identity provider. */
export interface IdentityClient {
  /** Origin of the provider: Entra ID's, or the sandbox's own. */
  readonly authority: string
  readonly clientId: string
  readonly clientSecret: string
  /** How this service itself reaches the provider, if not as browsers do. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

/** Signs customers in by OpenID Connect's authorization code flow with PKCE. */
export interface SignIn {
  /** Where to send the browser, and what to check when it comes back; whoever is expected comes from `tenantId`. Throws {@link ProviderAway}. */
  begin (redirectUri: string, tenantId?: string): Promise<{ url: URL, checks: SignInChecks }>
  /** Who came back with `callback`, or why that proves nobody: codes for the log. Throws {@link ProviderAway}. */
  finish (callback: URL, checks: SignInChecks, now: Date): Promise<{ readonly who: SignedIn } | { readonly problem: string }>
}

/** The identity provider does not answer, or not as it should. */
export class ProviderAway extends Error {
  override readonly name = 'ProviderAway'
}

/** Entra's role template of a Global Administrator, as it stands in `wids`. */
export const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10'

const timeoutSeconds = 10
/** How long the provider's metadata is cached, in ms. */
const metadataMs = 60 * 60 * 1000

// Entra's issuer is a template, which openid-client fills with the `tid` of the token if this was the address of discovery.
const entraId = new URL('https://login.microsoftonline.com/organizations/v2.0')

/** Signs customers in by Entra ID, and by the sandbox, which behaves as Entra does. */
export function createSignIn (client: IdentityClient, clock: () => Date): SignIn {
  let known: { readonly configuration: openid.Configuration, readonly until: number } | undefined

  async function configure (): Promise<openid.Configuration> {
    if (known !== undefined && clock().getTime() < known.until) return known.configuration
    try {
      const configuration = await discover(client)
      known = { configuration, until: clock().getTime() + metadataMs }
      return configuration
    } catch (error) {
      throw new ProviderAway('discovery failed', { cause: error })
    }
  }

  return {
    async begin (redirectUri, tenantId) {
      const configuration = await configure()
      const checks = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier()
      }
      const url = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
        prompt: 'select_account',
        // Only a hint: accounts of other tenants can sign in as well, and the page then says that the link is not theirs.
        ...(tenantId !== undefined && { domain_hint: tenantId })
      })
      return { url, checks }
    },
    async finish (callback, { state, nonce, verifier }, now) {
      const configuration = await configure()
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true }
      try {
        const tokens = await openid.authorizationCodeGrant(configuration, callback, checks)
        const claims = tokens.claims()
        if (claims === undefined) return { problem: 'id token: missing' }
        const problem = idTokenProblem(tokens.id_token as string, claims, { clientId: client.clientId, now })
        if (problem !== undefined) return { problem: `id token: ${problem}` }
        const who = signedIn(claims, now)
        return who === undefined ? { problem: 'id token: tid, oid or preferred_username' } : { who }
      } catch (error) {
        if (isAway(error)) throw new ProviderAway('sign-in failed', { cause: error })
        return { problem: signInProblem(error) }
      }
    }
  }
}

async function discover (client: IdentityClient): Promise<openid.Configuration> {
  // The sandbox has no certificate; an operator configures an http address on purpose.
  const allowed = new URL(client.authority).protocol === 'http:' ? [openid.allowInsecureRequests] : []
  const request: openid.CustomFetch = async (url, { body = null, signal = null, ...rest }) => {
    // The authority may be another cloud's, or the sandbox.
    const address = url.startsWith(`${entraId.href}/`) ? url.replace(entraId.origin, client.authority) : url
    const response = await (client.fetch ?? fetch)(address, { ...rest, body: body as BodyInit | null, signal })
    return rest.method === 'GET' ? await withoutBoundKeys(response) : response
  }
  return await openid.discovery(entraId, client.clientId, {
    client_secret: client.clientSecret,
    // As for partners' tokens (D18): a key serves one algorithm, whatever the provider's metadata lists.
    id_token_signed_response_alg: 'RS256'
  }, undefined, {
    timeout: timeoutSeconds,
    [openid.customFetch]: request,
    execute: [...allowed, openid.enableNonRepudiationChecks]
  })
}

/** Whether the provider failed, rather than the one who came back from it. */
function isAway (error: unknown): boolean {
  if (error instanceof openid.ResponseBodyError) return error.status >= 500
  if (error instanceof openid.AuthorizationResponseError) return false
  const { code, cause } = error as { code?: string, cause?: unknown }
  return code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' || error instanceof TypeError || (cause instanceof TypeError && code === undefined)
}

function signedIn (claims: openid.IDToken, now: Date): SignedIn | undefined {
  const text = (name: string, longest: number) => {
    const claim = claims[name]
    return typeof claim === 'string' ? claim.slice(0, longest).replaceAll('\0', '').toWellFormed() : ''
  }
  const [tenantId, objectId] = [parseGuid(text('tid', 99)), parseGuid(text('oid', 99))]
  const userName = text('preferred_username', 256)
  // The literal template is an issuer that a `tid` of "{tenantid}" would match; it is not a GUID.
  if (tenantId === undefined || tenantId !== claims['tid'] || objectId === undefined || userName === '') return undefined
  const roles = Array.isArray(claims['wids']) ? claims['wids'] : []
  return {
    issuer: claims.iss,
    subject: claims.sub,
    tenantId,
    objectId,
    userName,
    // Short enough for a cookie; the signatory can correct them.
    firstName: text('given_name', 64),
    lastName: text('family_name', 64),
    email: text('email', 254),
    phoneNumber: text('phone_number', 64),
    isAdministrator: roles.includes(globalAdministrator),
    signedInAt: now
  }
}
