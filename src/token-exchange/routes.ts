import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { formOf, installForms } from '../http/forms.js'
import { bearerTokenOf } from '../http/token-verifier.js'
import { exchangeToken, exchangeTokenV3, type TokenRequest } from './schemas.js'

/** What the routes need. */
export interface TokenExchangeOptions {
  readonly clock: () => Date
}

/**
 * `POST /generatetoken` and `/v3/generatetoken`, without `/v1`: Partner Center's exchange of an Entra token for one of
 * its own. Here Entra's is taken everywhere, so the caller, who was authenticated with it like any other, gets it back.
 */
export const tokenExchangeRoutes: FastifyPluginAsyncTypebox<TokenExchangeOptions> = async (app, { clock }) => {
  installForms(app)
  app.addHook('preValidation', async request => { request.body = Object.fromEntries(formOf(request)) as TokenRequest })

  for (const [path, schema] of [['/generatetoken', exchangeToken], ['/v3/generatetoken', exchangeTokenV3]] as const) {
    app.post(path, { schema }, async ({ headers, caller }, reply) => {
      // RFC 6749, section 5.1: no cache may keep a token.
      reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
      return {
        access_token: bearerTokenOf(headers.authorization) as string,
        token_type: 'Bearer' as const,
        expires_in: Math.floor((caller.token.expiresAt - clock().getTime()) / 1000)
      }
    })
  }
}
