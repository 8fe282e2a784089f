import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isUnavailable, Overloaded } from '../database/errors.js'
import { logOf } from '../http/request-log.js'
import { entryOf, type CatalogueEntry, type FaultName } from './catalogue.js'
import { Fault } from './fault.js'
import type { FaultResource } from './schemas.js'

/** The status of the duplicate refusal (600061), which Microsoft never published; `DUPLICATE_AGREEMENT_STATUS`. */
export interface ErrorOptions {
  readonly duplicateStatus: 400 | 409
}

/** The superset body that every known client parses (contract: Partner Center's classic and customers-service shapes in one). */
export function presentFault (fault: Fault): FaultResource {
  const entry = entryOf(fault.name)
  const parameters = fault.details.parameters ?? {}
  const text = entry.text.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '')
  return {
    // Partner Center's gateway answers with this member and `message` alone.
    ...fault.name === 'TooManyRequests' && { statusCode: entry.status },
    code: entry.code,
    message: text,
    description: text,
    errorName: fault.name,
    isRetryable: entry.isRetryable ?? false,
    parameters,
    errorMessageExtended: `InternalErrorCode=${entry.code}`,
    data: [...(fault.details.data ?? [])],
    source: entry.source
  }
}

/** Turns everything thrown into a fault: ours as it is, Fastify's by its kind, anything else into a 5xx without detail. */
export function toFault (error: unknown): Fault {
  if (error instanceof Fault) return error
  const { code, statusCode, validation, message } = error as Partial<FastifyError>
  if (validation?.[0] !== undefined) return propertyFault(validation[0])
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Fault('RequestInvalid', { parameters: { problem: 'the body is too large' } })
  if (statusCode !== undefined && statusCode < 500) return new Fault('RequestInvalid', { parameters: { problem: problems[code ?? ''] ?? 'the request is malformed' }, cause: message })
  // After that: a client that hangs up within its body has the code of a lost connection too.
  if (error instanceof Overloaded) return new Fault('ServiceOverloaded', { headers: { 'retry-after': '1' } })
  if (isUnavailable(error)) return new Fault('TemporarilyUnavailable', { cause: error, headers: { 'retry-after': '1' } })
  return new Fault('UnexpectedError', { cause: error })
}

/** Makes every refusal of this instance, unrouted paths and unreadable targets included, carry the one body. */
export function installErrorHandler (app: FastifyInstance, options: ErrorOptions): void {
  app.setErrorHandler((error, request, reply) => sendFault(request, reply, toFault(error), options))
  app.setNotFoundHandler((request, reply) => sendFault(request, reply, new Fault('NotFound'), options))
  // Before the body of a request that leads nowhere is read, and refused for something else.
  app.addHook('preParsing', (request, _reply, payload, done) => done(request.is404 ? new Fault('NotFound') : null, payload))
  // Node's own answer to an expectation other than 100-continue is a 417 without a body. It may be ignored: RFC 9110, section 10.1.1.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
}

/** Sends a fault. The body never depends on the cause, which goes to the log alone. */
export function sendFault (request: FastifyRequest, reply: FastifyReply, fault: Fault, options: ErrorOptions): FastifyReply {
  const entry: CatalogueEntry = entryOf(fault.name)
  const status = fault.name === 'PartnerConfirmedAgreementAlreadyExists' ? options.duplicateStatus : entry.status
  request.fault = fault.name
  logFault(request, fault)
  if (status === 401) reply.header('www-authenticate', challengeOf(fault.name))
  return reply
    .code(status)
    .headers(fault.details.headers ?? {})
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(presentFault(fault))
}

/** Logs a fault of the service with its cause. An overload has no cause, and a line more for each would add to it. */
export function logFault (request: FastifyRequest, { name, details }: Fault): void {
  if (entryOf(name).status >= 500 && name !== 'ServiceOverloaded') logOf(request).error({ fault: name, err: details.cause }, 'refused')
}

const problems: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'the path has an invalid percent-encoding',
  FST_ERR_MAX_PARAM_LENGTH: 'the path is too long',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'the body is not as long as Content-Length says'
}

function challengeOf (name: FaultName): string {
  return name === 'PartnerTokenMissing' ? 'Bearer' : 'Bearer error="invalid_token"'
}

/** A schema violation as the property it is about; the value itself is never repeated. */
function propertyFault (violation: NonNullable<FastifyError['validation']>[number]): Fault {
  const path = violation.instancePath.slice(1).replaceAll('/', '.')
  const { missingProperty: missing, additionalProperty: unknown } = violation.params as { missingProperty?: string, additionalProperty?: string }
  const nameOf = (name: string) => path === '' ? name : `${path}.${name}`
  if (missing !== undefined) return new Fault('PropertyMissing', { parameters: { property: nameOf(missing) } })
  // A name is the client's text like any value: only one that can be nothing but a name is repeated.
  if (unknown !== undefined && /^\w{1,40}$/.test(unknown)) return new Fault('PropertyInvalid', { parameters: { property: nameOf(unknown), problem: 'is not known here' } })
  if (path === '') return new Fault('RequestInvalid', { parameters: { problem: 'the body must be a JSON object' } })
  return new Fault('PropertyInvalid', { parameters: { property: path, problem: violation.message ?? 'is not valid' } })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the refusal that this request was answered with, for its log line. */
    fault: FaultName | undefined
  }
}
