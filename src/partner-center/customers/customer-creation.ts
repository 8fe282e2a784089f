import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { NewCustomerBody } from './schemas.js'

/** A request of `POST /customers`, its names in camelCase. Its body may violate the schema: `validationError` says so. */
export type CreationRequest = FastifyRequest<{ Body: NewCustomerBody }>

/** Creates customers: a tenant is Microsoft's to make, so this is Partner Center, or the sandbox. */
export interface CustomerCreation {
  /** Registers what it needs in the scope of the routes. */
  install? (app: FastifyInstance): Promise<void>
  /** Creates the customer of an authorized request, and sends the response. Throws what it rejects the request with. */
  create (request: CreationRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply>
}
