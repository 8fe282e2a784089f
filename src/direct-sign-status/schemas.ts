import Type from 'typebox'
import { faultResponses } from '../errors/responses.js'
import { customerIdParams } from '../http/customer-id.js'

const directSignedStatusSchema = Type.Object({
  isSigned: Type.Boolean({ description: 'Whether the customer itself accepted the Microsoft Customer Agreement. Says nothing about partner attestations.' })
}, { $id: 'DirectSignedCustomerAgreementStatus', title: 'DirectSignedCustomerAgreementStatus', examples: [{ isSigned: false }] })

/** `GET /v1/customers/{id}/directSignedMicrosoftCustomerAgreementStatus` for validation, types and OpenAPI. */
export const getDirectSignedStatus = {
  operationId: 'getDirectSignedMicrosoftCustomerAgreementStatus',
  tags: ['Customers'],
  summary: 'Get direct-sign status',
  description: 'Whether the customer accepted the Microsoft Customer Agreement directly. That acceptance belongs to the customer: every partner of it sees the same.',
  security: [{ bearer: [] }],
  params: customerIdParams,
  response: {
    200: directSignedStatusSchema,
    ...faultResponses('CustomerIdNotGuid', 'RoleNotAllowed', 'NoCustomerRelationship')
  }
} as const
