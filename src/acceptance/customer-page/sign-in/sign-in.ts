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
/** How long what the provider says of itself is believed, in ms. */
const metadataMs = 60 * 60 * 1000

/** The sign-in by Entra ID, and by the sandbox, which speaks as Entra does. */
export function createSignIn (client: IdentityClient, clock: () => Date): SignIn {
  let known: { metadata: openid.ServerMetadata, until: number } | undefined

  // The sandbox has no certificate; what the operator configures as http is so on purpose.
  const isHttp = new URL(client.authority).protocol === 'http:'
  const reach: openid.CustomFetch = async (url, { body = null, signal = null, ...rest }) => {
    const response = await (client.fetch ?? fetch)(url, { ...rest, body: body as BodyInit | null, signal })
    return url === known?.metadata.jwks_uri ? await withoutBoundKeys(response) : response
  }

  async function metadataOf (): Promise<openid.ServerMetadata> {
    if (known !== undefined && clock().getTime() < known.until) return known.metadata
    try {
      // Organizations: work accounts of any tenant, and no personal ones.
      const discovered = await openid.discovery(new URL(`${client.authority}/organizations/v2.0/.well-known/openid-configuration`), client.clientId, client.clientSecret, undefined, { timeout: timeoutSeconds, [openid.customFetch]: reach, execute: isHttp ? [openid.allowInsecureRequests] : [] })
      known = { metadata: discovered.serverMetadata(), until: clock().getTime() + metadataMs }
      return known.metadata
    } catch (error) {
      throw new ProviderAway('discovery failed', { cause: error })
    }
  }

  function configurationOf (metadata: openid.ServerMetadata, issuer = metadata.issuer): openid.Configuration {
    // As for partners' tokens (D18): a key serves one algorithm, whatever the provider's metadata lists.
    const registration = { client_secret: client.clientSecret, id_token_signed_response_alg: 'RS256' }
    const configuration = new openid.Configuration({ ...metadata, issuer }, client.clientId, registration)
    configuration.timeout = timeoutSeconds
    configuration[openid.customFetch] = reach
    if (isHttp) openid.allowInsecureRequests(configuration)
    openid.enableNonRepudiationChecks(configuration)
    return configuration
  }

  return {
    async begin (redirectUri, tenantId) {
      const configuration = configurationOf(await metadataOf())
      const checks = { state: openid.randomState(), nonce: openid.randomNonce(), verifier: openid.randomPKCECodeVerifier() }
      const url = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
        prompt: 'select_account',
        // A hint alone: accounts of other tenants sign in as well, and are told that this is not theirs.
        ...(tenantId !== undefined && { domain_hint: tenantId })
      })
      return { url, checks }
    },
    async finish (callback, { state, nonce, verifier }, now) {
      const metadata = await metadataOf()
      const expected = () => ({ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true })
      const asked = askOnce(reach)
      const exchange = async (issuer?: string) => {
        const configuration = configurationOf(metadata, issuer)
        configuration[openid.customFetch] = asked
        return await openid.authorizationCodeGrant(configuration, callback, expected())
      }
      try {
        const tokens = await exchange().catch((error: unknown) => {
          const issuer = issuerOf(metadata.issuer, error)
          if (issuer === undefined) throw error
          return exchange(issuer)
        })
        const claims = tokens.claims()
        const problem = claims === undefined ? 'missing' : idTokenProblem(tokens.id_token as string, claims, { clientId: client.clientId, now })
        if (claims === undefined || problem !== undefined) return { problem: `id token: ${problem}` }
        const who = signedIn(claims, now)
        // Nobody is the template itself, which the first look would let pass.
        const isOfTenant = who?.issuer === metadata.issuer.replace('{tenantid}', who?.tenantId ?? '')
        return who !== undefined && isOfTenant ? { who } : { problem: 'id token: tid, oid, preferred_username or iss' }
      } catch (error) {
        if (isAway(error)) throw new ProviderAway('sign-in failed', { cause: error })
        return { problem: signInProblem(error) }
      }
    }
  }
}

/**
 * Entra's issuer is a template: each tenant has its own. The library compares it as it stands, and says with the refusal
 * what the token claims; the same answer is then checked once more, whole, against the issuer of the tenant it claims.
 */
function issuerOf (template: string, error: unknown): string | undefined {
  const { claim, claims } = (((error as Error).cause as Error | undefined)?.cause ?? {}) as { claim?: string, claims?: Record<string, unknown> }
  const tenantId = claims?.['tid']
  if (claim !== 'iss' || typeof tenantId !== 'string' || parseGuid(tenantId) !== tenantId || !template.includes('{tenantid}')) return undefined
  return template.replace('{tenantid}', tenantId)
}

/** A code is good once: the token endpoint's answer is kept for the second look at it. */
function askOnce (reach: openid.CustomFetch): openid.CustomFetch {
  let answer: Promise<Response> | undefined
  return async (url, options) => {
    if (options.method !== 'POST') return await reach(url, options)
    answer ??= reach(url, options)
    return (await answer).clone()
  }
}

/** Whether the provider failed, rather than the one who came back from it. */
function isAway (error: unknown): boolean {
  if (error instanceof openid.ResponseBodyError) return error.status >= 500
  if (error instanceof openid.AuthorizationResponseError) return false
  const { code, cause } = error as { code?: string, cause?: unknown }
  return code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' || error instanceof TypeError || (cause instanceof TypeError && code === undefined)
}

function signedIn (claims: openid.IDToken, now: Date): SignedIn | undefined {
  const text = (name: string, longest: number) => typeof claims[name] === 'string' ? claims[name].slice(0, longest).replaceAll('\0', '').toWellFormed() : ''
  const [tenantId, objectId] = [parseGuid(text('tid', 99)), parseGuid(text('oid', 99))]
  const userName = text('preferred_username', 256)
  if (tenantId === undefined || objectId === undefined || userName === '') return undefined
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
