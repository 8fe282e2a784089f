import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ApiError } from '../../errors/api-error.js'
import { authorize, type AuthorizationOptions } from '../../http/authorization.js'
import { customerIdOf } from '../../http/customer-id.js'
import type { CustomerRecords } from '../../records/customers.js'
import { getDirectSignedStatus } from './schemas.js'

/** The parts that the routes need. */
export interface DirectSignStatusOptions extends AuthorizationOptions {
  readonly customerRecords: Pick<CustomerRecords, 'factsOf'>
}

const path = '/customers/:customerId/directSignedMicrosoftCustomerAgreementStatus'

/** `GET /customers/{id}/directSignedMicrosoftCustomerAgreementStatus`: whether the customer accepted directly. */
export const directSignStatusRoutes: FastifyPluginAsyncTypebox<DirectSignStatusOptions> = async (app, options) => {
  app.get(path, { schema: getDirectSignedStatus }, async request => {
    authorize(request.caller, 'readDirectAcceptance', options)
    const { partnerId } = request.caller.partner
    const facts = await options.customerRecords.factsOf(partnerId, customerIdOf(request.params))
    if (facts === undefined) throw new ApiError('NoCustomerRelationship')
    return { isSigned: facts.directAcceptances.length > 0 }
  })
}
