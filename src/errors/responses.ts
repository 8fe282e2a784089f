import Type, { type TSchema } from 'typebox'
import { entryOf, type ErrorName } from './catalogue.js'
import { ApiError } from './api-error.js'
import { presentError } from './body.js'
import { errorSchema } from './schemas.js'

/** The errors that every operation for apps and users of all clouds can respond with. */
const everywhere: readonly ErrorName[] = [
  'PartnerTokenMissing', 'AccessDenied', 'TokenAudienceNotSupported', 'MfaRequired', 'AuthorizationFailed',
  'RequestInvalid', 'TooManyRequests', 'UnexpectedError', 'TemporarilyUnavailable', 'ServiceOverloaded',
  'SigningKeysUnavailable'
]

/** The errors that every operation for users of the public cloud can respond with: those about agreements. */
const everywhereForUsers: readonly ErrorName[] = [
  ...everywhere.slice(0, 4),
  'NationalCloudNotSupported',
  'AppOnlyNotSupported',
  ...everywhere.slice(4)
]

/** OpenAPI responses by status, with an example of each error, of an operation for users of the public cloud. */
export function errorResponses (...names: ErrorName[]): Record<number, TSchema> {
  return responsesOf([...names, ...everywhereForUsers])
}

/** The error responses of an operation that apps may call too, in every cloud. */
export function transactionErrorResponses (...names: ErrorName[]): Record<number, TSchema> {
  return responsesOf([...names, 'ApplicationNotRegistered', ...everywhere])
}

/** The error responses of an operation that accepts any valid token. */
export function tokenErrorResponses (...names: ErrorName[]): Record<number, TSchema> {
  return publicErrorResponses(
    ...names,
    'PartnerTokenMissing',
    'AccessDenied',
    'TokenAudienceNotSupported',
    'SigningKeysUnavailable'
  )
}

/** The error responses of an operation that takes no token. */
export function publicErrorResponses (...names: ErrorName[]): Record<number, TSchema> {
  return responsesOf([
    ...names, 'RequestInvalid', 'TooManyRequests', 'UnexpectedError', 'TemporarilyUnavailable', 'ServiceOverloaded'
  ])
}

function responsesOf (names: readonly ErrorName[]): Record<number, TSchema> {
  const statuses = [...new Set(names.map(name => entryOf(name).status))].sort()
  return Object.fromEntries(
    statuses.map(status => [status, responseOf(names.filter(name => entryOf(name).status === status))])
  )
}

function responseOf (names: readonly ErrorName[]): TSchema {
  const examples = names.map(name => [
    name,
    {
      summary: `${entryOf(name).code}: ${presentError(new ApiError(name)).description}`,
      value: presentError(new ApiError(name))
    }
  ])
  return Type.Unsafe({
    description: names.map(name => `${entryOf(name).code} ${name}`).join(', '),
    content: { 'application/json': { schema: errorSchema, examples: Object.fromEntries(examples) } }
  })
}
