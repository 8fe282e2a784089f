import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { parseGuid } from '../domain/guid.js'
import { sandboxPartners, type SandboxPartner } from './data.js'
import { decideGrant, defaultAudience, tenantNotFound, type EndpointVersion, type GrantRefusal } from './token-grants.js'
import type { TokenIssuer } from './token-issuer.js'

/** What the sandbox's token endpoints need. */
export interface TokenRoutesOptions {
  readonly issuer: TokenIssuer
  /** The origin at which clients reach this service, without a closing slash; asked on every request. */
  readonly baseUrl: () => string
  /** Resources beside Partner Center and the Azure AD Graph that tokens are issued for. */
  readonly audiences?: readonly string[]
}

type TenantRequest = FastifyRequest<{ Params: { tenant: string } }>

const LARGEST_FORM = 16 * 1024

/**
 * Entra's token endpoints, answered by the sandbox's own issuer, so that an existing client needs only another
 * host: `POST /{tenant}/oauth2/token` and `/oauth2/v2.0/token`, the OpenID configuration and the keys of both.
 * A tenant is a sandbox partner's id or domain. Its body parsers are its own; the rest of the service keeps its.
 */
export const tokenRoutes: FastifyPluginAsync<TokenRoutesOptions> = async (app, { issuer, baseUrl, audiences = [] }) => {
  const issuedFor = [defaultAudience, 'https://graph.windows.net', ...audiences]

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: LARGEST_FORM }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)))
  })
  // Entra reads any other body as an empty form, and names the first parameter that it misses.
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: LARGEST_FORM }, (_request, _body, done) => { done(null) })

  const refuse = (request: FastifyRequest, reply: FastifyReply, refusal: GrantRefusal) => {
    const sent = request.headers['client-request-id']
    return reply.code(refusal.status).header('cache-control', 'no-store').send(issuer.refuse(refusal, typeof sent === 'string' ? parseGuid(sent) : undefined))
  }

  const token = (version: EndpointVersion) => async (request: TenantRequest, reply: FastifyReply) => {
    const partner = partnerOf(request)
    if (partner === undefined) return refuse(request, reply, tenantNotFound(request.params.tenant))
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    const decision = decideGrant({ partner, version, form, audiences: issuedFor })
    if ('refusal' in decision) return refuse(request, reply, decision.refusal)
    // RFC 6749, section 5.1: no cache may keep a token.
    return reply.header('cache-control', 'no-store').header('pragma', 'no-cache').send(await issuer.issue(decision.grant, version, baseUrl()))
  }

  const ofTenant = (body: (partner: SandboxPartner) => object) => async (request: TenantRequest, reply: FastifyReply) => {
    const partner = partnerOf(request)
    return partner === undefined ? refuse(request, reply, tenantNotFound(request.params.tenant, 'invalid_tenant')) : body(partner)
  }

  // The API's document is the same with and without the sandbox.
  app.addHook('onRoute', route => { route.schema = { ...route.schema, hide: true } })
  app.post('/:tenant/oauth2/token', token('v1'))
  app.post('/:tenant/oauth2/v2.0/token', token('v2'))
  app.get('/:tenant/.well-known/openid-configuration', ofTenant(partner => openIdConfiguration(baseUrl(), partner, 'v1')))
  app.get('/:tenant/v2.0/.well-known/openid-configuration', ofTenant(partner => openIdConfiguration(baseUrl(), partner, 'v2')))
  app.get('/:tenant/discovery/keys', ofTenant(() => issuer.jwks))
  app.get('/:tenant/discovery/v2.0/keys', ofTenant(() => issuer.jwks))
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
    // Nothing answers here. MSAL refuses a configuration that does not name the endpoint.
    authorization_endpoint: `${base}/${partnerId}/${oauth2}/authorize`,
    grant_types_supported: ['password', 'client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256']
  }
}
