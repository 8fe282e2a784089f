import Type, { type Static } from 'typebox'
import { invitationDays, invitationStatuses, mailStatuses } from '../../domain/invitation.js'
import { customerIdParams } from '../../http/customer-id.js'
import { problemResponses } from '../../http/problem.js'
import { issuedExample, listedExample } from './schema-examples.js'

const invitedSchema = Type.Object({
  firstName: Type.String({ maxLength: 256 }),
  lastName: Type.String({ maxLength: 256 }),
  email: Type.String({ maxLength: 254 })
}, { $id: 'InvitedPerson', title: 'InvitedPerson', additionalProperties: false, description: 'Who is asked to accept: an administrator of the customer.' })

const requestFields = {
  invited: invitedSchema,
  language: Type.Optional(Type.String({ maxLength: 35, description: "BCP 47, of the mail and the page; the country's own unless given. The document is in the language that its country has.", examples: ['de-DE'] })),
  expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: invitationDays.most, description: `${invitationDays.default} unless given.` })),
  sendMail: Type.Optional(Type.Boolean({ description: 'Have the mail sent from here; needs SMTP_URL. Else you send it.' }))
}

const country = (description: string) => Type.String({ maxLength: 2, description, examples: ['DE'] })
const invited = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example' }

/** The body of an invitation to the agreement alone. */
export const agreementInvitationSchema = Type.Object({ ...requestFields, country: Type.Optional(country("ISO 3166-1 alpha-2, whose document is accepted; the customer's unless given.")) }, { $id: 'AgreementInvitationRequest', title: 'AgreementInvitationRequest', additionalProperties: false, examples: [{ invited }] })

/** The body of an invitation to the reseller relationship and the agreement. */
export const customerInvitationSchema = Type.Object({
  ...requestFields,
  country: country('ISO 3166-1 alpha-2, whose document is accepted.'),
  companyName: Type.Optional(Type.String({ maxLength: 256, description: 'For your own list, until the customer has accepted.' })),
  indirectResellerId: Type.Optional(Type.String({ maxLength: 64, description: 'Tenant of the indirect reseller of yours through whom you will sell.' }))
}, { $id: 'CustomerInvitationRequest', title: 'CustomerInvitationRequest', additionalProperties: false, examples: [{ invited, country: 'DE', companyName: 'Adventure Works' }] })

/** Either body, as it is read. */
export type InvitationBody = Static<typeof agreementInvitationSchema> & Partial<Static<typeof customerInvitationSchema>>

const orNull = Type.Union([Type.String(), Type.Null()])
const invitationFields = {
  invitationId: Type.String(),
  asks: Type.Enum(['agreement', 'relationshipAndAgreement']),
  status: Type.Enum([...invitationStatuses], { description: '`acceptedOtherwise`: the customer has accepted all that this asks for, in another way. Nothing is waited for any more.' }),
  customerId: Type.Union([Type.String(), Type.Null()], { description: 'Null: not yet known, it is whoever accepts.' }),
  companyName: orNull,
  indirectResellerId: orNull,
  invited: invitedSchema,
  language: Type.String(),
  country: Type.String(),
  document: Type.Object({ version: Type.String(), language: Type.String(), sha256: Type.String({ description: 'SHA-256 of the page that is read, in hexadecimal digits.' }) }),
  invitedBy: Type.String({ description: 'Object id of your user.' }),
  invitedAt: Type.String(),
  sentAt: Type.String({ description: 'When its newest link was made.' }),
  expiresAt: Type.String(),
  mailStatus: Type.Optional(Type.Enum([...mailStatuses], { description: 'Of the last mail that was asked for. `failed`: no mail server took it. `unconfirmed`: it is being sent, or the service ended meanwhile and it may have arrived; if that is still so after half a minute, resend it.' })),
  mailedAt: Type.Optional(Type.String({ description: 'When a mail server last took it from here.' })),
  openedAt: Type.Optional(Type.String({ description: 'When an administrator of the customer first saw it, signed in.' })),
  endedAt: Type.Optional(Type.String({ description: 'When it was accepted, declined or revoked, or the customer had accepted otherwise.' })),
  directAcceptance: Type.Optional(Type.Object({
    available: Type.Boolean(),
    remedy: Type.Optional(Type.Object({ kind: Type.Literal('confirmByAttestation'), method: Type.Literal('POST'), path: Type.String(), templateId: Type.String() }))
  }, { description: 'While nothing was answered: whether the customer may still accept by itself, and what to do if not (R25).' }))
}

/** An invitation on the wire. */
export const invitationSchema = Type.Object(invitationFields, { $id: 'Invitation', title: 'Invitation', examples: [listedExample] })

/** {@link invitationSchema} as a type. */
export type InvitationResource = Static<typeof invitationSchema>

const issuedSchema = Type.Object({
  ...invitationFields,
  url: Type.String({ description: 'Where the invited person begins. Shown in this response and its repetitions alone.' }),
  mail: Type.Object({ to: Type.String(), subject: Type.String(), text: Type.String(), html: Type.String(), mailto: Type.String({ description: 'Opens the mail in your own mail program; a shorter text where the whole one is too long for a link.' }) }),
  mailed: Type.Optional(Type.Boolean({ description: 'Where `sendMail` asked for it: whether a mail server is known to have taken it. If not, see `mailStatus`, and send it yourself or resend the invitation.' }))
}, { $id: 'IssuedInvitation', title: 'IssuedInvitation', examples: [issuedExample] })

/** {@link issuedSchema} as a type. */
export type IssuedInvitationResource = Static<typeof issuedSchema>

const listSchema = Type.Object({
  items: Type.Array(invitationSchema),
  nextCursor: Type.Optional(Type.String({ description: 'Where the next page begins; absent on the last one.' }))
}, { $id: 'InvitationList', title: 'InvitationList', examples: [{ items: [listedExample] }] })

const everywhere = ['NationalCloudNotSupported', 'AppOnlyNotSupported'] as const
const common = { tags: ['Invitations'], security: [{ bearer: [] }] }
const invitationParams = Type.Object({ invitationId: Type.String({ examples: [listedExample.invitationId] }) })

/** `POST /acceptance/v1/customers/{id}/invitations`. */
export const inviteToAgreement = {
  ...common,
  operationId: 'inviteToAgreement',
  summary: 'Invite a customer of yours to the agreement',
  description: 'Answers with the link, and a mail to edit and send. The customer accepts by itself, on its own page, for all of its partners. A repetition with the same `MS-RequestId` gets the first response; without that header every request makes an invitation of its own.',
  params: customerIdParams,
  body: agreementInvitationSchema,
  response: { 201: issuedSchema, ...problemResponses('CustomerIdNotGuid', 'PropertyMissing', 'PropertyInvalid', 'NoCustomerRelationship', 'DirectAcceptanceNotAvailable', 'DirectlyAcceptedAlready', 'InvitationDocumentMissing', 'RequestIdReused', 'ResponseNotRepeatable', 'MailNotConfigured', ...everywhere) }
}

/** `POST /acceptance/v1/invitations`. */
export const inviteCustomer = {
  ...common,
  operationId: 'inviteCustomer',
  summary: 'Invite a customer that is not yet yours',
  description: 'To the reseller relationship and the agreement. Whoever signs in and accepts becomes your customer.',
  body: customerInvitationSchema,
  response: { 201: issuedSchema, ...problemResponses('PropertyMissing', 'PropertyInvalid', 'InvitationDocumentMissing', 'RequestIdReused', 'ResponseNotRepeatable', 'MailNotConfigured', ...everywhere) }
}

/** `GET /acceptance/v1/invitations`. */
export const getInvitations = {
  ...common,
  operationId: 'getInvitations',
  summary: 'List your invitations',
  description: 'Newest first, in pages.',
  querystring: Type.Object({
    status: Type.Optional(Type.String({ description: 'One of the statuses.', examples: ['opened'] })),
    customerId: Type.Optional(Type.String()),
    cursor: Type.Optional(Type.String({ description: '`nextCursor` of the page before.' })),
    limit: Type.Optional(Type.String({ description: 'At most so many: 1 to 500, 100 unless given.', examples: ['100'] }))
  }),
  response: { 200: listSchema, ...problemResponses('PropertyInvalid', ...everywhere) }
}

/** `GET /acceptance/v1/invitations/{id}`. */
export const getInvitation = {
  ...common,
  operationId: 'getInvitation',
  summary: 'Get an invitation',
  description: 'What came of it, without its link.',
  params: invitationParams,
  response: { 200: invitationSchema, ...problemResponses('NotFound', ...everywhere) }
}

/** `POST /acceptance/v1/invitations/{id}/revoke`. */
export const revokeInvitation = {
  ...common,
  operationId: 'revokeInvitation',
  summary: 'Revoke an invitation',
  description: 'Its link leads nowhere from now on. What was answered before stays answered.',
  params: invitationParams,
  response: { 200: invitationSchema, ...problemResponses('NotFound', 'InvitationEnded', 'RequestIdReused', 'ResponseNotRepeatable', ...everywhere) }
}

/** The body of a resend. */
export const resendSchema = Type.Object({ sendMail: requestFields.sendMail }, { $id: 'InvitationResend', title: 'InvitationResend', additionalProperties: false, examples: [{ sendMail: false }] })

/** `POST /acceptance/v1/invitations/{id}/resend`. */
export const resendInvitation = {
  ...common,
  operationId: 'resendInvitation',
  summary: 'Make a new link for an invitation',
  description: 'The link before it leads nowhere from now on; the new one can be used for as long as the first one could. The body may be absent.',
  params: invitationParams,
  body: resendSchema,
  response: { 200: issuedSchema, ...problemResponses('PropertyInvalid', 'NotFound', 'InvitationEnded', 'InvitationOutdated', 'DirectAcceptanceNotAvailable', 'DirectlyAcceptedAlready', 'RequestIdReused', 'ResponseNotRepeatable', 'MailNotConfigured', ...everywhere) }
}
