import type {
  CartBody, ConversionBody, OrderBody, SubscriptionBody, TransitionBody, UpgradeBody
} from '../../partner-center/orders/schemas.js'
import type { TransactionCall } from '../../partner-center/orders/transaction-backend.js'
import {
  changeSubscription, convertSubscription, transitionSubscription, upgradeSubscription
} from './change-subscription.js'
import { checkOutCart, createCart, updateCart } from './check-out-cart.js'
import { changeOrder, placeOrder } from './place-order.js'
import { rejectUnsupportedProperties } from './read-values.js'
import type {
  OperationContext, OperationResult, SandboxCart, SandboxOrder, SandboxSubscription, StoredResource
} from './resources.js'

/**
 * Runs the operation of a call and returns what to store and to send. `found` is the resource that the path names;
 * `subscriptions` are those of the customer. The body has passed the schema of the operation.
 *
 * Throws SandboxLacksProperty, PropertyMissing and PropertyInvalid.
 */
export function runOperation (
  { operation: { name }, body = {}, customerId, at }: TransactionCall,
  found: StoredResource | undefined,
  subscriptions: readonly SandboxSubscription[],
  newId: () => string
): OperationResult {
  rejectUnsupportedProperties(body)
  const context: OperationContext = { customerId, at, newId }
  const byId = new Map(subscriptions.map(subscription => [subscription.id, subscription]))
  const order = found as SandboxOrder
  const cart = found as SandboxCart
  const subscription = found as SandboxSubscription
  switch (name) {
    case 'createOrder': return placeOrder(body as OrderBody, byId, context)
    case 'updateOrder': return changeOrder(order, body as OrderBody, byId, context)
    case 'createCart': return createCart(body as CartBody, context)
    case 'updateCart': return updateCart(cart, body as CartBody, context)
    case 'checkoutCart': return checkOutCart(cart, context)
    case 'updateSubscription': return changeSubscription(subscription, body as SubscriptionBody, context)
    case 'upgradeSubscription': return upgradeSubscription(subscription, body as UpgradeBody, context)
    case 'transitionSubscription': return transitionSubscription(subscription, body as TransitionBody, context)
    case 'convertSubscription': return convertSubscription(subscription, body as ConversionBody, context)
    case 'getOrders':
    case 'getOrder':
    case 'getCart':
    case 'getSubscriptions':
    case 'getSubscription': throw new TypeError(`${name} changes nothing`)
  }
}
