import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Environment } from '../domain/programme.js'
import { Fault } from '../errors/fault.js'
import type { Forwarder } from '../forwarding/forwarder.js'
import { authorizeCustomers, authorizeRelationshipRequests, authorizeTransactions, type AuthorizationOptions } from '../http/authorization.js'
import { customerIdOf } from '../http/customer-id.js'
import { installJsonBody } from '../http/json-body.js'
import { sendNotices } from '../http/notices.js'
import { createCustomerIn, type CustomerCreation } from './create-customer.js'
import { presentPage, readPage } from './customer-pages.js'
import { forwardCreation } from './forward-creation.js'
import { presentCustomer } from './present-customer.js'
import { withCustomerNames } from './read-customer.js'
import { relationshipRequestUrl } from './relationship-request.js'
import { createCustomer, getCustomer, getCustomers, getRelationshipRequest, type NewCustomerBody } from './schemas.js'

/** What the routes need. */
export interface CustomerOptions extends AuthorizationOptions, CustomerCreation {
  /** Customers are created in the sandbox alone: a tenant is Microsoft's to make. */
  readonly environment: Environment
  /** Where creations go on to in production; absent: nowhere. */
  readonly partnerCenter?: Forwarder
  readonly publicUrl: () => string
}

/** `POST` and `GET /customers`, `GET /customers/{id}` and `/customers/relationshiprequests`. */
export const customerRoutes: FastifyPluginAsyncTypebox<CustomerOptions> = async (app, options) => {
  const { customers, publicUrl, partnerCenter } = options
  installJsonBody(app)
  await partnerCenter?.install(app)

  app.post('/customers', {
    schema: createCustomer,
    // What is forwarded is Partner Center's to judge.
    attachValidation: true,
    onRequest: async request => {
      authorizeTransactions(request.caller, options)
      if (options.environment !== 'sandbox' && partnerCenter === undefined) throw new Fault('CustomerCreationNotForwarded')
    },
    preValidation: async request => { request.body = withCustomerNames(request.body) as NewCustomerBody }
  }, async (request, reply) => {
    if (partnerCenter !== undefined) return forwardCreation(request, reply, { ...options, partnerCenter })
    if (request.validationError !== undefined) throw request.validationError
    const created = await createCustomerIn(request, options)
    if (created.userCredentials === undefined) sendNotices(reply, ['created by an earlier request of this MS-RequestId; userCredentials are shown once'])
    return await reply.code(201).header('cache-control', 'no-store').send(created)
  })

  app.get('/customers', { schema: getCustomers }, async request => {
    authorizeTransactions(request.caller, options)
    const page = readPage(request.query, request.headers)
    return presentPage(await customers.list(request.caller.partner.partnerId, page.after, page.size + 1), page)
  })

  app.get('/customers/:customerId', { schema: getCustomer }, async request => {
    authorizeCustomers(request.caller, options)
    const customer = await customers.find(request.caller.partner.partnerId, customerIdOf(request.params))
    if (customer === undefined) throw new Fault('NoCustomerRelationship')
    return presentCustomer(customer)
  })

  app.get('/customers/relationshiprequests', { schema: getRelationshipRequest }, async request => {
    authorizeRelationshipRequests(request.caller, options)
    const { partnerId } = request.caller.partner
    const url = await relationshipRequestUrl(request.query, { partnerId, publicUrl: publicUrl(), isReseller: (...ids) => customers.isReseller(...ids) })
    return { url, attributes: { objectType: 'RelationshipRequest' as const } }
  })
}
