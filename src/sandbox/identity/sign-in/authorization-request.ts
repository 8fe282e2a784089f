import { parseGuid } from '../../../domain/guid.js'

/** The only client of the sandbox's sign-in: the customer's page. */
export const acceptancePageClient = {
  clientId: 'acc00000-0000-4000-8000-000000000001',
  secret: 'sandbox',
  name: 'Customer acceptance page',
  redirectPath: '/accept/signed-in'
} as const

/** A valid request of the client (OpenID Connect Core, section 3.1.2.1; RFC 7636). */
export interface AuthorizationRequest {
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  /** The SHA-256 of the verifier in base64url (S256). */
  readonly codeChallenge: string
  /** The user name to prefill, or ''. */
  readonly loginHint: string
  /** The tenant whose user is expected, or ''. */
  readonly tenantHint: string
}

const names = [
  'client_id', 'redirect_uri', 'response_type', 'response_mode', 'scope', 'state', 'nonce', 'code_challenge',
  'code_challenge_method', 'login_hint', 'domain_hint'
]
const maxLength = 2_048

/**
 * Reads an authorization request. An invalid one returns a `problem` to show on a page. It never leads to a redirect,
 * so that no browser is sent to an address that is not the client's.
 */
export function readAuthorizationRequest (
  query: URLSearchParams,
  base: string
): { readonly request: AuthorizationRequest } | { readonly problem: string } {
  const given = (name: string) => query.get(name) ?? ''
  const redirectUri = `${base}${acceptancePageClient.redirectPath}`
  const repeated = names.find(name => query.getAll(name).length > 1)
  const tooLong = names.find(name => given(name).length > maxLength)
  const problems: ReadonlyArray<readonly [isProblem: boolean, problem: string]> = [
    [repeated !== undefined, `${repeated} is given more than once.`],
    [tooLong !== undefined, `${tooLong} is too long.`],
    [
      given('client_id').toLowerCase() !== acceptancePageClient.clientId,
      'client_id is not that of an application of the sandbox.'
    ],
    [given('redirect_uri') !== redirectUri, 'redirect_uri is not registered for this application.'],
    [given('response_type') !== 'code', 'response_type must be code.'],
    [!['', 'query'].includes(given('response_mode')), 'response_mode must be query.'],
    [!given('scope').split(' ').includes('openid'), 'scope must contain openid.'],
    [given('state') === '', 'state is missing.'],
    [given('nonce') === '', 'nonce is missing.'],
    [given('code_challenge_method') !== 'S256', 'code_challenge_method must be S256.'],
    [!/^[\w-]{43}$/.test(given('code_challenge')), 'code_challenge is not a SHA-256 in base64url.']
  ]
  const problem = problems.find(([isProblem]) => isProblem)?.[1]
  if (problem !== undefined) return { problem }
  const hint = given('login_hint')
  const loginHint = hint.length > 256 || /\p{Cc}/u.test(hint) ? '' : hint
  return {
    request: {
      redirectUri,
      state: given('state'),
      nonce: given('nonce'),
      codeChallenge: given('code_challenge'),
      loginHint,
      tenantHint: parseGuid(given('domain_hint')) ?? ''
    }
  }
}
