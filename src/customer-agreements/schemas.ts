import Type, { type Static } from 'typebox'
import { agreementTypeParameter } from '../agreement-metadata/schemas.js'
import { faultResponses } from '../errors/responses.js'
import { collectionSchema } from '../http/collection.js'
import { customerIdParams } from '../http/customer-id.js'
import { noticeHeader } from '../http/notices.js'

const contactFields = {
  firstName: Type.String({ maxLength: 256, examples: ['Ada'] }),
  lastName: Type.String({ maxLength: 256, examples: ['Lovelace'] }),
  email: Type.String({ maxLength: 254, examples: ['ada@adventure-works.example'] }),
  phoneNumber: Type.Optional(Type.String({ maxLength: 256, examples: ['+1 425 555 0100'] }))
}

/** The body of a confirmation, after its names were matched in any letter case and nulls left out. */
export const confirmationBodySchema = Type.Object({
  primaryContact: Type.Object(contactFields, { $id: 'Contact', title: 'Contact', description: 'Who accepted at the customer.' }),
  templateId: Type.String({ maxLength: 256, description: 'From `GET /v1/agreements`. It alone decides the type.', examples: ['117a77b0-9360-443b-8795-c6dedc750cf9'] }),
  dateAgreed: Type.String({ maxLength: 256, description: 'ISO 8601: `Z`, an offset, no zone (taken as UTC) or the date alone; up to 9 fraction digits, of which 7 are kept.', examples: ['2026-01-15T09:30:00Z'] }),
  type: Type.Optional(Type.String({ maxLength: 256, description: 'Ignored where it contradicts the template; the answer says so in a header.' })),
  userId: Type.Optional(Type.String({ maxLength: 256, description: "Ignored: the token's user confirms. The answer says so in a header." })),
  agreementLink: Type.Optional(Type.String({ maxLength: 2048, description: "Ignored: reading gives the template's own." }))
}, { $id: 'AgreementConfirmation', title: 'AgreementConfirmation' })

/** {@link confirmationBodySchema} as a type. */
export type ConfirmationBody = Static<typeof confirmationBodySchema>

const agreementSchema = Type.Object({
  userId: Type.String({ description: "Object id of the partner's user who confirmed." }),
  primaryContact: Type.Object(contactFields, { $id: 'PrimaryContact', title: 'PrimaryContact' }),
  templateId: Type.String(),
  dateAgreed: Type.String({ description: 'In UTC, always with `Z`.' }),
  type: Type.Enum(['MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement']),
  agreementLink: Type.Optional(Type.String())
}, { $id: 'Agreement', title: 'Agreement' })

/** A confirmation on the wire. */
export type AgreementResource = Static<typeof agreementSchema>

const withNotices = (schema: typeof agreementSchema | typeof agreementCollectionSchema, description: string) => ({
  ...schema, description, headers: { [noticeHeader]: Type.String({ description: 'What was overridden or left out, in words.' }) }
})

const agreementCollectionSchema = collectionSchema(agreementSchema, 'AgreementCollection')

/** `POST /v1/customers/{id}/agreements` for validation, types and OpenAPI. */
export const confirmCustomerAgreement = {
  operationId: 'confirmCustomerAgreement',
  tags: ['Customers'],
  summary: "Confirm a customer's acceptance",
  description: 'Records that the customer accepted (partner attestation). Repeating the request with the same `MS-RequestId` and body gets the first answer again.',
  security: [{ bearer: [] }],
  params: customerIdParams,
  body: confirmationBodySchema,
  response: {
    201: withNotices(agreementSchema, 'Confirmed'),
    ...faultResponses('CustomerIdNotGuid', 'RoleNotAllowed', 'NoCustomerRelationship', 'PropertyMissing', 'PropertyInvalid', 'TemplateUnknown', 'TemplateRetired', 'DateAgreedInFuture', 'PartnerConfirmedAgreementAlreadyExists', 'RequestIdReused')
  }
} as const

/** `GET /v1/customers/{id}/agreements` for validation, types and OpenAPI. */
export const getCustomerAgreements = {
  operationId: 'getCustomerAgreements',
  tags: ['Customers'],
  summary: "Get confirmations of a customer's acceptance",
  description: "The caller's own confirmations, newest first; never another partner's, and never the customer's direct acceptance.",
  security: [{ bearer: [] }],
  params: customerIdParams,
  querystring: agreementTypeParameter,
  response: {
    200: withNotices(agreementCollectionSchema, 'The confirmations, perhaps none'),
    ...faultResponses('CustomerIdNotGuid', 'AgreementTypeUnknown', 'RoleNotAllowed', 'NoCustomerRelationship')
  }
} as const
