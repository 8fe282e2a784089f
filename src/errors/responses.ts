import Type, { type TSchema } from 'typebox'
import { entryOf, type FaultName } from './catalogue.js'
import { Fault } from './fault.js'
import { presentFault } from './handler.js'
import { faultSchema } from './schemas.js'

/** What every operation that apps and users of all clouds may call can be refused with, whatever it does. */
const everywhere: readonly FaultName[] = ['PartnerTokenMissing', 'AccessDenied', 'TokenAudienceNotSupported', 'MfaRequired', 'AuthorizationFailed', 'RequestInvalid', 'TooManyRequests', 'UnexpectedError', 'TemporarilyUnavailable', 'ServiceOverloaded', 'SigningKeysUnavailable']

/** The same for agreements, which only users in the public cloud may call. */
const everywhereForUsers: readonly FaultName[] = [...everywhere.slice(0, 4), 'NationalCloudNotSupported', 'AppOnlyNotSupported', ...everywhere.slice(4)]

/** The refusals of an operation as OpenAPI responses by status, each with an example of every one. */
export function faultResponses (...names: FaultName[]): Record<number, TSchema> {
  return responsesOf([...names, ...everywhereForUsers])
}

/** The same for an operation that apps may call too, in every cloud. */
export function transactionFaultResponses (...names: FaultName[]): Record<number, TSchema> {
  return responsesOf([...names, 'ApplicationNotRegistered', ...everywhere])
}

/** The same for an operation that every genuine token may call. */
export function tokenFaultResponses (...names: FaultName[]): Record<number, TSchema> {
  return publicFaultResponses(...names, 'PartnerTokenMissing', 'AccessDenied', 'TokenAudienceNotSupported', 'SigningKeysUnavailable')
}

/** The same for an operation that takes no token. */
export function publicFaultResponses (...names: FaultName[]): Record<number, TSchema> {
  return responsesOf([...names, 'RequestInvalid', 'TooManyRequests', 'UnexpectedError', 'TemporarilyUnavailable', 'ServiceOverloaded'])
}

function responsesOf (names: readonly FaultName[]): Record<number, TSchema> {
  const statuses = [...new Set(names.map(name => entryOf(name).status))].sort()
  return Object.fromEntries(statuses.map(status => [status, responseOf(names.filter(name => entryOf(name).status === status))]))
}

function responseOf (names: readonly FaultName[]): TSchema {
  const examples = names.map(name => [name, { summary: `${entryOf(name).code}: ${presentFault(new Fault(name)).description}`, value: presentFault(new Fault(name)) }])
  return Type.Unsafe({
    description: names.map(name => `${entryOf(name).code} ${name}`).join(', '),
    content: { 'application/json': { schema: faultSchema, examples: Object.fromEntries(examples) } }
  })
}
