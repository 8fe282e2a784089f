import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { NewCustomerBody } from './schemas.js'

/**
 * A request of `POST /customers` with names in camelCase. If its body violates the schema, it has a `validationError`.
 */
export type CreationRequest = FastifyRequest<{ Body: NewCustomerBody }>

/** Creates customers: Partner Center, which alone can create a tenant, or the sandbox. */
export interface CustomerCreation {
  /** Registers what it needs in the scope of the routes. */
  install? (app: FastifyInstance): Promise<void>
  /**
   * Creates the customer of an authorized request, and sends the response. Throws an ApiError to reject the request.
   */
  create (request: CreationRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply>
}
