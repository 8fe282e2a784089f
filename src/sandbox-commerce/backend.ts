import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { parseGuid } from '../domain/guid.js'
import type { StoredState, Target } from '../domain/classify-transaction.js'
import { Fault } from '../errors/fault.js'
import { sendNotices } from '../http/notices.js'
import type { NewId } from '../http/request-ids.js'
import type { PreparedCall, TransactionBackend, TransactionCall } from '../transactions/transaction-backend.js'
import { carryOut } from './carry-out.js'
import { isExpired } from './check-out-cart.js'
import { listOrders, listSubscriptions } from './filter-lists.js'
import { etagOf, presentCart, presentOrder, presentSubscription } from './present.js'
import type { AnsweredRequest, SandboxCommerceRepository } from './repository.js'
import type { Answer, Kind, Stored } from './resources.js'

/** Marks an answer as the sandbox's: nothing was ordered anywhere. */
export const sandboxHeader = 'Partner-Agreements-Sandbox'

/** The sandbox's own orders, subscriptions and carts in the place of Partner Center's. */
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
    prepare: async call => call.operation.method === 'GET' ? await prepareRead(call, repository) : await prepareWrite(call, repository, newId)
  }
}

async function prepareRead (call: TransactionCall, repository: SandboxCommerceRepository): Promise<PreparedCall> {
  const { customerId, caller: { partner: { partnerId } }, request: { query } } = call
  return { perform: async reply => send(reply, { status: 200, body: JSON.stringify(await read()) }) }

  async function read () {
    const { name } = call.operation
    if (name === 'getOrders') return listOrders(await repository.list(partnerId, customerId, 'order'), query, customerId)
    if (name === 'getSubscriptions') return listSubscriptions(await repository.list(partnerId, customerId, 'subscription'), query, customerId)
    if (name === 'getOrder') return presentOrder(await find(call, repository, 'order'))
    if (name === 'getSubscription') return presentSubscription(await find(call, repository, 'subscription'))
    return presentCart(await find(call, repository, 'cart'))
  }
}

async function prepareWrite (call: TransactionCall, repository: SandboxCommerceRepository, newId: NewId): Promise<PreparedCall> {
  const { caller: { partner: { partnerId } }, customerId, at, operation: { name } } = call
  const request = requestOf(call)
  const earlier = await repository.answered(partnerId, request.requestId)
  if (earlier !== undefined) return answeredBefore(earlier, request, repository)
  const kind = subjects[name]
  const found = kind && await find(call, repository, kind)
  if (name === 'checkoutCart' && found?.kind === 'cart') {
    const { checkedOut } = (found as Stored<'cart'>).content
    if (checkedOut !== undefined) return repeated(checkedOut, repository)
  }
  if (found !== undefined) checkIfMatch(call, found)
  const owned = name === 'createOrder' || name === 'updateOrder' ? await repository.list(partnerId, customerId, 'subscription') : []

  return {
    state: found === undefined ? {} : stateOf(found),
    async perform (reply, isPurchase) {
      const { created, changed, answer, notices = [] } = carryOut(call, found, owned, newId)
      const isDone = await repository.commit({ partnerId, customerId, at, created, changed, isPurchase, request: { ...request, answer } })
      if (!isDone) return 'moved'
      sendNotices(reply, notices)
      return send(reply, answer)
    }
  }
}

function requestOf ({ request, path }: TransactionCall): Omit<AnsweredRequest, 'answer'> {
  const bodySha256 = request.bodySha256 ?? createHash('sha256').digest()
  return { requestId: parseGuid(request.requestId) as string, subject: `${request.method} ${path}`, bodySha256 }
}

function answeredBefore (earlier: AnsweredRequest, request: Omit<AnsweredRequest, 'answer'>, repository: SandboxCommerceRepository): PreparedCall {
  if (earlier.subject !== request.subject || !earlier.bodySha256.equals(request.bodySha256)) throw new Fault('RequestIdReused')
  return repeated(earlier.answer, repository)
}

function repeated (answer: Answer, repository: SandboxCommerceRepository): PreparedCall {
  return {
    async perform (reply) {
      await repository.awaitDurability()
      return send(reply, answer)
    }
  }
}

/** What each write is about; absent for those that make something new. */
const subjects: Readonly<Partial<Record<TransactionCall['operation']['name'], Kind>>> = {
  updateOrder: 'order',
  updateCart: 'cart',
  checkoutCart: 'cart',
  updateSubscription: 'subscription',
  upgradeSubscription: 'subscription',
  transitionSubscription: 'subscription',
  convertSubscription: 'subscription'
}

async function find<Of extends Kind> ({ caller, customerId, resourceId, at }: TransactionCall, repository: SandboxCommerceRepository, kind: Of): Promise<Stored<Of>> {
  const id = parseGuid(resourceId)
  const found = id && await repository.find(caller.partner.partnerId, customerId, kind, id)
  if (!found || (found.kind === 'cart' && isExpired(found as Stored<'cart'>, at))) throw new Fault('NotFound')
  return found
}

/** Partner Center takes an ETag in double quotes and does without one. */
function checkIfMatch ({ request }: TransactionCall, found: Stored): void {
  const given = request.headers['if-match']
  if (given === undefined || given.trim() === '' || given.trim() === '*') return
  const tags = given.split(',').map(tag => tag.trim().replace(/^"(.*)"$/, '$1'))
  if (!tags.includes(etagOf(found))) throw new Fault('ETagNotValid')
}

function kindOf (target: Target): Kind | undefined {
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

function stateOf (found: Stored): StoredState {
  if (found.kind === 'subscription') return { subscription: (found as Stored<'subscription'>).content }
  if (found.kind === 'order') {
    const { billingCycle, lines } = (found as Stored<'order'>).content
    return { order: { billingCycle, lines: lines.map(({ lineItemNumber: line, offerId: product, quantity }) => ({ line, product, quantity })) } }
  }
  const { lines } = (found as Stored<'cart'>).content
  return { cart: { lines: lines.flatMap(line => [line, ...line.addonItems]).map(({ id: line, catalogItemId: product, quantity }) => ({ line, product, quantity })) } }
}

function send (reply: FastifyReply, { status, body }: Answer): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send(body)
}
