import type { FastifyInstance } from 'fastify'
import Type, { type Static, type TSchema } from 'typebox'
import { entryOf, type ErrorName } from '../errors/catalogue.js'
import { ApiError } from '../errors/api-error.js'
import { presentError } from '../errors/body.js'
import { logApiError, toApiError } from './error-handler.js'

/** RFC 9457, "Problem Details": the body of an error on our own paths, which Partner Center does not have. */
export const problemSchema = Type.Object({
  type: Type.String({ description: 'A URN that names the kind of problem' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String()
}, { $id: 'Problem', title: 'Problem' })

/** {@link problemSchema} as a type. */
export type ProblemResource = Static<typeof problemSchema>

/** Presents an error as a problem. It contains no more than Partner Center's body of the same error. */
export function presentProblem (apiError: ApiError): ProblemResource {
  return {
    type: `urn:partner-agreements:problem:${apiError.name}`,
    title: apiError.name,
    status: entryOf(apiError.name).status,
    detail: presentError(apiError).description
  }
}

/** Makes this scope respond to errors with problems. */
export function installProblems (app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const apiError = toApiError(error)
    const { status } = entryOf(apiError.name)
    request.errorName = apiError.name
    logApiError(request, apiError)
    if (status === 401) reply.header('www-authenticate', 'Bearer error="invalid_token"')
    return reply
      .code(status)
      .headers(apiError.details.headers ?? {})
      .type('application/problem+json')
      .serializer(JSON.stringify)
      .send(presentProblem(apiError))
  })
}

const everywhere: readonly ErrorName[] = [
  'PartnerTokenMissing', 'AccessDenied', 'TokenAudienceNotSupported', 'MfaRequired', 'AuthorizationFailed',
  'RoleNotAllowed', 'RequestInvalid', 'TooManyRequests', 'UnexpectedError', 'TemporarilyUnavailable',
  'ServiceOverloaded', 'SigningKeysUnavailable'
]

/** The errors of one of our operations as OpenAPI responses, by status. */
export function problemResponses (...names: ErrorName[]): Record<number, TSchema> {
  const all = [...names, ...everywhere]
  const statuses = [...new Set(all.map(name => entryOf(name).status))].sort()
  return Object.fromEntries(statuses.map(status => {
    const ofStatus = all.filter(name => entryOf(name).status === status)
    const examples = Object.fromEntries(
      ofStatus.map(name => [
        `${name}Problem`,
        { summary: presentProblem(new ApiError(name)).detail, value: presentProblem(new ApiError(name)) }
      ])
    )
    return [
      status,
      Type.Unsafe({
        description: ofStatus.join(', '),
        content: { 'application/problem+json': { schema: problemSchema, examples } }
      })
    ]
  }))
}
