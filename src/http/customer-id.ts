import Type from 'typebox'
import { parseGuid } from '../domain/guid.js'
import { ApiError } from '../errors/api-error.js'

/** The `{customerId}` of a path. The schema accepts any text: {@link customerIdOf} throws an error of its own. */
export const customerIdParams = Type.Object({
  customerId: Type.String({
    description: "GUID of the customer's tenant, in any letter case.",
    examples: ['c1000000-0000-4000-8000-000000000001']
  })
})

/** Returns the customer's id of a path in canonical spelling. Throws CustomerIdNotGuid. */
export function customerIdOf (params: { customerId: string }): string {
  const customerId = parseGuid(params.customerId)
  if (customerId === undefined) throw new ApiError('CustomerIdNotGuid')
  return customerId
}
