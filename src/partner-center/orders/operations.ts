import type { FastifySchema } from 'fastify'
import Type, { type TSchema } from 'typebox'
import type { ErrorName } from '../../errors/catalogue.js'
import { transactionErrorResponses } from '../../errors/responses.js'
import { collectionSchema, presentCollection } from '../../http/collection.js'
import { customerIdParams } from '../../http/customer-id.js'
import { noticeHeader } from '../../http/notices.js'
import { decisionHeader } from './enforce-gate.js'
import {
  cartBodySchema,
  cartSchema,
  checkoutSchema,
  conversionBodySchema,
  conversionResultSchema,
  examples,
  orderBodySchema,
  orderSchema,
  subscriptionBodySchema,
  subscriptionSchema,
  transitionBodySchema,
  transitionSchema,
  upgradeBodySchema,
  upgradeResultSchema
} from './schemas.js'

/** A mirrored operation. */
export interface TransactionOperation {
  readonly name: OperationName
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT'
  /** Fastify's pattern, without `/v1`. */
  readonly path: string
  readonly schema: FastifySchema & Readonly<Record<string, unknown>>
}

/** The name of an operation, which is its `operationId` in OpenAPI. */
export type OperationName =
  | 'createOrder'
  | 'getOrders'
  | 'getOrder'
  | 'updateOrder'
  | 'createCart'
  | 'getCart'
  | 'updateCart'
  | 'checkoutCart'
  | 'getSubscriptions'
  | 'getSubscription'
  | 'updateSubscription'
  | 'upgradeSubscription'
  | 'transitionSubscription'
  | 'convertSubscription'

interface OperationOptions {
  readonly summary: string
  readonly description: string
  readonly body?: TSchema
  readonly query?: TSchema
  readonly status?: 200 | 201
  readonly response: TSchema
  /** Errors besides those of all operations. */
  readonly errors?: readonly ErrorName[]
}

const customer = '/customers/:customerId'
const base = `/customers/${examples.order.referenceCustomerId}`
const params = {
  orderId: Type.Object({ ...customerIdParams.properties, orderId: Type.String({ examples: [examples.order.id] }) }),
  cartId: Type.Object({ ...customerIdParams.properties, cartId: Type.String({ examples: [examples.cart.id] }) }),
  subscriptionId: Type.Object({
    ...customerIdParams.properties,
    subscriptionId: Type.String({ examples: [examples.subscription.id] })
  })
}
const filters = {
  orders: Type.Object({
    billingType: Type.Optional(
      Type.String({ description: 'The billing cycle of the orders to list.', examples: ['annual'] })
    )
  }),
  subscriptions: Type.Object({
    order_id: Type.Optional(
      Type.String({ description: 'The order whose subscriptions to list.', examples: [examples.order.id] })
    ),
    mpn_id: Type.Optional(
      Type.String({ description: 'The MPN id of the reseller whose subscriptions to list.', examples: ['1000003'] })
    )
  })
}
const everywhere: readonly ErrorName[] = [
  'CustomerIdNotGuid', 'RoleNotAllowed', 'NoCustomerRelationship', 'PartnerCenterNotConfigured',
  'PartnerCenterUnreachable', 'PartnerCenterTimeout'
]
const whereChanged: readonly ErrorName[] = [
  'PropertyMissing', 'PropertyInvalid', 'SandboxLacksProperty', 'RequestIdReused', 'PartnerCenterAnswerLost',
  'PartnerCenterAnswerLate', 'AgreementNotAccepted'
]
const gated =
  "The order gate decides first. If it blocks, the response is 403 with code 13605, the decision's id and reason in " +
    '`parameters`, and the remedies in `data`. A repeated request with the same `MS-RequestId` and body gets the ' +
    'first response again.'

function operation (
  method: TransactionOperation['method'],
  path: string,
  name: OperationName,
  { summary, description, body, query, status = 200, response, errors = [] }: OperationOptions
): TransactionOperation {
  const id = /:(\w+Id)\b/.exec(path)?.[1] as keyof typeof params | undefined
  const changes = method !== 'GET'
  const headers = {
    ...(changes
      ? {
          [decisionHeader]: Type.String({ description: "The id of the gate's decision." }),
          [noticeHeader]: Type.String({ description: 'Where the service deviated from the request.' })
        }
      : {})
  }
  return {
    name,
    method,
    path: `${customer}${path}`,
    schema: {
      operationId: name,
      tags: ['Orders'],
      summary,
      description,
      security: [{ bearer: [] }],
      params: id === undefined ? customerIdParams : params[id],
      ...(name === 'updateSubscription'
        ? {
            headers: Type.Object({
              'if-match': Type.Optional(
                Type.String({ description: 'The ETag of `attributes.etag`, in double quotes.' })
              )
            })
          }
        : {}),
      ...(body === undefined ? {} : { body }),
      ...(query === undefined ? {} : { querystring: query }),
      response: {
        [status]: { ...response, description: summary, headers },
        ...transactionErrorResponses(
          ...everywhere,
          ...(changes ? whereChanged : []),
          ...(id === undefined ? [] : ['NotFound' as const]),
          ...errors
        )
      }
    }
  }
}

/** All mirrored operations on orders, carts and subscriptions. */
export const transactionOperations: readonly TransactionOperation[] = [
  operation('POST', '/orders', 'createOrder', {
    summary: 'Order',
    description: `Each line becomes a subscription. ${gated}`,
    body: orderBodySchema,
    status: 201,
    response: orderSchema
  }),
  operation('GET', '/orders', 'getOrders', {
    summary: "Get a customer's orders",
    description: "The caller's own, oldest first.",
    query: filters.orders,
    response: collectionSchema(orderSchema, 'OrderCollection', presentCollection([examples.order], `${base}/orders`)),
    errors: ['PropertyInvalid']
  }),
  operation('GET', '/orders/:orderId', 'getOrder', {
    summary: 'Get an order',
    description: "One of the caller's own.",
    response: orderSchema
  }),
  operation('PATCH', '/orders/:orderId', 'updateOrder', {
    summary: 'Change the billing cycle of an order, or buy add-ons',
    description: `A new line with \`parentSubscriptionId\` is an add-on. ${gated}`,
    body: orderBodySchema,
    response: orderSchema,
    errors: ['ETagNotValid']
  }),
  operation('POST', '/carts', 'createCart', {
    summary: 'Create a cart',
    description: 'This is not a transaction yet: the gate decides at checkout. A cart expires after 7 days.',
    body: cartBodySchema,
    status: 201,
    response: cartSchema
  }),
  operation('GET', '/carts/:cartId', 'getCart', {
    summary: 'Get a cart',
    description: "One of the caller's own.",
    response: cartSchema
  }),
  operation('PUT', '/carts/:cartId', 'updateCart', {
    summary: 'Replace the lines of a cart',
    description: 'Possible until the cart is checked out.',
    body: cartBodySchema,
    response: cartSchema,
    errors: ['ETagNotValid']
  }),
  operation('POST', '/carts/:cartId/checkout', 'checkoutCart', {
    summary: 'Check out a cart',
    description: `Takes no body. A repeated checkout returns the same response. ${gated}`,
    status: 201,
    response: checkoutSchema,
    errors: ['ETagNotValid']
  }),
  operation('GET', '/subscriptions', 'getSubscriptions', {
    summary: "Get a customer's subscriptions",
    description: "The caller's own, oldest first.",
    query: filters.subscriptions,
    response: collectionSchema(
      subscriptionSchema,
      'SubscriptionCollection',
      presentCollection([examples.subscription], `${base}/subscriptions`)
    )
  }),
  operation('GET', '/subscriptions/:subscriptionId', 'getSubscription', {
    summary: 'Get a subscription',
    description: "One of the caller's own.",
    response: subscriptionSchema
  }),
  operation('PATCH', '/subscriptions/:subscriptionId', 'updateSubscription', {
    summary: 'Change a subscription',
    description:
      'Changes seats, term, billing, status, name and auto-renew. Send the whole resource: as in Partner Center, ' +
        `leaving out \`autoRenewEnabled\` switches it off. Seat, term and billing changes are gated. ${gated}`,
    body: subscriptionBodySchema,
    response: subscriptionSchema,
    errors: ['ETagNotValid']
  }),
  operation('POST', '/subscriptions/:subscriptionId/upgrades', 'upgradeSubscription', {
    summary: 'Upgrade a subscription',
    description: `To another offer, with all its seats. ${gated}`,
    body: upgradeBodySchema,
    response: upgradeResultSchema,
    errors: ['ETagNotValid']
  }),
  operation('POST', '/subscriptions/:subscriptionId/transitions', 'transitionSubscription', {
    summary: 'Transition a subscription',
    description: `To another catalogue item, with all its seats. ${gated}`,
    body: transitionBodySchema,
    response: transitionSchema,
    errors: ['ETagNotValid']
  }),
  operation('POST', '/subscriptions/:subscriptionId/conversions', 'convertSubscription', {
    summary: 'Convert a trial',
    description: `To a paid offer. ${gated}`,
    body: conversionBodySchema,
    response: conversionResultSchema,
    errors: ['ETagNotValid']
  })
]
