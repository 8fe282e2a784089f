import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type { StoredState, Target } from '../domain/classify-transaction.js'
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
import { answerMany, boundLookups } from './many-questions.js'
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

/** What the routes need. */
export interface OrderGateRoutesOptions extends AuthorizationOptions, ForecastOptions {
  readonly orderGate: Pick<OrderGateRepository, 'find'>
  readonly gate: OrderGate
  /** What a request refers to and does not carry; `authorization` is the caller's own header. */
  readonly lookup: (caller: Caller, target: Target, authorization: string | undefined) => Promise<StoredState>
  readonly clock: () => Date
}

/** The decision API: ask before you order. Ours, not Microsoft's, so its refusals are RFC 9457 problems. */
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
    // Nothing is waited for where the question names the transaction itself: asking is to cost hardly more than reading.
    const transaction = givenTransaction(body) ?? await requestedTransaction(customerId, body, lookup)
    const answer = await options.gate.ask({
      caller,
      customerId,
      channel: body.channel ?? 'api',
      transaction,
      at,
      rehearsed: body.at !== undefined
    })
    if (answer === undefined) throw new ApiError('NoCustomerRelationship')
    return presentDecision(answer)
  }

  app.post('/customers/:customerId/decisions', { schema: askOrderGate }, request =>
    ask(request, customerIdOf(request.params), request.body, lookupOf(request))
  )

  app.post('/decisions', { schema: askOrderGateMany, bodyLimit: 1024 * 1024 }, async request => {
    const logged = new Set<ErrorName>()
    const lookup = boundLookups(lookupOf(request))
    const decisions = await answerMany(request.body.questions, async ({ customerId, ...question }) => {
      try {
        return { customerId, ...await ask(request, customerIdOf({ customerId }), question, lookup) }
      } catch (error) {
        const fault = toApiError(error)
        // An overloaded database fails all questions alike, a look-up that is out of time only its own.
        if (fault.name === 'UnexpectedError' || fault.name === 'TemporarilyUnavailable' || error instanceof Overloaded) {
          throw error
        }
        // The status is 200, so that nothing else shows a Partner Center that cannot be reached. Once for all questions.
        if (!logged.has(fault.name)) logApiError(request, fault)
        logged.add(fault.name)
        return { customerId, problem: presentProblem(fault) }
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
    throw new ApiError('PropertyInvalid', { parameters: { property: 'after', problem: 'is not a customer id' } })
  }
  return after
}

function readLimit (text: string | undefined): number {
  if (text === undefined) return Infinity
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new ApiError('PropertyInvalid', { parameters: { property: 'limit', problem: 'is not a number from 1' } })
  }
  return Number(text)
}
