import Type from 'typebox'
import { errorResponses } from '../../errors/responses.js'

const agreementSignatureStatusSchema = Type.Object({
  isAgreementSigned: Type.Boolean()
}, {
  $id: 'AgreementSignatureStatus',
  title: 'AgreementSignatureStatus',
  examples: [{ isAgreementSigned: true }]
})

/** `GET /v1/compliance/csp/agreementstatus` for validation, types and OpenAPI. */
export const getAgreementSignatureStatus = {
  operationId: 'getAgreementSignatureStatus',
  tags: ['Compliance'],
  summary: 'Verify that a partner signed the Microsoft Partner Agreement',
  description: 'Takes exactly one of the two ids. As in Partner Center, an agreement that is not signed is an error ' +
    '(400, code 2203 or 2206), never `false`.',
  security: [{ bearer: [] }],
  querystring: Type.Object({
    mpnId: Type.Optional(Type.String({ description: 'The MPN id of the partner.', examples: ['1000003'] })),
    tenantId: Type.Optional(Type.String({
      description: "The GUID of the partner's tenant.",
      examples: ['d3000000-0000-4000-8000-000000000003']
    }))
  }),
  response: {
    200: agreementSignatureStatusSchema,
    ...errorResponses(
      'TenantIdNotGuid', 'MpnIdNotNumeric', 'MpnIdAndTenantIdGiven', 'MpnIdOrTenantIdMissing', 'MpnIdUnknown',
      'CspRegionMismatch', 'PartnerAgreementNotSigned', 'CspEnrolmentMissing', 'TenantUnknown',
      'TenantAgreementNotSigned'
    )
  }
} as const
