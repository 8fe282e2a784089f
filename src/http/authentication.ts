import type { FastifyInstance, FastifyRequest } from 'fastify'
import { rolesOf, type Partner, type Role } from '../domain/partner.js'
import { Fault } from '../errors/fault.js'
import { logOf } from './request-log.js'
import { firstPauseMs } from './signing-keys.js'
import type { TokenFault, TokenVerdict, VerifiedToken } from './token-verifier.js'

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
}

/**
 * How long a verified token is trusted without another look, in ms: the longest time that a changed registration,
 * role mapping or withdrawn signing key takes to have effect. Never beyond the token's own expiry.
 */
export const callerCacheMs = 60_000

const callerCacheSize = 10_000

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
  // Not async: a caller that is known costs no turn of the event loop.
  app.addHook('onRequest', (request, _reply, done) => {
    const now = options.clock()
    const { authorization } = request.headers
    const caller = known.find(authorization, now)
    if (caller !== undefined) {
      request.caller = caller
      done()
      return
    }
    identify(request, options, now).then(identified => {
      request.caller = identified
      known.keep(authorization, identified, now)
      done()
    }, done)
  })
}

/** Verified headers by their last characters, which are the token's signature: hashing all of a long token would show. */
class CallerCache {
  readonly #known = new Map<string, { readonly authorization: string, readonly caller: Caller, readonly until: number }>()

  find (authorization: string | undefined, now: Date): Caller | undefined {
    const known = authorization === undefined ? undefined : this.#known.get(authorization.slice(-64))
    return known?.authorization === authorization && known !== undefined && known.until > now.getTime() ? known.caller : undefined
  }

  keep (authorization: string | undefined, caller: Caller, now: Date): void {
    if (authorization === undefined) return
    const key = authorization.slice(-64)
    this.#known.delete(key)
    this.#known.set(key, { authorization, caller, until: Math.min(caller.token.expiresAt, now.getTime() + callerCacheMs) })
    if (this.#known.size > callerCacheSize) this.#known.delete(this.#known.keys().next().value as string)
  }
}

async function identify (request: FastifyRequest, options: AuthenticationOptions, now: Date): Promise<Caller> {
  const verdict = await options.verifyToken(request.headers.authorization, now)
  if ('fault' in verdict) {
    logOf(request).info({ tokenFault: verdict.fault, detail: verdict.detail }, 'token refused')
    const headers: Record<string, string> = verdict.fault === 'SigningKeysUnavailable' ? { 'retry-after': String(firstPauseMs / 1000) } : {}
    throw new Fault(faultOf[verdict.fault], { headers })
  }
  const partner = await options.findPartner(verdict.token.tenantId)
  if (partner === undefined) throw new Fault('AccessDenied')
  return { partner, token: verdict.token, roles: rolesOf(partner, claimValues(verdict.token, options.roleClaim)) }
}

function claimValues (token: VerifiedToken, claim: string): string[] {
  const values = token.claims[claim]
  return Array.isArray(values) ? values.filter(value => typeof value === 'string') : []
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route behind {@link installAuthentication}. */
    caller: Caller
  }
}
