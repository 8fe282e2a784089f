import { pino, type Logger } from 'pino'
import { serializeError } from './request-log.js'

/**
 * JSON on standard output in production, gathered into larger writes; readable lines in the sandbox. Requests are
 * serialised to nothing: what is logged of them is the request line's own allow-list.
 */
export async function createLogger ({
  mode,
  logLevel
}: {
  mode: 'sandbox' | 'production'
  logLevel: string
}): Promise<Logger> {
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
  // Flushed at exit and once a second: pino does the former, the timer here the latter.
  const destination = pino.destination({ sync: false, minLength: 4096 })
  setInterval(() => destination.flush(), 1_000).unref()
  return pino(options, destination)
}

/** `POST /v1/customers/:customerId/agreements 201, 4.2 ms`, with the refusal's name if it was one. */
function readableLine (line: Record<string, unknown>, messageKey: string): string {
  const { method, route, status, ms, errorName } = line
  if (status === undefined) return String(line[messageKey])
  return `${String(method)} ${String(route ?? '(no such path)')} ${String(status)}${errorName === undefined ? '' : ` ${String(errorName)}`}, ${String(ms)} ms`
}
