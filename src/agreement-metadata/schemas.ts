import Type, { type Static } from 'typebox'
import { agreementTemplates } from '../domain/agreement-template.js'
import { faultResponses } from '../errors/responses.js'
import { agreementTypeParameter } from '../http/agreement-type-filter.js'
import { collectionSchema, presentCollection } from '../http/collection.js'

const agreementMetaDataSchema = Type.Object({
  templateId: Type.String({ description: 'Use it as it is to confirm an agreement and to download its document.' }),
  agreementType: Type.Enum(['MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement']),
  agreementLink: Type.String(),
  versionRank: Type.Integer({ description: 'Rank of the version of the agreement.' })
}, { $id: 'AgreementMetaData', title: 'AgreementMetaData' })

/** One template as metadata shows it. */
export type AgreementMetaDataResource = Static<typeof agreementMetaDataSchema>

const agreementMetaDataCollectionSchema = collectionSchema(agreementMetaDataSchema, 'AgreementMetaDataCollection', presentCollection(agreementTemplates.slice(1).map(({ templateId, agreementType, agreementLink, versionRank }) => ({ templateId, agreementType, agreementLink, versionRank })), '/agreements?agreementType=MicrosoftCustomerAgreement'))

/** `GET /v1/agreements` for validation, types and OpenAPI. */
export const getAgreementMetadata = {
  operationId: 'getAgreementMetadata',
  tags: ['Agreements'],
  summary: 'Get agreement metadata',
  description: 'The current template of each agreement type. Partner Center defaults to the Cloud Agreement: ask for `MicrosoftCustomerAgreement` or `*`.',
  security: [{ bearer: [] }],
  querystring: agreementTypeParameter,
  response: {
    200: agreementMetaDataCollectionSchema,
    ...faultResponses('AgreementTypeUnknown', 'RoleNotAllowed')
  }
} as const
