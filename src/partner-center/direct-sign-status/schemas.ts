import Type from 'typebox'
import { errorResponses } from '../../errors/responses.js'
import { customerIdParams } from '../../http/customer-id.js'

const directSignedStatusSchema = Type.Object({
  isSigned: Type.Boolean({
    description: 'Whether the customer itself accepted the Microsoft Customer Agreement. Confirmations do not count.'
  })
}, {
  $id: 'DirectSignedCustomerAgreementStatus',
  title: 'DirectSignedCustomerAgreementStatus',
  examples: [{ isSigned: false }]
})

/** `GET /v1/customers/{id}/directSignedMicrosoftCustomerAgreementStatus` for validation, types and OpenAPI. */
export const getDirectSignedStatus = {
  operationId: 'getDirectSignedMicrosoftCustomerAgreementStatus',
  tags: ['Customers'],
  summary: 'Get direct-sign status',
  description: 'Returns whether the customer accepted the Microsoft Customer Agreement directly. A direct acceptance ' +
    'belongs to the customer: all its partners see the same status.',
  security: [{ bearer: [] }],
  params: customerIdParams,
  response: {
    200: directSignedStatusSchema,
    ...errorResponses('CustomerIdNotGuid', 'RoleNotAllowed', 'NoCustomerRelationship')
  }
} as const
