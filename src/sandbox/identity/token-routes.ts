import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { parseGuid } from '../../domain/guid.js'
import { formOf, installForms } from '../../http/forms.js'
import { toApiError } from '../../http/error-handler.js'
import type { RateLimiters } from '../../http/rate-limits.js'
import { sandboxPartners, type SandboxPartner } from '../data.js'
import type { CustomerSignIn } from './sign-in/customer-sign-in.js'
import { decideGrant, tenantNotFound, type EndpointVersion, type GrantError } from './token-grants.js'
import type { TokenIssuer } from './token-issuer.js'

/** What the sandbox's token endpoints need. */
export interface TokenRoutesOptions {
  readonly issuer: TokenIssuer
  /** The origin at which clients reach this service, without a slash at its end. */
  readonly baseUrl: string
  /** Lets customers' users sign in at their own tenants. */
  readonly signIn?: CustomerSignIn
  readonly limiters?: Pick<RateLimiters, 'attempts'>
}

interface TenantParams { Params: { tenant: string } }
type TenantRequest = FastifyRequest<TenantParams>

/**
 * Entra's token endpoints, served by the sandbox's own issuer, so that an existing client needs only another
 * host: `POST /{tenant}/oauth2/token` and `/oauth2/v2.0/token`, the OpenID configuration and the keys of both.
 * A tenant is a sandbox partner's id or domain. With `signIn`, version 2 also serves the tenants of customers. The body
 * parsers apply to these routes only.
 */
export const tokenRoutes: FastifyPluginAsync<TokenRoutesOptions> = async (
  app,
  { issuer, baseUrl, signIn, limiters }
) => {
  installForms(app)

  const refuse = (request: FastifyRequest, reply: FastifyReply, refusal: GrantError) => {
    const sent = request.headers['client-request-id']
    return reply
      .code(refusal.status)
      .header('cache-control', 'no-store')
      .send(issuer.refuse(refusal, typeof sent === 'string' ? parseGuid(sent) : undefined))
  }

  // RFC 6749, section 5.1: caches must not store a token.
  const respond = (reply: FastifyReply, body: object) =>
    reply.header('cache-control', 'no-store').header('pragma', 'no-cache').send(body)

  const token = (version: EndpointVersion) => async (request: TenantRequest, reply: FastifyReply) => {
    const partner = partnerOf(request)
    if (partner === undefined) return await customerToken(version, request, reply)
    const decision = decideGrant({ partner, version, form: formOf(request) })
    if ('refusal' in decision) return refuse(request, reply, decision.refusal)
    return respond(reply, await issuer.issue(decision.grant, version, baseUrl))
  }

  const customerOf = async (version: EndpointVersion, request: TenantRequest) =>
    version === 'v2' ? await signIn?.tenantOf(request.params.tenant) : undefined

  async function customerToken (version: EndpointVersion, request: TenantRequest, reply: FastifyReply) {
    const tenant = await customerOf(version, request)
    if (signIn === undefined || tenant === undefined) {
      return refuse(request, reply, tenantNotFound(request.params.tenant))
    }
    const redeemed = await signIn.redeem(tenant, formOf(request))
    return 'refusal' in redeemed ? refuse(request, reply, redeemed.refusal) : respond(reply, redeemed.response)
  }

  const ofTenant =
    (
      version: EndpointVersion,
      body: (partner: SandboxPartner) => object,
      customerBody: (tenant: string) => object | undefined
    ) =>
      async (request: TenantRequest, reply: FastifyReply) => {
        const partner = partnerOf(request)
        if (partner !== undefined) return body(partner)
        const tenant = await customerOf(version, request)
        const found = tenant === undefined ? undefined : customerBody(tenant)
        return found ?? refuse(request, reply, tenantNotFound(request.params.tenant, 'invalid_tenant'))
      }

  app.setErrorHandler((error, request: TenantRequest, reply) => {
    const apiError = toApiError(error)
    if (apiError.name !== 'TooManyRequests') throw error
    request.errorName = apiError.name
    return refuse(request, reply.headers(apiError.details.headers ?? {}), tooManyRequests)
  })

  const counted = limiters?.attempts === undefined ? {} : { onRequest: limiters.attempts.count }
  // Hidden, so that the OpenAPI document is the same with and without the sandbox.
  app.addHook('onRoute', route => {
    route.schema = { ...route.schema, hide: true }
  })
  app.post<TenantParams>('/:tenant/oauth2/token', counted, token('v1'))
  app.post<TenantParams>('/:tenant/oauth2/v2.0/token', counted, token('v2'))
  for (const [version, path] of [
    ['v1', ''],
    ['v2', '/v2.0']
  ] as const) {
    app.get(
      `/:tenant${path}/.well-known/openid-configuration`,
      ofTenant(
        version,
        partner => openIdConfiguration(baseUrl, partner, version),
        tenant => signIn?.configuration(tenant)
      )
    )
    app.get(
      `/:tenant/discovery${path}/keys`,
      ofTenant(
        version,
        () => issuer.jwks,
        () => issuer.jwks
      )
    )
  }
}

/** Entra's error about too many requests. */
const tooManyRequests: GrantError = {
  status: 429,
  error: 'temporarily_unavailable',
  number: 90055,
  text: 'There are too many incoming requests. Try again later.'
}

function partnerOf (request: TenantRequest): SandboxPartner | undefined {
  const tenant = request.params.tenant.toLowerCase()
  return sandboxPartners.find(partner => partner.partnerId === tenant || partner.domain === tenant)
}

function openIdConfiguration (base: string, { partnerId }: SandboxPartner, version: EndpointVersion): object {
  const [oauth2, discovery] = version === 'v1' ? ['oauth2', 'discovery'] : ['oauth2/v2.0', 'discovery/v2.0']
  return {
    issuer: `${base}/${partnerId}/`,
    token_endpoint: `${base}/${partnerId}/${oauth2}/token`,
    jwks_uri: `${base}/${partnerId}/${discovery}/keys`,
    // No route exists there, but MSAL rejects a configuration without this endpoint.
    authorization_endpoint: `${base}/${partnerId}/${oauth2}/authorize`,
    grant_types_supported: ['password', 'client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256']
  }
}
