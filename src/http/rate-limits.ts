import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.js'
import { clientAddress } from './client-address.js'

/** How many requests one instance takes a minute; 0 is no limit. */
export interface RateLimits {
  /** API requests of one partner's tenant. */
  readonly partner: number
  /** Requests of one client address to what takes no token: pages, documents, token endpoints. */
  readonly client: number
  /** Attempts of one client address to get in: sign-ins, requests for tokens, wrong tokens, wrong links. */
  readonly attempts: number
}

/** Counts a request. Rejects with TooManyRequests where it is one too many. */
export type CountRequest = (request: FastifyRequest) => Promise<void>

/** Counts requests; a member is absent where there is no limit. */
export interface RateLimiters {
  /** Of a partner: only behind authentication. Returns nothing where the request needs no wait to be counted. */
  readonly partner?: (request: FastifyRequest) => Promise<void> | undefined
  readonly client?: CountRequest
  readonly attempts?: {
    readonly count: CountRequest
    /** Rejects like `count` where there were too many attempts already, and counts nothing. */
    readonly check: CountRequest
  }
}

const windowMs = 60_000

/**
 * How many requests of a partner are counted at once, where its limit is a hundred times as large. To ask the library
 * costs 0.8 microseconds, which is 2 % of reading a customer's confirmations; a sixteenth of that does not show.
 */
const leaseSize = 16

/**
 * Prepares the limits that are on. Each keeps the counts of the 5,000 keys that were seen last, so that a client with
 * many addresses fills no memory. The library's hooks are not used: they put headers on every response, which Partner
 * Center does not send, and run before the partner is known.
 */
export async function createRateLimiters (app: FastifyInstance, limits: RateLimits): Promise<RateLimiters> {
  if (Object.values(limits).every(limit => limit === 0)) return {}
  // It brings a parser of addresses, which a sandbox should not wait for at its start.
  const { default: rateLimit } = await import('@fastify/rate-limit')
  await app.register(rateLimit, { global: false })
  // A client has a whole /64 of IPv6 addresses.
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

/** Counts requests of a partner by taking leases for `size` of them. Only registered partners get here, so few are kept. */
function countInLeases (size: number, takeLease: CountRequest): NonNullable<RateLimiters['partner']> {
  const left = new Map<string, number>()
  return request => {
    const partnerId = partnerIdOf(request)
    const remaining = left.get(partnerId) ?? 0
    if (remaining > 0) {
      left.set(partnerId, remaining - 1)
      return undefined
    }
    // Meanwhile others may have taken leases, too.
    return takeLease(request).then(() => { left.set(partnerId, (left.get(partnerId) ?? 0) + size - 1) })
  }
}

function tooManyRequests (seconds: number): ApiError {
  return new ApiError('TooManyRequests', {
    parameters: { seconds: String(seconds) },
    headers: { 'retry-after': String(seconds) }
  })
}
