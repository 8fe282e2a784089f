import { pino, type Logger } from 'pino'
import { serializeError } from './request-log.js'

/**
 * Creates the logger: JSON on standard output in larger writes in production, readable lines in the sandbox. The
 * serializers log nothing of requests and responses. Only the members that the request log lists are logged.
 */
export async function createLogger (
  { mode, logLevel }: { mode: 'sandbox' | 'production', logLevel: string }
): Promise<Logger> {
  const options = {
    level: logLevel,
    base: null,
    serializers: { err: serializeError, req: () => undefined, res: () => undefined }
  }
  if (mode === 'sandbox') {
    const { default: pretty } = await import('pino-pretty')
    return pino(
      options,
      pretty({
        ignore: 'reqId,method,route,status,ms,errorName,requestId,correlationId,partner',
        translateTime: 'HH:MM:ss',
        messageFormat: readableLine,
        singleLine: true,
        sync: true
      })
    )
  }
  // pino flushes at exit; the timer flushes once a second.
  const destination = pino.destination({ sync: false, minLength: 4096 })
  setInterval(() => destination.flush(), 1_000).unref()
  return pino(options, destination)
}

/** Writes `POST /v1/customers/:customerId/agreements 201, 4.2 ms`, with an error's name after its status. */
function readableLine (line: Record<string, unknown>, messageKey: string): string {
  const { method, route, status, ms, errorName } = line
  if (status === undefined) return String(line[messageKey])
  const outcome = errorName === undefined ? String(status) : `${String(status)} ${String(errorName)}`
  return `${String(method)} ${String(route ?? '(no such path)')} ${outcome}, ${String(ms)} ms`
}
