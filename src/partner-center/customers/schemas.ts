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

/** The body of a creation, after its names were matched in any letter case and nulls left out. */
export const newCustomerSchema = Type.Object(
  {
    companyProfile: Type.Object({
      domain: Type.String({
        maxLength: 253,
        description: "The new tenant's first domain; everywhere only one customer has it."
      }),
      companyName: optional({ description: "Ignored: the billing profile's counts." }),
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
        { description: "The first administrator's. In the first answer to a creation, and never again." }
      )
    ),
    associatedPartnerId: Type.Optional(Type.String()),
    links: Type.Optional(links),
    attributes: attributes('Customer')
  },
  { $id: 'Customer', title: 'Customer', examples: [customerExample] }
)

/** A customer on the wire. */
export type CustomerResource = Static<typeof customerSchema>

const pageLink = Type.Object({
  uri: Type.String(),
  method: Type.Literal('GET'),
  headers: Type.Array(Type.Object({ key: Type.String(), value: Type.String() }))
})

const customerCollectionSchema = Type.Object({
  totalCount: Type.Integer({ minimum: 0, description: 'Of this page.' }),
  items: Type.Array(customerSchema),
  links: Type.Object({ self: pageLink, next: Type.Optional(pageLink) }),
  attributes: attributes('Collection')
}, { $id: 'CustomerCollection', title: 'CustomerCollection' })

/** A page of customers on the wire. */
export type CustomerCollectionResource = Static<typeof customerCollectionSchema>

const relationshipRequestSchema = Type.Object({
  url: Type.String(),
  attributes: attributes('RelationshipRequest')
}, { $id: 'RelationshipRequest', title: 'RelationshipRequest' })

const withNotices = (schema: TObject, description: string) => ({
  ...schema,
  description,
  headers: { [noticeHeader]: Type.String({ description: 'What was left out or not done, in words.' }) }
})

const shared = { tags: ['Customers'], security: [{ bearer: [] }] }

/** `POST /v1/customers` for validation, types and OpenAPI. */
export const createCustomer = {
  ...shared,
  operationId: 'createCustomer',
  summary: 'Create a customer',
  description:
    "In the sandbox: a customer with its tenant, a reselling relationship, and an administrator who can sign in. Repeating the request with the same `MS-RequestId` and body gets the first answer without `userCredentials`. In production the request goes on to Partner Center, which judges it alone, and the answer is Partner Center's own; the customer that it creates is registered here. Without `PARTNER_CENTER_URL` it is refused.",
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
  description: 'Those that are registered here, in pages: follow `links.next` with the header that it names.',
  querystring: Type.Object({
    size: Type.Optional(
      Type.String({ description: 'Customers a page; 500 is the most, and the default.', examples: ['40'] })
    ),
    seekOperation: Type.Optional(Type.String({ description: '`Next`, with the header.', examples: ['Next'] })),
    filter: Type.Optional(Type.String({ description: 'Refused: not supported here.' }))
  }),
  headers: Type.Object({ 'ms-continuationtoken': Type.Optional(Type.String({ description: 'Of `links.next`.' })) }),
  response: { 200: customerCollectionSchema, ...transactionErrorResponses('PropertyInvalid', 'RoleNotAllowed') }
} as const

/** `GET /v1/customers/{id}` for validation, types and OpenAPI. */
export const getCustomer = {
  ...shared,
  operationId: 'getCustomer',
  summary: 'Get a customer',
  description: 'The billing profile is shown to the partner that created the customer alone.',
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
  description: 'Where a customer accepts a reselling relationship with the caller, and the agreement.',
  querystring: Type.Object({
    indirectCloudSolutionProviderId: Type.Optional(Type.String({ description: "The caller's own tenant." })),
    indirectResellerId: Type.Optional(
      Type.String({ description: "Tenant of one of the caller's indirect resellers." })
    ),
    dualRoleIndirectRelationship: Type.Optional(Type.String({ description: '`true` or `false`.' }))
  }),
  response: { 200: relationshipRequestSchema, ...errorResponses('PropertyInvalid', 'RoleNotAllowed') }
} as const
