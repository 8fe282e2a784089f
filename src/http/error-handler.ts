import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isUnavailable, Overloaded } from '../errors/unavailable.js'
import { logOf } from './request-log.js'
import { entryOf, type CatalogueEntry, type ErrorName } from '../errors/catalogue.js'
import { ApiError } from '../errors/api-error.js'
import { presentError } from '../errors/body.js'

/** Settings about errors. */
export interface ErrorOptions {
  /** The status of PartnerConfirmedAgreementAlreadyExists (600061), which Microsoft never published. */
  readonly duplicateStatus: 400 | 409
}

/**
 * Turns anything that was thrown into an {@link ApiError}: an ApiError stays as it is, an error of Fastify becomes a
 * 400, and anything else a 5xx without details.
 */
export function toApiError (error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const { code, statusCode, validation, message } = error as Partial<FastifyError>
  if (validation?.[0] !== undefined) return propertyError(validation[0])
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new ApiError('RequestInvalid', { parameters: { problem: 'the body is too large' } })
  }
  if (statusCode !== undefined && statusCode < 500) {
    return new ApiError('RequestInvalid', {
      parameters: { problem: problems[code ?? ''] ?? 'the request is malformed' },
      cause: message
    })
  }
  // Only after Fastify's errors: a client that hangs up within its body has the code of a lost connection too.
  if (error instanceof Overloaded) return new ApiError('ServiceOverloaded', { headers: { 'retry-after': '1' } })
  if (isUnavailable(error)) {
    return new ApiError('TemporarilyUnavailable', { cause: error, headers: { 'retry-after': '1' } })
  }
  return new ApiError('UnexpectedError', { cause: error })
}

/** Makes every error of this instance have the same body, also on paths without a route and with unreadable URLs. */
export function installErrorHandler (app: FastifyInstance, options: ErrorOptions): void {
  app.setErrorHandler((error, request, reply) => sendError(request, reply, toApiError(error), options))
  app.setNotFoundHandler((request, reply) => sendError(request, reply, new ApiError('NotFound'), options))
  // Before the body is read: otherwise a request to an unknown path could be rejected because of its body.
  app.addHook('preParsing', (request, _reply, payload, done) =>
    done(request.is404 ? new ApiError('NotFound') : null, payload)
  )
  // Node's own response to an expectation other than 100-continue is a 417 without a body. A server may ignore such
  // expectations (RFC 9110, section 10.1.1).
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
}

/** Sends an error. The body never depends on the cause, which is only logged. */
export function sendError (
  request: FastifyRequest,
  reply: FastifyReply,
  apiError: ApiError,
  options: ErrorOptions
): FastifyReply {
  const entry: CatalogueEntry = entryOf(apiError.name)
  const status = entry.statusSetting === undefined ? entry.status : options[entry.statusSetting]
  request.errorName = apiError.name
  logApiError(request, apiError)
  if (status === 401) reply.header('www-authenticate', challengeOf(apiError.name))
  return reply
    .code(status)
    .headers(apiError.details.headers ?? {})
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(presentError(apiError))
}

/** Logs an error of the service (5xx) with its cause. Overloads are left out: a line for each would add to the load. */
export function logApiError (request: FastifyRequest, { name, details }: ApiError): void {
  if (entryOf(name).status >= 500 && name !== 'ServiceOverloaded') {
    logOf(request).error({ errorName: name, err: details.cause }, 'request failed')
  }
}

const problems: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'the path has an invalid percent-encoding',
  FST_ERR_MAX_PARAM_LENGTH: 'the path is too long',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'the body is not as long as Content-Length says'
}

function challengeOf (name: ErrorName): string {
  return name === 'PartnerTokenMissing' ? 'Bearer' : 'Bearer error="invalid_token"'
}

/** Turns a schema violation into an error that names the property. The value is never repeated. */
function propertyError (violation: NonNullable<FastifyError['validation']>[number]): ApiError {
  const path = violation.instancePath.slice(1).replaceAll('/', '.')
  const { missingProperty: missing, additionalProperty: unknown } = violation.params as {
    missingProperty?: string
    additionalProperty?: string
  }
  const nameOf = (name: string) => path === '' ? name : `${path}.${name}`
  if (missing !== undefined) return new ApiError('PropertyMissing', { parameters: { property: nameOf(missing) } })
  // A client may send any text as a property's name. Only names of letters, digits and underscores are repeated.
  if (unknown !== undefined && /^\w{1,40}$/.test(unknown)) {
    return new ApiError('PropertyInvalid', { parameters: { property: nameOf(unknown), problem: 'is not known here' } })
  }
  if (path === '') return new ApiError('RequestInvalid', { parameters: { problem: 'the body must be a JSON object' } })
  return new ApiError('PropertyInvalid', {
    parameters: { property: path, problem: violation.message ?? 'is not valid' }
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the error that this request was responded to with, for its log line. */
    errorName: ErrorName | undefined
  }
}
