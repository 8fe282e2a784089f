import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.js'
import { clientAddress } from './client-address.js'

/** How many requests one instance accepts in a minute; 0 means no limit. */
export interface RateLimits {
  /** API requests of one partner. */
  readonly partner: number
  /** Requests of one client address that need no token: pages, documents, token endpoints. */
  readonly client: number
  /** Attempts of one client address to authenticate: sign-ins, requests for tokens, wrong tokens, wrong links. */
  readonly attempts: number
}

/** Counts a request. Rejects with TooManyRequests if it exceeds the limit. */
export type CountRequest = (request: FastifyRequest) => Promise<void>

/** Functions that count requests. A member is absent where there is no limit. */
export interface RateLimiters {
  /** Counts requests of a partner, after authentication. Returns `undefined` where the caller need not wait. */
  readonly partner?: (request: FastifyRequest) => Promise<void> | undefined
  readonly client?: CountRequest
  readonly attempts?: {
    readonly count: CountRequest
    /** Rejects like `count` after too many attempts, but counts nothing. */
    readonly check: CountRequest
  }
}

const windowMs = 60_000

/**
 * How many requests of a partner are counted at once, if its limit is at least a hundred times as large. A call of the
 * library costs 0.8 microseconds, 2 % of reading a customer's confirmations. A sixteenth of that cannot be measured.
 */
const leaseSize = 16

/**
 * Prepares the limits that are not 0. Each keeps the counts of the 5,000 most recent keys, so that a client with many
 * addresses cannot fill the memory. The library's hooks are not used: they add headers that Partner Center does not
 * send to every response, and run before the partner is known.
 */
export async function createRateLimiters (app: FastifyInstance, limits: RateLimits): Promise<RateLimiters> {
  if (Object.values(limits).every(limit => limit === 0)) return {}
  // Imported only if there are limits: it loads a parser of addresses, which would delay the start of a sandbox.
  const { default: rateLimit } = await import('@fastify/rate-limit')
  await app.register(rateLimit, { global: false })
  // All IPv6 addresses of a /64 count as one client, which usually owns all of them.
  const byAddress = (request: FastifyRequest) => rateLimit.normalizeIP(clientAddress(request))

  function limiter (max: number, keyGenerator: (request: FastifyRequest) => string) {
    const look = app.createRateLimit({ max, timeWindow: windowMs, keyGenerator })
    return async (request: FastifyRequest, increment: boolean): Promise<void> => {
      const state = await look(request, { increment })
      if (!state.isAllowed && state.isExceeded) throw tooManyRequests(state.ttlInSeconds)
    }
  }

  const size = limits.partner < leaseSize * 100 ? 1 : leaseSize
  const leases = limiter(Math.ceil(limits.partner / size), partnerIdOf)
  const [client, attempts] = [limiter(limits.client, byAddress), limiter(limits.attempts, byAddress)]
  return {
    ...(limits.partner > 0 && { partner: countInLeases(size, request => leases(request, true)) }),
    ...(limits.client > 0 && { client: request => client(request, true) }),
    ...(limits.attempts > 0 && {
      attempts: { count: request => attempts(request, true), check: request => attempts(request, false) }
    })
  }
}

const partnerIdOf = ({ caller }: FastifyRequest): string => caller.partner.partnerId

/**
 * Counts requests of a partner in leases of `size` requests. The map stays small, because only registered partners get
 * here.
 */
function countInLeases (size: number, takeLease: CountRequest): NonNullable<RateLimiters['partner']> {
  const left = new Map<string, number>()
  return request => {
    const partnerId = partnerIdOf(request)
    const remaining = left.get(partnerId) ?? 0
    if (remaining > 0) {
      left.set(partnerId, remaining - 1)
      return undefined
    }
    // Concurrent requests may have taken leases in the meantime, so the rest is read again.
    return takeLease(request).then(() => { left.set(partnerId, (left.get(partnerId) ?? 0) + size - 1) })
  }
}

function tooManyRequests (seconds: number): ApiError {
  return new ApiError('TooManyRequests', {
    parameters: { seconds: String(seconds) },
    headers: { 'retry-after': String(seconds) }
  })
}
