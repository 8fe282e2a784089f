import Type, { type Static } from 'typebox'
import { errorResponses } from '../../errors/responses.js'
import { agreementTypeParameter } from '../../http/agreement-type-filter.js'
import { collectionSchema, presentCollection } from '../../http/collection.js'
import { customerIdParams } from '../../http/customer-id.js'
import { noticeHeader } from '../../http/notices.js'

const contactSchema = Type.Object({
  firstName: Type.String({ maxLength: 256 }),
  lastName: Type.String({ maxLength: 256 }),
  email: Type.String({ maxLength: 254 }),
  phoneNumber: Type.Optional(Type.String({ maxLength: 256 }))
}, { $id: 'Contact', title: 'Contact', description: 'The person who accepted at the customer.' })

const example = {
  primaryContact: {
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: 'ada@adventure-works.example',
    phoneNumber: '+1 425 555 0100'
  },
  templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
  dateAgreed: '2026-01-15T09:30:00Z',
  type: 'MicrosoftCustomerAgreement'
}
const listedExample = { userId: 'd1000000-0000-4000-8000-100000000001', ...example }

/** The body of a confirmation, with names in our spelling and without nulls. */
export const confirmationBodySchema = Type.Object({
  primaryContact: contactSchema,
  templateId: Type.String({ maxLength: 256, description: 'From `GET /v1/agreements`. It alone decides the type.' }),
  dateAgreed: Type.String({
    maxLength: 256,
    description: 'ISO 8601: `Z`, an offset, no zone (read as UTC) or the date alone. Up to 9 fraction digits, of ' +
      'which 7 are kept.'
  }),
  type: Type.Optional(Type.String({
    maxLength: 256,
    description: 'Ignored if it contradicts the template; a header of the response says so.'
  })),
  userId: Type.Optional(Type.String({
    maxLength: 256,
    description: "Ignored: the token's user confirms. A header of the response says so."
  })),
  agreementLink: Type.Optional(Type.String({
    maxLength: 2048,
    description: "Ignored: reading returns the template's link."
  }))
}, { $id: 'AgreementConfirmation', title: 'AgreementConfirmation', examples: [example] })

/** {@link confirmationBodySchema} as a type. */
export type ConfirmationBody = Static<typeof confirmationBodySchema>

const agreementSchema = Type.Object({
  userId: Type.String({ description: "Object id of the partner's user who confirmed." }),
  primaryContact: contactSchema,
  templateId: Type.String(),
  dateAgreed: Type.String({ description: 'In UTC, always with `Z`.' }),
  type: Type.Enum(['MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement']),
  agreementLink: Type.Optional(Type.String())
}, { $id: 'Agreement', title: 'Agreement', examples: [listedExample] })

/** A confirmation in a response. */
export type AgreementResource = Static<typeof agreementSchema>

const agreementCollectionSchema = collectionSchema(agreementSchema, 'AgreementCollection', presentCollection(
  [{ ...listedExample, agreementLink: 'https://aka.ms/customeragreement' }],
  '/customers/c1000000-0000-4000-8000-000000000001/agreements?agreementType=*'
))

const withNotices = (schema: typeof agreementSchema | typeof agreementCollectionSchema, description: string) => ({
  ...schema,
  description,
  headers: {
    [noticeHeader]: Type.String({
      description: 'What was overridden or left out, and whether a confirmation does not satisfy the order gate.'
    })
  }
})

/** `POST /v1/customers/{id}/agreements` for validation, types and OpenAPI. */
export const confirmCustomerAgreement = {
  operationId: 'confirmCustomerAgreement',
  tags: ['Customers'],
  summary: "Confirm a customer's acceptance",
  description: 'Records that the customer accepted (partner attestation). Repeating the request with the same ' +
    '`MS-RequestId` and body returns the first response again.',
  security: [{ bearer: [] }],
  params: customerIdParams,
  body: confirmationBodySchema,
  response: {
    201: withNotices(agreementSchema, 'Confirmed'),
    ...errorResponses(
      'CustomerIdNotGuid', 'RoleNotAllowed', 'NoCustomerRelationship', 'PropertyMissing', 'PropertyInvalid',
      'TemplateUnknown', 'TemplateRetired', 'DateAgreedInFuture', 'PartnerConfirmedAgreementAlreadyExists',
      'RequestIdReused'
    )
  }
} as const

/** `GET /v1/customers/{id}/agreements` for validation, types and OpenAPI. */
export const getCustomerAgreements = {
  operationId: 'getCustomerAgreements',
  tags: ['Customers'],
  summary: "Get confirmations of a customer's acceptance",
  description: "The caller's own confirmations, newest first. Never another partner's, and never the customer's " +
    'direct acceptance.',
  security: [{ bearer: [] }],
  params: customerIdParams,
  querystring: agreementTypeParameter,
  response: {
    200: withNotices(agreementCollectionSchema, 'The confirmations, perhaps none'),
    ...errorResponses('CustomerIdNotGuid', 'AgreementTypeUnknown', 'RoleNotAllowed', 'NoCustomerRelationship')
  }
} as const
