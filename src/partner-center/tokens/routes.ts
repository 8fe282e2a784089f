import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { formOf, installForms } from '../../http/forms.js'
import { bearerTokenOf } from '../../http/token-verifier.js'
import { exchangeToken, exchangeTokenV3, type TokenRequest } from './schemas.js'

/** The parts that the routes need. */
export interface TokenExchangeOptions {
  readonly clock: () => Date
}

/**
 * `POST /generatetoken` and `/v3/generatetoken`, without `/v1`. Partner Center exchanges an Entra token for a token of
 * its own here. This service accepts Entra tokens on all paths, so it returns the verified token of the request.
 */
export const tokenExchangeRoutes: FastifyPluginAsyncTypebox<TokenExchangeOptions> = async (app, { clock }) => {
  installForms(app)
  app.addHook('preValidation', async request => { request.body = Object.fromEntries(formOf(request)) as TokenRequest })

  for (const [path, schema] of [['/generatetoken', exchangeToken], ['/v3/generatetoken', exchangeTokenV3]] as const) {
    app.post(path, { schema }, async ({ headers, caller }, reply) => {
      // RFC 6749, section 5.1: a cache must not store a token.
      reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
      return {
        access_token: bearerTokenOf(headers.authorization) as string,
        token_type: 'Bearer' as const,
        expires_in: Math.floor((caller.token.expiresAt - clock().getTime()) / 1000)
      }
    })
  }
}
