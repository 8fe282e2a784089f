import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ApiError } from '../../errors/api-error.js'
import { authorizeAgreements, type AuthorizationOptions } from '../../http/authorization.js'
import { customerIdOf } from '../../http/customer-id.js'
import type { DirectSignStatusRepository } from './repository.js'
import { getDirectSignedStatus } from './schemas.js'

/** The parts that the routes need. */
export interface DirectSignStatusOptions extends AuthorizationOptions {
  readonly directSignStatus: DirectSignStatusRepository
}

const path = '/customers/:customerId/directSignedMicrosoftCustomerAgreementStatus'

/** `GET /customers/{id}/directSignedMicrosoftCustomerAgreementStatus`: whether the customer accepted directly. */
export const directSignStatusRoutes: FastifyPluginAsyncTypebox<DirectSignStatusOptions> = async (app, options) => {
  app.get(path, { schema: getDirectSignedStatus }, async request => {
    authorizeAgreements(request.caller, options)
    const { partnerId } = request.caller.partner
    const isSigned = await options.directSignStatus.isSigned(partnerId, customerIdOf(request.params))
    if (isSigned === undefined) throw new ApiError('NoCustomerRelationship')
    return { isSigned }
  })
}
