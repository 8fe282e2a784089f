import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type { StoredState, Target } from '../domain/order-gate/classify-transaction.js'
import { Overloaded } from '../errors/unavailable.js'
import { parseGuid } from '../domain/guid.js'
import type { ErrorName } from '../errors/catalogue.js'
import { ApiError } from '../errors/api-error.js'
import { logApiError, toApiError } from '../http/error-handler.js'
import type { Caller } from '../http/authentication.js'
import { authorize, type AuthorizationOptions } from '../http/authorization.js'
import { customerIdOf } from '../http/customer-id.js'
import { installJsonBody } from '../http/json-body.js'
import { installProblems, presentProblem } from '../http/problem.js'
import { parameter } from '../http/query.js'
import type { OrderGate } from './check-order-gate.js'
import { forecast, type ForecastOptions } from './forecast.js'
import { decideMany, boundLookups } from './many-questions.js'
import { presentDecision } from './present-decision.js'
import { givenTransaction, readInstant, requestedTransaction, type StateLookup } from './read-question.js'
import type { OrderGateRepository } from './repository.js'
import {
  askOrderGate,
  askOrderGateMany,
  getOrderGateDecision,
  getOrderGateForecast,
  type QuestionBody
} from './schemas.js'

/** What the routes of the order gate are built from. */
export interface OrderGateRoutesOptions extends AuthorizationOptions, ForecastOptions {
  readonly orderGate: Pick<OrderGateRepository, 'find'>
  readonly gate: OrderGate
  /** Looks up what a request names only by id. `authorization` is the caller's own header. */
  readonly lookup: (caller: Caller, target: Target, authorization: string | undefined) => Promise<StoredState>
  readonly clock: () => Date
}

/** The order gate's API: decide, explain, forecast. Microsoft has no such API, so its errors are RFC 9457 problems. */
export const orderGateRoutes: FastifyPluginAsyncTypebox<OrderGateRoutesOptions> = async (app, options) => {
  installJsonBody(app)
  installProblems(app)
  app.addHook('onRequest', (request, _reply, done) => {
    authorize(request.caller, 'askOrderGate', options)
    done()
  })

  const lookupOf =
    ({ caller, headers }: FastifyRequest): StateLookup =>
      target =>
        options.lookup(caller, target, headers.authorization)

  async function ask ({ caller }: FastifyRequest, customerId: string, body: QuestionBody, lookup: StateLookup) {
    const at = readInstant('at', body.at, options.clock())
    // A question with `transaction` needs no look-up, so it must not wait for one.
    const transaction = givenTransaction(body) ?? await requestedTransaction(customerId, body, lookup)
    const decided = await options.gate.ask({
      caller,
      customerId,
      channel: body.channel ?? 'api',
      transaction,
      at,
      isTimeChosen: body.at !== undefined
    })
    if (decided === undefined) throw new ApiError('NoCustomerRelationship')
    return presentDecision(decided)
  }

  app.post('/customers/:customerId/decisions', { schema: askOrderGate }, request =>
    ask(request, customerIdOf(request.params), request.body, lookupOf(request))
  )

  app.post('/decisions', { schema: askOrderGateMany, bodyLimit: 1024 * 1024 }, async request => {
    const logged = new Set<ErrorName>()
    const lookup = boundLookups(lookupOf(request))
    const decisions = await decideMany(request.body.questions, async ({ customerId, ...question }) => {
      try {
        return { customerId, ...await ask(request, customerIdOf({ customerId }), question, lookup) }
      } catch (error) {
        const apiError = toApiError(error)
        const { name } = apiError
        // These errors concern every question of the request. A look-up that takes too long concerns only its own.
        if (name === 'UnexpectedError' || name === 'TemporarilyUnavailable' || error instanceof Overloaded) throw error
        // Logged once per request: the response is a 200, so only the log shows that Partner Center cannot be reached.
        if (!logged.has(name)) logApiError(request, apiError)
        logged.add(name)
        return { customerId, problem: presentProblem(apiError) }
      }
    })
    return { decisions }
  })

  app.get('/decisions/:decisionId', { schema: getOrderGateDecision }, async request => {
    const decisionId = parseGuid(request.params.decisionId)
    const recorded =
      decisionId === undefined ? undefined : await options.orderGate.find(request.caller.partner.partnerId, decisionId)
    if (recorded === undefined) throw new ApiError('NotFound')
    const { customerId, requestId, correlationId, facts, decidedAt: at, decision } = recorded
    return {
      decision: presentDecision({ decisionId: recorded.decisionId, at, decision }),
      customerId,
      requestId,
      correlationId,
      facts
    }
  })

  app.get('/forecast', { schema: getOrderGateForecast }, async (request, reply) => {
    const format = request.headers.accept?.includes('text/csv') === true ? 'csv' : 'ndjson'
    const at = readInstant('at', parameter(request.query, 'at'), options.clock())
    const after = readAfter(parameter(request.query, 'after'))
    const limit = readLimit(parameter(request.query, 'limit'))
    reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
    return await reply.send(forecast({ caller: request.caller, at, after, limit, format }, options))
  })
}

function readAfter (text: string | undefined): string | undefined {
  const after = text === undefined ? undefined : parseGuid(text)
  if (text !== undefined && after === undefined) {
    throw new ApiError('PropertyInvalid', {
      parameters: { property: 'after', problem: 'must be a customer id (a GUID)' }
    })
  }
  return after
}

function readLimit (text: string | undefined): number {
  if (text === undefined) return Infinity
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new ApiError('PropertyInvalid', {
      parameters: { property: 'limit', problem: 'must be a whole number from 1 to 999999999' }
    })
  }
  return Number(text)
}
