import { presentCollection } from '../../http/collection.js'
import { parameter } from '../../http/query.js'
import { presentOrder, presentSubscription } from './present.js'
import { readBillingCycle } from './read-values.js'
import type { SandboxOrder, SandboxSubscription } from './resources.js'

/**
 * Lists a customer's orders. The parameter `billingType` selects one billing cycle. Throws PropertyInvalid for an
 * unknown one.
 *
 * Source: Partner Center, "Get a list of orders by customer and billing cycle type".
 */
export function listOrders (orders: readonly SandboxOrder[], query: unknown, customerId: string) {
  const billingCycle = readBillingCycle('billingType', parameter(query, 'billingType'), '')
  const selected = orders.filter(({ content }) => billingCycle === '' || content.billingCycle === billingCycle)
  const uri = `/customers/${customerId}/orders${queryOf(query, ['billingType'])}`
  return presentCollection(selected.map(presentOrder), uri)
}

/**
 * Lists a customer's subscriptions. The parameters `order_id` and `mpn_id` select those of one order and of one
 * reseller.
 *
 * Source: Partner Center, "Get a list of subscriptions by order".
 */
export function listSubscriptions (subscriptions: readonly SandboxSubscription[], query: unknown, customerId: string) {
  const orderId = parameter(query, 'order_id')?.toLowerCase()
  const mpnId = parameter(query, 'mpn_id')
  const selected = subscriptions
    .filter(({ content }) => orderId === undefined || content.orderId === orderId)
    .filter(({ content }) => mpnId === undefined || content.partnerId === mpnId)
  const uri = `/customers/${customerId}/subscriptions${queryOf(query, ['order_id', 'mpn_id'])}`
  return presentCollection(selected.map(presentSubscription), uri)
}

/** The query string of the list's own link: it repeats the given parameters. */
function queryOf (query: unknown, names: readonly string[]): string {
  const given = names.flatMap(name => {
    const value = parameter(query, name)
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]
  })
  return given.length === 0 ? '' : `?${given.join('&')}`
}
