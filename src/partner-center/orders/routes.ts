import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { targetOf } from '../../domain/order-gate/classify-transaction.js'
import { parseGuid } from '../../domain/guid.js'
import type { TransactionKind } from '../../domain/order-gate/transaction.js'
import { ApiError } from '../../errors/api-error.js'
import { authorize, type AuthorizationOptions } from '../../http/authorization.js'
import { customerIdOf } from '../../http/customer-id.js'
import { installJsonBody } from '../../http/json-body.js'
import type { OrderGate } from '../../order-gate/check-order-gate.js'
import { enforceGate } from './enforce-gate.js'
import { transactionOperations, type TransactionOperation } from './operations.js'
import { readBody } from './read-body.js'
import type { TransactionBackend, TransactionCall } from './transaction-backend.js'

/** What the routes need. */
export interface TransactionOptions extends AuthorizationOptions {
  readonly transactions: TransactionBackend
  readonly gate: OrderGate
  readonly hasRelationship: (partnerId: string, customerId: string) => Promise<boolean>
  readonly clock: () => Date
}

/** The maximum size of an order or cart, in bytes. It is enough for hundreds of lines. */
const largestBody = 256 * 1024

/** How often a call is prepared and decided again because its resources have changed meanwhile. */
const attempts = 50

/** The transactions after which a customer counts as having bought through the partner (R25). */
const purchases: readonly TransactionKind[] = ['newPurchase', 'cartCheckout', 'addOn', 'upgrade', 'conversion']

/** The routes of orders, carts and subscriptions under `/customers/{id}`: the gate decides, then the backend acts. */
export const transactionRoutes: FastifyPluginAsync<TransactionOptions> = async (app, options) => {
  installJsonBody(app, { allowEmpty: true })
  await options.transactions.install?.(app)
  for (const operation of transactionOperations) addRoute(app, operation, options)
}

function addRoute (app: FastifyInstance, operation: TransactionOperation, options: TransactionOptions): void {
  app.route({
    method: operation.method,
    url: operation.path,
    schema: operation.schema,
    bodyLimit: largestBody,
    // Before the body is read, so that callers without a relationship learn nothing about the body.
    onRequest: async request => {
      authorize(request.caller, 'placeOrders', options)
      const customerId = customerIdOf(request.params as { customerId: string })
      if (!(await options.hasRelationship(request.caller.partner.partnerId, customerId))) {
        throw new ApiError('NoCustomerRelationship')
      }
    },
    preValidation: async request => {
      if (request.bodyBytes !== null) request.body = readBody(request.body, request.bodyBytes)
    },
    handler: async (request, reply) => await answer(operation, request, reply, options)
  })
}

async function answer (
  operation: TransactionOperation,
  request: FastifyRequest,
  reply: FastifyReply,
  { transactions, gate, clock }: TransactionOptions
): Promise<FastifyReply> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const call = callOf(operation, request, clock())
    const prepared = await transactions.prepare(call)
    const transaction = prepared.state && (await enforceGate(gate, call, prepared.state, reply))
    const isPurchase = transaction?.lines.some(({ kind }) => purchases.includes(kind)) ?? false
    const answered = await prepared.perform(reply, isPurchase)
    if (answered !== 'moved') return answered
  }
  throw new ApiError('ETagNotValid')
}

function callOf (operation: TransactionOperation, request: FastifyRequest, at: Date): TransactionCall {
  const { customerId, resourceId } = idsOf(request.params as { customerId: string })
  const path = `/v1${operation.path.replace(':customerId', customerId).replace(/:\w+/, resourceId)}`
  return {
    operation,
    caller: request.caller,
    customerId,
    resourceId,
    path,
    target: targetOf({ method: request.method, path }),
    body: request.body ?? undefined,
    at,
    request
  }
}

/**
 * Reads the ids of a path in canonical spelling. An id with other characters than letters, digits, `_` and `-` is 404.
 */
function idsOf (params: { customerId: string } & Readonly<Record<string, string>>): {
  customerId: string
  resourceId: string
} {
  const { customerId, ...others } = params
  const [given] = Object.values(others)
  const resourceId = given === undefined ? '' : (parseGuid(given) ?? given)
  if (given !== undefined && !/^[\w-]{1,128}$/.test(resourceId)) throw new ApiError('NotFound')
  return { customerId: customerIdOf({ customerId }), resourceId }
}
