import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { parseGuid } from '../../domain/guid.js'
import type { StoredState, Target } from '../../domain/order-gate/classify-transaction.js'
import { ApiError } from '../../errors/api-error.js'
import { sendNotices } from '../../http/notices.js'
import type { NewId } from '../../http/request-ids.js'
import type {
  PreparedCall,
  TransactionBackend,
  TransactionCall
} from '../../partner-center/orders/transaction-backend.js'
import { allLines, isExpired } from './check-out-cart.js'
import { listOrders, listSubscriptions } from './filter-lists.js'
import { etagOf, presentCart, presentOrder, presentSubscription } from './present.js'
import type { SandboxCommerceRepository } from './repository.js'
import type {
  CompletedRequest, ResourceKind, SandboxCart, SandboxOrder, SandboxResponse, SandboxSubscription, StoredResource
} from './resources.js'
import { runOperation } from './run-operation.js'

/** Marks a response as the sandbox's, so that no client takes it for a real order. */
export const sandboxHeader = 'Partner-Agreements-Sandbox'

/** A backend with the sandbox's own orders, subscriptions and carts instead of Partner Center's. */
export function sandboxCommerce (repository: SandboxCommerceRepository, newId: NewId): TransactionBackend {
  return {
    async install (app) {
      app.addHook('onRequest', async (_request, reply) => { reply.header(sandboxHeader, 'true') })
    },
    async lookup ({ partner }, target) {
      const kind = kindOf(target)
      const id = kind && parseGuid(idOf(target))
      const found = kind && id && await repository.find(partner.partnerId, target.customerId, kind, id)
      return found ? stateOf(found) : {}
    },
    prepare: async call => call.operation.method === 'GET'
      ? await prepareRead(call, repository)
      : await prepareWrite(call, repository, newId)
  }
}

async function prepareRead (call: TransactionCall, repository: SandboxCommerceRepository): Promise<PreparedCall> {
  return { perform: async reply => send(reply, { status: 200, body: JSON.stringify(await read(call, repository)) }) }
}

async function read (call: TransactionCall, repository: SandboxCommerceRepository) {
  const { operation: { name }, customerId, caller: { partner: { partnerId } }, request: { query } } = call
  if (name === 'getOrders') return listOrders(await repository.list(partnerId, customerId, 'order'), query, customerId)
  if (name === 'getSubscriptions') {
    return listSubscriptions(await repository.list(partnerId, customerId, 'subscription'), query, customerId)
  }
  if (name === 'getOrder') return presentOrder(await find(call, repository, 'order'))
  if (name === 'getSubscription') return presentSubscription(await find(call, repository, 'subscription'))
  return presentCart(await find(call, repository, 'cart'))
}

async function prepareWrite (
  call: TransactionCall,
  repository: SandboxCommerceRepository,
  newId: NewId
): Promise<PreparedCall> {
  const { caller: { partner: { partnerId } }, customerId, at, operation: { name } } = call
  const request = requestOf(call)
  const completed = await repository.findRequest(partnerId, request.requestId)
  if (completed !== undefined) return repeatRequest(completed, request, repository)
  const kind = changedKinds[name]
  const found = kind && await find(call, repository, kind)
  if (name === 'checkoutCart' && found?.kind === 'cart') {
    const { checkedOut } = (found as SandboxCart).content
    if (checkedOut !== undefined) return repeatResponse(checkedOut, repository)
  }
  if (found !== undefined) checkIfMatch(call, found)
  const needsSubscriptions = name === 'createOrder' || name === 'updateOrder'
  const subscriptions = needsSubscriptions ? await repository.list(partnerId, customerId, 'subscription') : []

  return {
    state: found === undefined ? {} : stateOf(found),
    async perform (reply, isPurchase) {
      const { created, changed, response, notices = [] } = runOperation(call, found, subscriptions, newId)
      const changes = { partnerId, customerId, at, created, changed, isPurchase, request: { ...request, response } }
      if (!await repository.commit(changes)) return 'moved'
      sendNotices(reply, notices)
      return send(reply, response)
    }
  }
}

function requestOf ({ request, path }: TransactionCall): Omit<CompletedRequest, 'response'> {
  const bodySha256 = request.bodySha256 ?? createHash('sha256').digest()
  return { requestId: parseGuid(request.requestId) as string, subject: `${request.method} ${path}`, bodySha256 }
}

function repeatRequest (
  completed: CompletedRequest,
  request: Omit<CompletedRequest, 'response'>,
  repository: SandboxCommerceRepository
): PreparedCall {
  const isSame = completed.subject === request.subject && completed.bodySha256.equals(request.bodySha256)
  if (!isSame) throw new ApiError('RequestIdReused')
  return repeatResponse(completed.response, repository)
}

function repeatResponse (response: SandboxResponse, repository: SandboxCommerceRepository): PreparedCall {
  return {
    async perform (reply) {
      await repository.awaitDurability()
      return send(reply, response)
    }
  }
}

/** The kind of resource that each operation changes. Operations that only create are absent. */
const changedKinds: Readonly<Partial<Record<TransactionCall['operation']['name'], ResourceKind>>> = {
  updateOrder: 'order',
  updateCart: 'cart',
  checkoutCart: 'cart',
  updateSubscription: 'subscription',
  upgradeSubscription: 'subscription',
  transitionSubscription: 'subscription',
  convertSubscription: 'subscription'
}

async function find<Kind extends ResourceKind> (
  { caller, customerId, resourceId, at }: TransactionCall,
  repository: SandboxCommerceRepository,
  kind: Kind
): Promise<StoredResource<Kind>> {
  const id = parseGuid(resourceId)
  const found = id && await repository.find(caller.partner.partnerId, customerId, kind, id)
  if (!found || (found.kind === 'cart' && isExpired(found as SandboxCart, at))) throw new ApiError('NotFound')
  return found
}

/**
 * Throws ETagNotValid if the `If-Match` header names another revision. As in Partner Center, the header is optional. An
 * ETag is accepted with and without double quotes.
 */
function checkIfMatch ({ request }: TransactionCall, found: StoredResource): void {
  const given = request.headers['if-match']
  if (given === undefined || given.trim() === '' || given.trim() === '*') return
  const tags = given.split(',').map(tag => tag.trim().replace(/^"(.*)"$/, '$1'))
  if (!tags.includes(etagOf(found))) throw new ApiError('ETagNotValid')
}

function kindOf (target: Target): ResourceKind | undefined {
  switch (target.kind) {
    case 'newOrder':
    case 'cart': return undefined
    case 'order': return 'order'
    case 'checkout': return 'cart'
    case 'subscription':
    case 'upgrade':
    case 'conversion': return 'subscription'
  }
}

function idOf (target: Target): string {
  if ('orderId' in target) return target.orderId
  if ('cartId' in target) return target.cartId
  return 'subscriptionId' in target ? target.subscriptionId : ''
}

/** The part of a resource that the order gate needs. */
function stateOf (found: StoredResource): StoredState {
  switch (found.kind) {
    case 'subscription': return { subscription: (found as SandboxSubscription).content }
    case 'order': {
      const { billingCycle, lines } = (found as SandboxOrder).content
      const orderLines = lines.map(({ lineItemNumber, offerId, quantity }) => (
        { line: lineItemNumber, product: offerId, quantity }
      ))
      return { order: { billingCycle, lines: orderLines } }
    }
    case 'cart': {
      const lines = allLines((found as SandboxCart).content).map(({ id, catalogItemId, quantity }) => (
        { line: id, product: catalogItemId, quantity }
      ))
      return { cart: { lines } }
    }
  }
}

function send (reply: FastifyReply, { status, body }: SandboxResponse): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send(body)
}
