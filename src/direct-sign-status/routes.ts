import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Fault } from '../errors/fault.js'
import { authorizeAgreements, type AuthorizationOptions } from '../http/authorization.js'
import { customerIdOf } from '../http/customer-id.js'
import type { DirectSignStatusRepository } from './repository.js'
import { getDirectSignedStatus } from './schemas.js'

/** What the routes need. */
export interface DirectSignStatusOptions extends AuthorizationOptions {
  readonly directSignStatus: DirectSignStatusRepository
}

/** `GET /customers/{id}/directSignedMicrosoftCustomerAgreementStatus`. */
export const directSignStatusRoutes: FastifyPluginAsyncTypebox<DirectSignStatusOptions> = async (app, options) => {
  app.get('/customers/:customerId/directSignedMicrosoftCustomerAgreementStatus', { schema: getDirectSignedStatus }, async request => {
    authorizeAgreements(request.caller, options)
    const isSigned = await options.directSignStatus.isSigned(request.caller.partner.partnerId, customerIdOf(request.params))
    if (isSigned === undefined) throw new Fault('NoCustomerRelationship')
    return { isSigned }
  })
}
