import { getHeapStatistics } from 'node:v8'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../errors/api-error.js'

/**
 * How late the event loop may be on average over a second, in ms. A request takes several turns of it, so that at this
 * delay a response takes one to two seconds.
 */
const maxEventLoopDelay = 400

/** The part of V8's heap limit that may be in use. At the limit the process ends, and all requests with it. */
const maxHeapShare = 0.9

/** How often an overload is logged, in ms. */
const logPauseMs = 10_000

/**
 * Rejects requests with ServiceOverloaded while the process is overloaded, before their bodies are read. Without this,
 * requests queue without limit and none gets its response in time. Requests to `/health/` are never rejected, because
 * an orchestrator would restart the instance, and its load would move to the other instances.
 */
export async function shedLoad (app: FastifyInstance): Promise<void> {
  let logged = -logPauseMs
  await app.register(underPressure, {
    maxEventLoopDelay,
    maxHeapUsedBytes: getHeapStatistics().heap_size_limit * maxHeapShare,
    pressureHandler (request, _reply, type, value) {
      if (request.routeOptions.url?.startsWith('/health/') === true) return
      const now = performance.now()
      if (now - logged >= logPauseMs) {
        logged = now
        app.log.warn({ type, value }, 'overloaded: requests are rejected')
      }
      throw new ApiError('ServiceOverloaded', { headers: { 'retry-after': '1' } })
    }
  })
}
