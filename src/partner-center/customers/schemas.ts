import Type, { type Static, type TObject } from 'typebox'
import { errorResponses, transactionErrorResponses } from '../../errors/responses.js'
import { customerIdParams } from '../../http/customer-id.js'
import { noticeHeader } from '../../http/notices.js'
import { addressExample, customerExample, newCustomerExample } from './schema-examples.js'

const text = (options: object = {}) => Type.String({ maxLength: 256, ...options })
const optional = (options: object = {}) => Type.Optional(text(options))

const addressSchema = Type.Object({
  country: text({ description: 'ISO 3166-1 alpha-2.' }),
  region: optional(),
  city: text(),
  state: optional(),
  addressLine1: text(),
  addressLine2: optional(),
  postalCode: optional(),
  firstName: optional(),
  middleName: optional(),
  lastName: optional(),
  phoneNumber: optional({ description: 'Required in some countries.' })
}, { $id: 'Address', title: 'Address', examples: [addressExample] })

/** The body of a creation, with names in our spelling and without nulls. */
export const newCustomerSchema = Type.Object(
  {
    companyProfile: Type.Object({
      domain: Type.String({
        maxLength: 253,
        description: "The new tenant's first domain. No other customer may have it."
      }),
      companyName: optional({ description: 'Ignored. The name in the billing profile counts.' }),
      organizationRegistrationNumber: optional({ description: 'Required in some countries.' })
    }),
    billingProfile: Type.Object({
      email: Type.String({ maxLength: 254 }),
      culture: Type.String({ maxLength: 35, examples: ['en-US'] }),
      language: Type.String({ maxLength: 35, examples: ['en'] }),
      companyName: text(),
      firstName: optional(),
      lastName: optional(),
      defaultAddress: addressSchema
    }),
    associatedPartnerId: optional({
      description: 'Tenant of the indirect reseller through whom an indirect provider sells.'
    })
  },
  { $id: 'NewCustomer', title: 'NewCustomer', examples: [newCustomerExample] }
)

/** {@link newCustomerSchema} as a type. */
export type NewCustomerBody = Static<typeof newCustomerSchema>

const attributes = (objectType: string) => Type.Object({ objectType: Type.Literal(objectType) })
const links = Type.Object({
  self: Type.Object({ uri: Type.String(), method: Type.Literal('GET'), headers: Type.Array(Type.String()) })
})

const companyProfileSchema = Type.Object({
  tenantId: Type.String(),
  domain: Type.Optional(Type.String({ description: 'Absent for customers that were registered without one.' })),
  companyName: Type.String(),
  organizationRegistrationNumber: Type.Optional(Type.String()),
  links: Type.Optional(links),
  attributes: attributes('CustomerCompanyProfile')
}, { $id: 'CustomerCompanyProfile', title: 'CustomerCompanyProfile' })

const billingProfileSchema = Type.Object({
  id: Type.String(),
  firstName: Type.Optional(Type.String()),
  lastName: Type.Optional(Type.String()),
  email: Type.String(),
  culture: Type.String(),
  language: Type.String(),
  companyName: Type.String(),
  defaultAddress: addressSchema,
  attributes: attributes('CustomerBillingProfile')
}, { $id: 'CustomerBillingProfile', title: 'CustomerBillingProfile' })

const customerSchema = Type.Object(
  {
    id: Type.String({ description: "GUID of the customer's tenant." }),
    commerceId: Type.Optional(Type.String()),
    companyProfile: companyProfileSchema,
    billingProfile: Type.Optional(billingProfileSchema),
    relationshipToPartner: Type.Literal('reseller'),
    allowDelegatedAccess: Type.Optional(Type.Boolean()),
    userCredentials: Type.Optional(
      Type.Object(
        { userName: Type.String(), password: Type.String() },
        { description: "The first administrator's. Only the first response to a creation contains them." }
      )
    ),
    associatedPartnerId: Type.Optional(Type.String()),
    links: Type.Optional(links),
    attributes: attributes('Customer')
  },
  { $id: 'Customer', title: 'Customer', examples: [customerExample] }
)

/** A customer in a response. */
export type CustomerResource = Static<typeof customerSchema>

const pageLink = Type.Object({
  uri: Type.String(),
  method: Type.Literal('GET'),
  headers: Type.Array(Type.Object({ key: Type.String(), value: Type.String() }))
})

const customerCollectionSchema = Type.Object({
  totalCount: Type.Integer({ minimum: 0, description: 'The number of customers in this page.' }),
  items: Type.Array(customerSchema),
  links: Type.Object({ self: pageLink, next: Type.Optional(pageLink) }),
  attributes: attributes('Collection')
}, { $id: 'CustomerCollection', title: 'CustomerCollection' })

/** A page of customers in a response. */
export type CustomerCollectionResource = Static<typeof customerCollectionSchema>

const relationshipRequestSchema = Type.Object({
  url: Type.String(),
  attributes: attributes('RelationshipRequest')
}, { $id: 'RelationshipRequest', title: 'RelationshipRequest' })

const withNotices = (schema: TObject, description: string) => ({
  ...schema,
  description,
  headers: { [noticeHeader]: Type.String({ description: 'What was left out or not done, as text.' }) }
})

const shared = { tags: ['Customers'], security: [{ bearer: [] }] }

/** `POST /v1/customers` for validation, types and OpenAPI. */
export const createCustomer = {
  ...shared,
  operationId: 'createCustomer',
  summary: 'Create a customer',
  description:
    'In the sandbox: a customer with its tenant, a reselling relationship, and an administrator who can sign in. ' +
      'A repeated request with the same `MS-RequestId` and body gets the first response without ' +
      '`userCredentials`. In production the request is forwarded to Partner Center, which validates it and creates ' +
      'the customer; the customer is then registered here. Without `PARTNER_CENTER_URL` the request is rejected.',
  body: newCustomerSchema,
  response: {
    201: withNotices(customerSchema, 'Created'),
    ...transactionErrorResponses(
      'PropertyMissing',
      'PropertyInvalid',
      'OrganizationRegistrationMissing',
      'CustomerPhoneNumberMissing',
      'AppOnlyNotSupported',
      'RoleNotAllowed',
      'CustomerDomainTaken',
      'RequestIdReused',
      'CustomerCreationNotForwarded',
      'PartnerCenterUnreachable',
      'PartnerCenterTimeout',
      'PartnerCenterAnswerLost',
      'PartnerCenterAnswerLate'
    )
  }
} as const

/** `GET /v1/customers` for validation, types and OpenAPI. */
export const getCustomers = {
  ...shared,
  operationId: 'getCustomers',
  summary: "List the caller's customers",
  description: 'Lists the customers that are registered here, in pages. Follow `links.next` with the header in it.',
  querystring: Type.Object({
    size: Type.Optional(
      Type.String({ description: 'Customers in a page: at most 500, which is the default.', examples: ['40'] })
    ),
    seekOperation: Type.Optional(Type.String({ description: '`Next`, with the header.', examples: ['Next'] })),
    filter: Type.Optional(Type.String({ description: 'Rejected: filters are not supported.' }))
  }),
  headers: Type.Object({ 'ms-continuationtoken': Type.Optional(Type.String({ description: 'Of `links.next`.' })) }),
  response: { 200: customerCollectionSchema, ...transactionErrorResponses('PropertyInvalid', 'RoleNotAllowed') }
} as const

/** `GET /v1/customers/{id}` for validation, types and OpenAPI. */
export const getCustomer = {
  ...shared,
  operationId: 'getCustomer',
  summary: 'Get a customer',
  description: 'Only the partner that created the customer sees its billing profile.',
  params: customerIdParams,
  response: {
    200: customerSchema,
    ...transactionErrorResponses('CustomerIdNotGuid', 'AppOnlyNotSupported', 'RoleNotAllowed', 'NoCustomerRelationship')
  }
} as const

/** `GET /v1/customers/relationshiprequests` for validation, types and OpenAPI. */
export const getRelationshipRequest = {
  ...shared,
  operationId: 'getCustomerRelationshipRequest',
  summary: 'Get the URL of a relationship request',
  description: 'Returns the URL at which a customer accepts a relationship with the caller, and the agreement.',
  querystring: Type.Object({
    indirectCloudSolutionProviderId: Type.Optional(Type.String({ description: "The caller's own tenant." })),
    indirectResellerId: Type.Optional(
      Type.String({ description: "Tenant of one of the caller's indirect resellers." })
    ),
    dualRoleIndirectRelationship: Type.Optional(Type.String({ description: '`true` or `false`.' }))
  }),
  response: { 200: relationshipRequestSchema, ...errorResponses('PropertyInvalid', 'RoleNotAllowed') }
} as const
