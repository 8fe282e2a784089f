import { presentCollection } from '../http/collection.js'
import { parameter } from '../http/query.js'
import { presentOrder, presentSubscription } from './present.js'
import { readBillingCycle } from './read-values.js'
import type { Stored } from './resources.js'

/**
 * A customer's orders as a list: those of one billing cycle, where the query names one as `billingType`. Throws
 * PropertyInvalid.
 *
 * Source: Partner Center, "Get a list of orders by customer and billing cycle type".
 */
export function listOrders (orders: ReadonlyArray<Stored<'order'>>, query: unknown, customerId: string) {
  const billingCycle = readBillingCycle('billingType', parameter(query, 'billingType'), '')
  const wanted = orders.filter(({ content }) => billingCycle === '' || content.billingCycle === billingCycle)
  return presentCollection(wanted.map(presentOrder), `/customers/${customerId}/orders${searchOf(query, ['billingType'])}`)
}

/**
 * A customer's subscriptions as a list: those of one order (`order_id`), and of one reseller (`mpn_id`), where the query
 * names them.
 *
 * Source: Partner Center, "Get a list of subscriptions by order".
 */
export function listSubscriptions (subscriptions: ReadonlyArray<Stored<'subscription'>>, query: unknown, customerId: string) {
  const orderId = parameter(query, 'order_id')?.toLowerCase()
  const mpnId = parameter(query, 'mpn_id')
  const wanted = subscriptions.filter(({ content }) => (orderId === undefined || content.orderId === orderId) && (mpnId === undefined || content.partnerId === mpnId))
  return presentCollection(wanted.map(presentSubscription), `/customers/${customerId}/subscriptions${searchOf(query, ['order_id', 'mpn_id'])}`)
}

/** The query that the list's own link repeats. */
function searchOf (query: unknown, names: readonly string[]): string {
  const given = names.flatMap(name => {
    const value = parameter(query, name)
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]
  })
  return given.length === 0 ? '' : `?${given.join('&')}`
}
