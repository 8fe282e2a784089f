import Type from 'typebox'
import { parseGuid } from '../domain/guid.js'
import { ApiError } from '../errors/api-error.js'

/** The `{customerId}` of a path, for OpenAPI. Free text for Ajv: {@link customerIdOf} words the refusal. */
export const customerIdParams = Type.Object({
  customerId: Type.String({
    description: "GUID of the customer's tenant, in any letter case.",
    examples: ['c1000000-0000-4000-8000-000000000001']
  })
})

/** The customer of a path in its one canonical spelling. Throws CustomerIdNotGuid. */
export function customerIdOf (params: { customerId: string }): string {
  const customerId = parseGuid(params.customerId)
  if (customerId === undefined) throw new ApiError('CustomerIdNotGuid')
  return customerId
}
