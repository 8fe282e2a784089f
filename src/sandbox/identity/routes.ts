import type { FastifyPluginAsync } from 'fastify'
import type { RateLimiters } from '../../http/rate-limits.js'
import { customerSignIn } from './sign-in/customer-sign-in.js'
import type { CustomerUserRepository } from './sign-in/repository.js'
import { signInRoutes } from './sign-in/routes.js'
import type { TokenIssuer } from './token-issuer.js'
import { tokenRoutes } from './token-routes.js'

/** What the identity provider needs. */
export interface IdentityOptions {
  readonly issuer: TokenIssuer
  readonly users: CustomerUserRepository
  readonly clock: () => Date
  readonly publicUrl: string
}

/** Replaces Entra ID in the sandbox: tokens for partners' clients, and sign-in for customers' users. */
export function identityRoutes ({
  issuer,
  users,
  clock,
  publicUrl: baseUrl
}: IdentityOptions): FastifyPluginAsync<{ limiters: RateLimiters }> {
  return async (app, { limiters }) => {
    const signIn = customerSignIn({ issuer, users, clock, baseUrl })
    await app.register(tokenRoutes, { issuer, baseUrl, limiters, signIn })
    await app.register(signInRoutes, { signIn, limiters })
  }
}
