import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'

/**
 * One line a request, from an allow-list: ids, the route's pattern, the partner and what came of it. Never a URL, a
 * header or a body: those carry names, addresses and tokens.
 */
export function installRequestLog (app: FastifyInstance): void {
  app.decorateRequest('errorName', undefined)
  app.addHook('onResponse', (request, reply, done) => {
    // Orchestrators ask every few seconds.
    const level = request.routeOptions.url?.startsWith('/health/') === true ? 'debug' : 'info'
    request.log[level]({
      requestId: request.requestId,
      correlationId: request.correlationId,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      partner: request.caller?.partner.partnerId,
      errorName: request.errorName
    }, 'request')
    done()
  })
}

/** A request's log for lines beside that one: with its ids, by which they are told from those of others. */
export function logOf ({ log, requestId, correlationId }: FastifyRequest): FastifyBaseLogger {
  return log.child({ requestId, correlationId })
}

/**
 * An error for the log: its kind, SQLSTATE, constraint and where it came from. Not its message: PostgreSQL's and
 * V8's quote the values that they complain about.
 */
export function serializeError (error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, constraint, table } = error as Error & Record<'code' | 'constraint' | 'table', unknown>
  const frames = error.stack?.replace(error.message, '').split('\n').filter(line => line.startsWith('    at '))
  return {
    type: error.name,
    code,
    constraint,
    table,
    stack: frames?.join('\n'),
    cause: error.cause instanceof Error ? serializeError(error.cause) : undefined
  }
}
