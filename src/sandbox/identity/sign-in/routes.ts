import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { toApiError } from '../../../http/error-handler.js'
import { formOf, installForms } from '../../../http/forms.js'
import { readyContent, sendReady } from '../../../http/prebuilt-content.js'
import type { RateLimiters } from '../../../http/rate-limits.js'
import { readAuthorizationRequest, type AuthorizationRequest } from './authorization-request.js'
import { anyTenant, type CustomerSignIn } from './customer-sign-in.js'
import { problemPage, signInPage, signInStyles } from './page.js'

/** The maximum size of a sign-in form, in bytes. It is small, because anybody may send one. */
const largestSignIn = 4 * 1024

/** What the sign-in's routes need. */
export interface SignInRoutesOptions {
  readonly signIn: CustomerSignIn
  readonly limiters?: Pick<RateLimiters, 'attempts'>
}

type TenantRequest = FastifyRequest<{ Params: { tenant: string } }>

const styleSheet = readyContent('text/css; charset=utf-8', signInStyles)

/** Entra's authorization endpoint for customers' users, `/{tenant}/oauth2/v2.0/authorize`, with a form to sign in. */
export const signInRoutes: FastifyPluginAsync<SignInRoutesOptions> = async (app, { signIn, limiters }) => {
  installForms(app)
  // Hidden, so that the OpenAPI document is the same with and without the sandbox.
  app.addHook('onRoute', route => { route.schema = { ...route.schema, hide: true } })

  const send = (reply: FastifyReply, html: string, status = 200) =>
    reply.code(status).headers(headersOf(signIn.baseUrl)).send(html)

  app.setErrorHandler((error, request, reply) => {
    const apiError = toApiError(error)
    if (apiError.name !== 'TooManyRequests') throw error
    request.errorName = apiError.name
    return send(
      reply.headers(apiError.details.headers ?? {}),
      problemPage('there were too many attempts to sign in. Wait a minute.'),
      429
    )
  })

  async function read (
    request: TenantRequest
  ): Promise<{ tenant: string, request: AuthorizationRequest } | { problem: string }> {
    const tenant = await signIn.tenantOf(request.params.tenant)
    if (tenant === undefined) return { problem: 'there is no such tenant.' }
    const { url = '' } = request.raw
    const query = url.includes('?') ? url.slice(url.indexOf('?')) : ''
    const authorization = readAuthorizationRequest(new URLSearchParams(query), signIn.baseUrl)
    return 'problem' in authorization ? authorization : { tenant, ...authorization }
  }

  app.get('/:tenant/oauth2/v2.0/authorize', async (request: TenantRequest, reply) => {
    const authorization = await read(request)
    if ('problem' in authorization) return send(reply, problemPage(authorization.problem), 400)
    return send(
      reply,
      signInPage({ ...formOfTenant(authorization), userName: authorization.request.loginHint, isRejected: false })
    )
  })

  app.post(
    '/:tenant/oauth2/v2.0/authorize',
    { bodyLimit: largestSignIn, ...(limiters?.attempts !== undefined && { onRequest: limiters.attempts.count }) },
    async (request: TenantRequest, reply) => {
      const authorization = await read(request)
      if ('problem' in authorization) return send(reply, problemPage(authorization.problem), 400)
      const form = formOf(request)
      const userName = form.get('username') ?? ''
      const location = await signIn.signIn(
        authorization.tenant,
        authorization.request,
        userName,
        form.get('password') ?? ''
      )
      if (location === undefined) {
        return send(
          reply,
          signInPage({ ...formOfTenant(authorization), userName: userName.slice(0, 256), isRejected: true }),
          400
        )
      }
      return reply.headers(headersOf(signIn.baseUrl)).redirect(location, 303)
    }
  )

  app.get('/:tenant/oauth2/v2.0/authorize.css', async (request, reply) => sendReady(request, reply, styleSheet))
}

const formOfTenant = ({ tenant, request }: { tenant: string, request: AuthorizationRequest }) => ({
  needsDomain: tenant === anyTenant && request.tenantHint === ''
})

function headersOf (base: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    // Chromium applies `form-action` also to the redirects that follow the form.
    'content-security-policy':
      `default-src 'none'; style-src 'self'; form-action 'self' ${new URL(base).origin}; base-uri 'none'; ` +
        'frame-ancestors \'none\'',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store'
  }
}
