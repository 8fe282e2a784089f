import Type, { type TSchema } from 'typebox'
import { entryOf, type FaultName } from './catalogue.js'
import { Fault } from './fault.js'
import { presentFault } from './handler.js'
import { faultSchema } from './schemas.js'

/** What every authenticated operation can be refused with, whatever it does. */
const everywhere: readonly FaultName[] = ['PartnerTokenMissing', 'AccessDenied', 'TokenAudienceNotSupported', 'MfaRequired', 'NationalCloudNotSupported', 'AppOnlyNotSupported', 'AuthorizationFailed', 'RequestInvalid', 'UnexpectedError', 'TemporarilyUnavailable']

/** The refusals of an operation as OpenAPI responses by status, each with an example of every one. */
export function faultResponses (...names: FaultName[]): Record<number, TSchema> {
  return responsesOf([...names, ...everywhere])
}

/** The same for an operation that takes no token. */
export function publicFaultResponses (...names: FaultName[]): Record<number, TSchema> {
  return responsesOf([...names, 'RequestInvalid', 'UnexpectedError', 'TemporarilyUnavailable'])
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
