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
import type { TokenFault, TokenVerdict } from './token-verifier.js'

/** Who a request comes from, as its verified token and the partner's registration say. */
export interface Caller {
  readonly partner: Partner
  readonly token: VerifiedToken
  readonly roles: ReadonlySet<Role>
}

/** What authentication needs from outside. */
export interface AuthenticationOptions {
  readonly verifyToken: (authorization: string | undefined, now: Date) => Promise<TokenVerdict>
  readonly findPartner: (partnerId: string) => Promise<Partner | undefined>
  /** The token's claim whose values name the user's roles: `roles`, `groups` or `wids`. */
  readonly roleClaim: string
  readonly clock: () => Date
  /** How many requests of one partner are handled at the same time; {@link usualInFlight} unless stated. */
  readonly inFlight?: number
  readonly limiters?: Pick<RateLimiters, 'partner' | 'attempts'>
}

const faultOf = {
  TokenMissing: 'PartnerTokenMissing',
  TokenInvalid: 'AccessDenied',
  // Told apart from an invalid token, the answer would tell anybody which tenants are registered.
  TenantNotRegistered: 'AccessDenied',
  TokenAudienceNotSupported: 'TokenAudienceNotSupported',
  SigningKeysUnavailable: 'SigningKeysUnavailable'
} as const satisfies Record<TokenFault, string>

/** Sets `request.caller` for every route of this scope, or refuses the request. */
export function installAuthentication (app: FastifyInstance, options: AuthenticationOptions): void {
  const known = new CallerCache()
  const inFlight = new InFlightLimit(options.inFlight ?? usualInFlight)
  // Not async: a caller that is known costs no turn of the event loop.
  app.addHook('onRequest', (request, reply, done) => {
    const now = options.clock()
    const { headers: { authorization }, raw: { socket } } = request
    const caller = known.find(socket, authorization, now)
    if (caller !== undefined) {
      request.caller = caller
      letIn(request, reply, done)
      return
    }
    identify(request, options, now).then(identified => {
      request.caller = identified
      if (authorization !== undefined) known.keep(socket, authorization, identified, now)
      letIn(request, reply, done)
    }, (error: unknown) => { afterFailure(request, error, options).then(done, done) })
  })

  /** Counts the request for its partner. Only now: a forged token must not use up a partner's limit. */
  function letIn (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
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
 * Resolves to the error to answer a request with that could not be authenticated. Such requests are counted after the
 * token was looked at, so that a client's wrong tokens keep no right one from an address that both share.
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
  if ('fault' in verdict) {
    logOf(request).info({ tokenFault: verdict.fault, detail: verdict.detail }, 'token refused')
    const headers: Record<string, string> =
      verdict.fault === 'SigningKeysUnavailable' ? { 'retry-after': String(firstPauseMs / 1000) } : {}
    throw new ApiError(faultOf[verdict.fault], { headers })
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
