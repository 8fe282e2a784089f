import Type, { type Static } from 'typebox'
import { faultResponses } from '../errors/responses.js'
import { collectionSchema } from '../http/collection.js'

/** The `agreementType` parameter that metadata and confirmations share. Free text for Ajv: the route refuses what it does not know. */
export const agreementTypeParameter = Type.Object({
  agreementType: Type.Optional(Type.String({
    description: 'Which type to list; `*` lists all. Without it only `MicrosoftCloudAgreement` is listed.',
    examples: ['MicrosoftCustomerAgreement', 'MicrosoftCloudAgreement', '*']
  }))
})

const agreementMetaDataSchema = Type.Object({
  templateId: Type.String({ description: 'Use it as it is to confirm an agreement and to download its document.' }),
  agreementType: Type.Enum(['MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement']),
  agreementLink: Type.String(),
  versionRank: Type.Integer({ description: 'Rank of the version of the agreement.' })
}, { $id: 'AgreementMetaData', title: 'AgreementMetaData' })

/** One template as metadata shows it. */
export type AgreementMetaDataResource = Static<typeof agreementMetaDataSchema>

const agreementMetaDataCollectionSchema = collectionSchema(agreementMetaDataSchema, 'AgreementMetaDataCollection')

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
