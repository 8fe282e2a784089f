import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { acceptanceStates, type AcceptanceState } from '../../domain/acceptance/acceptance-status.js'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { authorize, type AuthorizationOptions } from '../../http/authorization.js'
import { customerIdOf } from '../../http/customer-id.js'
import { installProblems } from '../../http/problem.js'
import { parameter } from '../../http/query.js'
import type { ClassPosition } from '../../records/customers.js'
import { statusCsv, statusOf, statusPage, type StatusOptions } from './list-statuses.js'
import { getAcceptanceStatus, getAcceptanceStatuses } from './schemas.js'

/** What the routes are built from. */
export interface AcceptanceStatusRoutesOptions extends AuthorizationOptions, StatusOptions {}

/** The acceptance status of customers. Microsoft has no such API, so its errors are RFC 9457 problems. */
export const acceptanceStatusRoutes: FastifyPluginAsyncTypebox<AcceptanceStatusRoutesOptions> = async (
  app,
  options
) => {
  installProblems(app)
  app.addHook('onRequest', async request => authorize(request.caller, 'readAcceptanceStatus', options))

  app.get('/customers/:customerId/status', { schema: getAcceptanceStatus }, async request => {
    const status = await statusOf(request.caller, customerIdOf(request.params), options)
    if (status === undefined) throw new ApiError('NoCustomerRelationship')
    return status
  })

  app.get('/status', { schema: getAcceptanceStatuses }, async (request, reply) => {
    const { query, caller } = request
    const state = readState(parameter(query, 'state'))
    const question = { caller, state, after: readCursor(parameter(query, 'cursor')) }
    const limit = readLimit(parameter(request.query, 'limit'))
    if (request.headers.accept?.includes('text/csv') !== true) return await statusPage(question, limit, options)
    return await reply.type('text/csv; charset=utf-8').send(statusCsv(question, options))
  })
}

function readState (text: string | undefined): AcceptanceState | undefined {
  const state = acceptanceStates.find(one => one.toLowerCase() === text?.toLowerCase())
  if (text !== undefined && state === undefined) {
    throw invalid('state', `must be one of: ${acceptanceStates.join(', ')}`)
  }
  return state
}

/** Reads `nextCursor`, or the id of a customer. */
function readCursor (text: string | undefined): ClassPosition | undefined {
  if (text === undefined) return undefined
  const [, expiry = '0', id = ''] = /^(?:(\d{1,17})_)?([^_]+)$/.exec(text) ?? []
  const customerId = parseGuid(id)
  if (customerId === undefined) throw invalid('cursor', 'must be the nextCursor of a page')
  return { expiry: BigInt(expiry), customerId }
}

function readLimit (text: string | undefined): number {
  if (text === undefined) return 100
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > 500) throw invalid('limit', 'must be a whole number from 1 to 500')
  return limit
}

function invalid (property: string, problem: string): ApiError {
  return new ApiError('PropertyInvalid', { parameters: { property, problem } })
}
