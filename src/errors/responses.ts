import Type, { type TSchema } from 'typebox'
import { entryOf, type ErrorName } from './catalogue.js'
import { ApiError } from './api-error.js'
import { presentError } from './body.js'
import { errorSchema } from './schemas.js'

/** What every operation that apps and users of all clouds may call can be refused with, whatever it does. */
const everywhere: readonly ErrorName[] = [
  'PartnerTokenMissing', 'AccessDenied', 'TokenAudienceNotSupported', 'MfaRequired', 'AuthorizationFailed',
  'RequestInvalid', 'TooManyRequests', 'UnexpectedError', 'TemporarilyUnavailable', 'ServiceOverloaded',
  'SigningKeysUnavailable'
]

/** The same for agreements, which only users in the public cloud may call. */
const everywhereForUsers: readonly ErrorName[] = [
  ...everywhere.slice(0, 4),
  'NationalCloudNotSupported',
  'AppOnlyNotSupported',
  ...everywhere.slice(4)
]

/** The refusals of an operation as OpenAPI responses by status, each with an example of every one. */
export function errorResponses (...names: ErrorName[]): Record<number, TSchema> {
  return responsesOf([...names, ...everywhereForUsers])
}

/** The same for an operation that apps may call too, in every cloud. */
export function transactionErrorResponses (...names: ErrorName[]): Record<number, TSchema> {
  return responsesOf([...names, 'ApplicationNotRegistered', ...everywhere])
}

/** The same for an operation that every genuine token may call. */
export function tokenErrorResponses (...names: ErrorName[]): Record<number, TSchema> {
  return publicErrorResponses(
    ...names,
    'PartnerTokenMissing',
    'AccessDenied',
    'TokenAudienceNotSupported',
    'SigningKeysUnavailable'
  )
}

/** The same for an operation that takes no token. */
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
