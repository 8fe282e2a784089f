import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import { rolesOf, type Partner, type Role } from '../domain/partner.js'
import { entryOf } from '../errors/catalogue.js'
import { ApiError } from '../errors/api-error.js'
import { CallerCache } from './caller-cache.js'
import { InFlightLimit, usualInFlight } from './in-flight.js'
import type { RateLimiters } from './rate-limits.js'
import { logOf } from './request-log.js'
import { firstPauseMs } from './signing-keys.js'
import type { TokenClaims, VerifiedToken } from './token-claims.js'
import type { TokenError, TokenVerdict } from './token-verifier.js'

/** The caller of a request: its verified token, its partner, and its roles there. */
export interface Caller {
  readonly partner: Partner
  readonly token: VerifiedToken
  readonly roles: ReadonlySet<Role>
}

/** What authentication needs. */
export interface AuthenticationOptions {
  readonly verifyToken: (authorization: string | undefined, now: Date) => Promise<TokenVerdict>
  readonly findPartner: (partnerId: string) => Promise<Partner | undefined>
  /** The token's claim whose values name the user's roles: `roles`, `groups` or `wids`. */
  readonly roleClaim: string
  readonly clock: () => Date
  /** How many requests of one partner are handled at the same time. The default is {@link usualInFlight}. */
  readonly inFlight?: number
  readonly limiters?: Pick<RateLimiters, 'partner' | 'attempts'>
}

const errorOf = {
  TokenMissing: 'PartnerTokenMissing',
  TokenInvalid: 'AccessDenied',
  // The same error as for an invalid token: another one would reveal which tenants are registered.
  TenantNotRegistered: 'AccessDenied',
  TokenAudienceNotSupported: 'TokenAudienceNotSupported',
  SigningKeysUnavailable: 'SigningKeysUnavailable'
} as const satisfies Record<TokenError, string>

/** Sets `request.caller` for every route of this scope, or rejects the request. */
export function installAuthentication (app: FastifyInstance, options: AuthenticationOptions): void {
  const known = new CallerCache()
  const inFlight = new InFlightLimit(options.inFlight ?? usualInFlight)
  // Not async, so that a cached caller costs no turn of the event loop.
  app.addHook('onRequest', (request, reply, done) => {
    const now = options.clock()
    const { headers: { authorization }, raw: { socket } } = request
    const caller = known.find(socket, authorization, now)
    if (caller !== undefined) {
      request.caller = caller
      admit(request, reply, done)
      return
    }
    identify(request, options, now).then(identified => {
      request.caller = identified
      if (authorization !== undefined) known.keep(socket, authorization, identified, now)
      admit(request, reply, done)
    }, (error: unknown) => { afterFailure(request, error, options).then(done, done) })
  })

  /** Counts the request for its partner, after authentication: a forged token must not use up a partner's limit. */
  function admit (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    try {
      inFlight.enter(request.caller.partner.partnerId, reply.raw)
    } catch (error) {
      done(error as Error)
      return
    }
    const counted = options.limiters?.partner?.(request)
    if (counted === undefined) done()
    else counted.then(() => { done() }, done)
  }
}

/**
 * Resolves to the error of a request that could not be authenticated. Only such requests are counted, after the token
 * was checked, so that a client with wrong tokens does not block one with a valid token at the same address.
 */
async function afterFailure (
  request: FastifyRequest,
  error: unknown,
  { limiters }: AuthenticationOptions
): Promise<Error> {
  if (error instanceof ApiError && entryOf(error.name).status === 401) await limiters?.attempts?.count(request)
  return error as Error
}

async function identify (request: FastifyRequest, options: AuthenticationOptions, now: Date): Promise<Caller> {
  const verdict = await options.verifyToken(request.headers.authorization, now)
  if ('error' in verdict) {
    logOf(request).info({ tokenError: verdict.error, detail: verdict.detail }, 'token rejected')
    const headers: Record<string, string> =
      verdict.error === 'SigningKeysUnavailable' ? { 'retry-after': String(firstPauseMs / 1000) } : {}
    throw new ApiError(errorOf[verdict.error], { headers })
  }
  const partner = await options.findPartner(verdict.token.tenantId)
  if (partner === undefined) throw new ApiError('AccessDenied')
  return { partner, token: verdict.token, roles: rolesOf(partner, claimValues(verdict.claims, options.roleClaim)) }
}

function claimValues (claims: TokenClaims, claim: string): string[] {
  const values = claims[claim]
  return Array.isArray(values) ? values.filter(value => typeof value === 'string') : []
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route behind {@link installAuthentication}. */
    caller: Caller
  }
}
