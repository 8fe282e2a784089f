import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'

/**
 * Logs one line for each request, from an allow-list: ids, the route's pattern, the partner and the outcome. URLs,
 * headers and bodies are never logged, because they contain names, addresses and tokens.
 */
export function installRequestLog (app: FastifyInstance): void {
  app.decorateRequest('errorName', undefined)
  app.addHook('onResponse', (request, reply, done) => {
    // At level debug, because orchestrators request the health every few seconds.
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

/** A logger for further lines about a request. It adds the request's ids to each line. */
export function logOf ({ log, requestId, correlationId }: FastifyRequest): FastifyBaseLogger {
  return log.child({ requestId, correlationId })
}

/**
 * Serializes an error for the log: its type, SQLSTATE, constraint and stack. The message is left out, because those of
 * PostgreSQL and V8 quote values.
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
