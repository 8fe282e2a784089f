import type { JWTPayload } from 'jose'
import { parseGuid } from '../../../domain/guid.js'
import { isStorable } from '../../../http/json-body.js'
import { isPassword } from '../password.js'
import type { GrantRefusal } from '../token-grants.js'
import type { TokenIssuer } from '../token-issuer.js'
import { authorizationCodes, type Authorization } from './authorization-codes.js'
import { acceptancePageClient, type AuthorizationRequest } from './authorization-request.js'
import { redeemCode } from './redeem-code.js'
import type { CustomerUser, CustomerUserRepository } from './repository.js'

/** What signing in needs. */
export interface CustomerSignInOptions {
  readonly issuer: TokenIssuer
  readonly users: CustomerUserRepository
  readonly clock: () => Date
  /** The origin at which browsers reach this service, without a closing slash. */
  readonly baseUrl: string
}

/** The sandbox's stand-in for Entra ID where customers' users sign in: OpenID Connect with codes and PKCE. */
export interface CustomerSignIn {
  readonly baseUrl: string
  /** A tenant of a path in its one spelling: a customer's id, or `organizations` for whichever the user has. */
  tenantOf (text: string): Promise<string | undefined>
  /** The OpenID configuration of such a tenant; that of `organizations` has Entra's `{tenantid}` in its issuer. */
  configuration (tenant: string): Record<string, unknown>
  /** Where to send the browser, with a code; `undefined` for a wrong name, password or tenant alike. */
  signIn (tenant: string, request: AuthorizationRequest, userName: string, password: string): Promise<string | undefined>
  /** What the token endpoint answers to the exchange of a code. */
  redeem (
    tenant: string,
    form: URLSearchParams
  ): Promise<{ readonly answer: Readonly<Record<string, string | number>> } | { readonly refusal: GrantRefusal }>
}

/** The tenant of a path that stands for all of them, as with Entra. */
export const anyTenant = 'organizations'

const lifetimeS = 3_600
// The ids by which every Entra tenant knows these directory roles: Global Administrator, and a plain user.
const administratorRole = '62e90394-69f5-4237-9190-012177145e10'
const userRole = 'b79fbf4d-3ef9-4689-8143-76b194e85509'
/** Microsoft Graph, for which Entra issues the access tokens of such a sign-in. No endpoint of ours takes them. */
const graph = '00000003-0000-0000-c000-000000000000'
const scope = 'openid profile email'

/** Makes the stand-in; its codes do not outlive it. */
export function customerSignIn ({ issuer, users, clock, baseUrl }: CustomerSignInOptions): CustomerSignIn {
  const codes = authorizationCodes(clock)
  /** `admin` alone is what Partner Center shows of new credentials: where the customer's tenant is known it says who is meant. */
  const find = async (tenant: string, name: string) => {
    if (!isStorable(name)) return undefined
    return tenant === '' || name.includes('@') ? await users.find(name) : await users.findIn(tenant, name)
  }
  const issuerOf = (tenant: string) => `${baseUrl}/${tenant}/v2.0`
  return {
    baseUrl,
    async tenantOf (text) {
      if (text.toLowerCase() === anyTenant) return anyTenant
      const customerId = parseGuid(text)
      return customerId !== undefined && await users.hasTenant(customerId) ? customerId : undefined
    },
    configuration: tenant => ({
      issuer: issuerOf(tenant === anyTenant ? '{tenantid}' : tenant),
      authorization_endpoint: `${baseUrl}/${tenant}/oauth2/v2.0/authorize`,
      token_endpoint: `${baseUrl}/${tenant}/oauth2/v2.0/token`,
      jwks_uri: `${baseUrl}/${tenant}/discovery/v2.0/keys`,
      grant_types_supported: ['authorization_code'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      code_challenge_methods_supported: ['S256'],
      scopes_supported: scope.split(' '),
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256']
    }),
    async signIn (tenant, request, userName, password) {
      const user = await find(tenant === anyTenant ? request.tenantHint : tenant, userName.trim().toLowerCase())
      const mayEnter = user !== undefined && (tenant === anyTenant || tenant === user.customerId)
      if (!await isPassword(password, user?.passwordHash) || !mayEnter) return undefined
      const { redirectUri, state } = request
      return `${redirectUri}?${new URLSearchParams({ code: codes.issue({ tenant, request, user }), state }).toString()}`
    },
    async redeem (tenant, form) {
      const decision = redeemCode(codes, tenant, form)
      if ('refusal' in decision) return decision
      const { user } = decision.authorization
      const phoneNumber = await users.phoneNumberOf(user.customerId)
      const now = Math.floor(clock().getTime() / 1_000)
      const shared = {
        iss: issuerOf(user.customerId),
        iat: now,
        nbf: now,
        exp: now + lifetimeS,
        tid: user.customerId,
        oid: user.userId,
        sub: user.userId,
        ver: '2.0'
      }
      return {
        answer: {
          token_type: 'Bearer',
          scope,
          expires_in: lifetimeS - 1,
          ext_expires_in: lifetimeS - 1,
          access_token: await issuer.sign({ ...shared, aud: graph, azp: acceptancePageClient.clientId, scp: scope }),
          id_token: await issuer.sign({
            ...shared,
            ...identityOf(user, decision.authorization),
            ...(phoneNumber !== undefined && { phone_number: phoneNumber })
          })
        }
      }
    }
  }
}

/** https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference; names, `wids` and `amr` are optional claims there, and OpenID Connect's `phone_number` comes beside them. */
function identityOf (user: CustomerUser, { request: { nonce } }: Authorization): JWTPayload {
  return {
    aud: acceptancePageClient.clientId,
    nonce,
    preferred_username: user.userName,
    name: `${user.firstName} ${user.lastName}`.trim(),
    given_name: user.firstName,
    family_name: user.lastName,
    email: user.email,
    wids: [user.isAdministrator ? administratorRole : userRole],
    amr: ['pwd', 'mfa']
  }
}
