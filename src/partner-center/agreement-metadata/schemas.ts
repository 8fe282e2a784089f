import Type, { type Static } from 'typebox'
import { templateOfType, type AgreementTemplate } from '../../domain/agreements/agreement-template.js'
import { errorResponses } from '../../errors/responses.js'
import { agreementTypeParameter } from '../../http/agreement-type-filter.js'
import { collectionSchema, presentCollection } from '../../http/collection.js'

const agreementMetaDataSchema = Type.Object({
  templateId: Type.String({ description: 'The id with which to confirm the agreement and to get its document.' }),
  agreementType: Type.Enum(['MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement']),
  agreementLink: Type.String(),
  versionRank: Type.Integer({ description: 'Rank of the version of the agreement.' })
}, { $id: 'AgreementMetaData', title: 'AgreementMetaData' })

/** A template in the metadata. */
export type AgreementMetaDataResource = Static<typeof agreementMetaDataSchema>

/** Presents a template as metadata. */
export function presentMetaData (template: AgreementTemplate): AgreementMetaDataResource {
  const { templateId, agreementType, agreementLink, versionRank } = template
  return { templateId, agreementType, agreementLink, versionRank }
}

const exampleCollection = presentCollection(
  [presentMetaData(templateOfType('MicrosoftCustomerAgreement'))],
  '/agreements?agreementType=MicrosoftCustomerAgreement'
)

/** `GET /v1/agreements` for validation, types and OpenAPI. */
export const getAgreementMetadata = {
  operationId: 'getAgreementMetadata',
  tags: ['Agreements'],
  summary: 'Get agreement metadata',
  description: 'Returns the current template of an agreement type. The default is the Cloud Agreement, as in Partner ' +
    'Center. To get the Customer Agreement, request `MicrosoftCustomerAgreement` or `*`.',
  security: [{ bearer: [] }],
  querystring: agreementTypeParameter,
  response: {
    200: collectionSchema(agreementMetaDataSchema, 'AgreementMetaDataCollection', exampleCollection),
    ...errorResponses('AgreementTypeUnknown', 'RoleNotAllowed')
  }
} as const
