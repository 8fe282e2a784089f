import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ApiError } from '../../errors/api-error.js'
import { authorize, type AuthorizationOptions } from '../../http/authorization.js'
import { customerIdOf } from '../../http/customer-id.js'
import { installJsonBody } from '../../http/json-body.js'
import { memberNames } from '../../http/member-names.js'
import type { CustomerCreation } from './customer-creation.js'
import { presentPage, readPage } from './customer-pages.js'
import { presentCustomer } from './present-customer.js'
import { relationshipRequestUrl } from './relationship-request.js'
import type { CustomerRepository } from './repository.js'
import {
  createCustomer,
  getCustomer,
  getCustomers,
  getRelationshipRequest,
  newCustomerSchema,
  type NewCustomerBody
} from './schemas.js'

const withNames = memberNames(newCustomerSchema)

/** What the routes need. */
export interface CustomerOptions extends AuthorizationOptions {
  readonly customers: CustomerRepository
  /** Without it customers cannot be created. */
  readonly customerCreation?: CustomerCreation
  readonly publicUrl: string
}

/** The routes `POST /customers`, `GET /customers`, `GET /customers/{id}` and `GET /customers/relationshiprequests`. */
export const customerRoutes: FastifyPluginAsyncTypebox<CustomerOptions> = async (app, options) => {
  const { customers, publicUrl, customerCreation } = options
  installJsonBody(app)
  await customerCreation?.install?.(app)

  app.post('/customers', {
    schema: createCustomer,
    // Errors are attached and not thrown: Partner Center validates the bodies that are forwarded to it.
    attachValidation: true,
    onRequest: async request => {
      authorize(request.caller, 'createCustomer', options)
      if (customerCreation === undefined) throw new ApiError('CustomerCreationNotForwarded')
    },
    preValidation: async request => { request.body = withNames(request.body) as NewCustomerBody }
  }, async (request, reply) => await customerCreation?.create(request, reply))

  app.get('/customers', { schema: getCustomers }, async request => {
    authorize(request.caller, 'listCustomers', options)
    const page = readPage(request.query, request.headers)
    return presentPage(await customers.list(request.caller.partner.partnerId, page.after, page.size + 1), page)
  })

  app.get('/customers/:customerId', { schema: getCustomer }, async request => {
    authorize(request.caller, 'readCustomer', options)
    const customer = await customers.find(request.caller.partner.partnerId, customerIdOf(request.params))
    if (customer === undefined) throw new ApiError('NoCustomerRelationship')
    return presentCustomer(customer)
  })

  app.get('/customers/relationshiprequests', { schema: getRelationshipRequest }, async request => {
    authorize(request.caller, 'requestRelationship', options)
    const { partnerId } = request.caller.partner
    const url = await relationshipRequestUrl(request.query, {
      partnerId,
      publicUrl,
      isReseller: (...ids) => customers.isReseller(...ids)
    })
    return { url, attributes: { objectType: 'RelationshipRequest' as const } }
  })
}
