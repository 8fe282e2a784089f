import Type from 'typebox'
import { customerIdParams } from '../../http/customer-id.js'
import { problemResponses } from '../../http/problem.js'
import {
  agreementInvitationSchema,
  customerInvitationSchema,
  invitationSchema,
  issuedSchema,
  listSchema,
  resendSchema
} from './body-schemas.js'
import { listedExample } from './schema-examples.js'

const everywhere = ['NationalCloudNotSupported', 'AppOnlyNotSupported'] as const
const common = { tags: ['Invitations'], security: [{ bearer: [] }] }
const invitationParams = Type.Object({ invitationId: Type.String({ examples: [listedExample.invitationId] }) })

/** `POST /acceptance/v1/customers/{id}/invitations`. */
export const inviteToAgreement = {
  ...common,
  operationId: 'inviteToAgreement',
  summary: 'Invite one of your customers to the agreement',
  description:
    'Returns the link, and a mail to edit and send. The customer accepts on its own page, once for all its ' +
      'partners. A request with the same `MS-RequestId` gets the first response again. Without that header every ' +
      'request creates an invitation.',
  params: customerIdParams,
  body: agreementInvitationSchema,
  response: {
    201: issuedSchema,
    ...problemResponses(
      'CustomerIdNotGuid',
      'PropertyMissing',
      'PropertyInvalid',
      'NoCustomerRelationship',
      'DirectAcceptanceNotAvailable',
      'DirectlyAcceptedAlready',
      'InvitationDocumentMissing',
      'RequestIdReused',
      'ResponseNotRepeatable',
      'MailNotConfigured',
      ...everywhere
    )
  }
}

/** `POST /acceptance/v1/invitations`. */
export const inviteCustomer = {
  ...common,
  operationId: 'inviteCustomer',
  summary: 'Invite a new customer',
  description:
    'An invitation to the reseller relationship and the agreement. The organization that accepts becomes your ' +
      'customer.',
  body: customerInvitationSchema,
  response: {
    201: issuedSchema,
    ...problemResponses(
      'PropertyMissing',
      'PropertyInvalid',
      'InvitationDocumentMissing',
      'RequestIdReused',
      'ResponseNotRepeatable',
      'MailNotConfigured',
      ...everywhere
    )
  }
}

/** `GET /acceptance/v1/invitations`. */
export const getInvitations = {
  ...common,
  operationId: 'getInvitations',
  summary: 'List your invitations',
  description:
    'Newest first, in pages. With the status of an invitation that can still be accepted, or of an expired one: by ' +
      'the expiry of the link, latest first.',
  querystring: Type.Object({
    status: Type.Optional(Type.String({ description: 'One of the statuses.', examples: ['opened'] })),
    customerId: Type.Optional(Type.String()),
    cursor: Type.Optional(Type.String({ description: '`nextCursor` of the previous page.' })),
    limit: Type.Optional(
      Type.String({ description: 'The largest number of items: 1 to 500, 100 by default.', examples: ['100'] })
    )
  }),
  response: { 200: listSchema, ...problemResponses('PropertyInvalid', ...everywhere) }
}

/** `GET /acceptance/v1/invitations/{id}`. */
export const getInvitation = {
  ...common,
  operationId: 'getInvitation',
  summary: 'Get an invitation',
  description: 'Returns an invitation with its status, without its link.',
  params: invitationParams,
  response: { 200: invitationSchema, ...problemResponses('NotFound', ...everywhere) }
}

/** `POST /acceptance/v1/invitations/{id}/revoke`. */
export const revokeInvitation = {
  ...common,
  operationId: 'revokeInvitation',
  summary: 'Revoke an invitation',
  description: 'The link stops working. An invitation that was accepted or declined before stays so.',
  params: invitationParams,
  response: {
    200: invitationSchema,
    ...problemResponses('NotFound', 'InvitationEnded', 'RequestIdReused', 'ResponseNotRepeatable', ...everywhere)
  }
}

/** `POST /acceptance/v1/invitations/{id}/resend`. */
export const resendInvitation = {
  ...common,
  operationId: 'resendInvitation',
  summary: 'Make a new link for an invitation',
  description:
    'The previous link stops working. The new one is valid for as long as the first one was. The body is optional.',
  params: invitationParams,
  body: resendSchema,
  response: {
    200: issuedSchema,
    ...problemResponses(
      'PropertyInvalid',
      'NotFound',
      'InvitationEnded',
      'InvitationOutdated',
      'DirectAcceptanceNotAvailable',
      'DirectlyAcceptedAlready',
      'RequestIdReused',
      'ResponseNotRepeatable',
      'MailNotConfigured',
      ...everywhere
    )
  }
}
