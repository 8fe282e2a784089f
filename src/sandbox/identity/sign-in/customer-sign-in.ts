import type { JWTPayload } from 'jose'
import { parseGuid } from '../../../domain/guid.js'
import { isStorable } from '../../../http/json-body.js'
import { isPassword } from '../password.js'
import type { GrantError } from '../token-grants.js'
import type { TokenIssuer } from '../token-issuer.js'
import { authorizationCodes, type Authorization } from './authorization-codes.js'
import { acceptancePageClient, type AuthorizationRequest } from './authorization-request.js'
import { redeemCode } from './redeem-code.js'
import type { CustomerUser, CustomerUserRepository } from './repository.js'

/** What the sign-in needs. */
export interface CustomerSignInOptions {
  readonly issuer: TokenIssuer
  readonly users: CustomerUserRepository
  readonly clock: () => Date
  /** The origin at which browsers reach this service, without a slash at its end. */
  readonly baseUrl: string
}

/** Replaces Entra ID for the sign-in of customers' users in the sandbox: OpenID Connect with codes and PKCE. */
export interface CustomerSignIn {
  readonly baseUrl: string
  /** Returns the tenant of a path: a customer's id in lower case, or `organizations`, which any user may use. */
  tenantOf (text: string): Promise<string | undefined>
  /** Returns a tenant's OpenID configuration. As with Entra, the issuer of `organizations` contains `{tenantid}`. */
  configuration (tenant: string): Record<string, unknown>
  /** Returns the URL to send the browser to, with a code; `undefined` for a wrong name, password or tenant. */
  signIn (
    tenant: string, request: AuthorizationRequest, userName: string, password: string
  ): Promise<string | undefined>
  /** Exchanges a code for tokens, as the token endpoint does. */
  redeem (
    tenant: string,
    form: URLSearchParams
  ): Promise<{ readonly response: Readonly<Record<string, string | number>> } | { readonly refusal: GrantError }>
}

/** In a path it stands for all tenants, as with Entra. */
export const anyTenant = 'organizations'

const lifetimeS = 3_600
// The ids of these directory roles in every Entra tenant: Global Administrator, and user.
const administratorRole = '62e90394-69f5-4237-9190-012177145e10'
const userRole = 'b79fbf4d-3ef9-4689-8143-76b194e85509'
/** Microsoft Graph, the audience of Entra's access tokens in such a sign-in. None of our endpoints accepts them. */
const graph = '00000003-0000-0000-c000-000000000000'
const scope = 'openid profile email'

/** Creates the sign-in. Its codes are in memory, so they are lost on a restart. */
export function customerSignIn ({ issuer, users, clock, baseUrl }: CustomerSignInOptions): CustomerSignIn {
  const codes = authorizationCodes(clock)
  /** Partner Center shows new credentials as `admin` without a domain, which is enough where the tenant is known. */
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
        response: {
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

/**
 * The claims of an id token about its user. Names, `wids` and `amr` are optional claims at Entra.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
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
