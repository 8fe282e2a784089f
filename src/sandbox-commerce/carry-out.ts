import type { CartBody, ConversionBody, OrderBody, SubscriptionBody, TransitionBody, UpgradeBody } from '../transactions/schemas.js'
import type { TransactionCall } from '../transactions/transaction-backend.js'
import { changeSubscription, convertSubscription, transitionSubscription, upgradeSubscription } from './change-subscription.js'
import { checkOutCart, createCart, updateCart } from './check-out-cart.js'
import { changeOrder, placeOrder } from './place-order.js'
import { refuseWhatIsNotDone } from './read-values.js'
import type { Circumstances, Outcome, Stored } from './resources.js'

/**
 * What a call comes to: the rule of its operation on what it is about and on the customer's subscriptions. Bodies have
 * passed their operation's schema. Throws SandboxLacksProperty, PropertyMissing and PropertyInvalid.
 */
export function carryOut ({ operation: { name }, body = {}, customerId, at }: TransactionCall, found: Stored | undefined, owned: ReadonlyArray<Stored<'subscription'>>, newId: () => string): Outcome {
  refuseWhatIsNotDone(body)
  const circumstances: Circumstances = { customerId, at, newId }
  const byId = new Map(owned.map(subscription => [subscription.id, subscription]))
  switch (name) {
    case 'createOrder': return placeOrder(body as OrderBody, byId, circumstances)
    case 'updateOrder': return changeOrder(found as Stored<'order'>, body as OrderBody, byId, circumstances)
    case 'createCart': return createCart(body as CartBody, circumstances)
    case 'updateCart': return updateCart(found as Stored<'cart'>, body as CartBody, circumstances)
    case 'checkoutCart': return checkOutCart(found as Stored<'cart'>, circumstances)
    case 'updateSubscription': return changeSubscription(found as Stored<'subscription'>, body as SubscriptionBody, circumstances)
    case 'upgradeSubscription': return upgradeSubscription(found as Stored<'subscription'>, body as UpgradeBody, circumstances)
    case 'transitionSubscription': return transitionSubscription(found as Stored<'subscription'>, body as TransitionBody, circumstances)
    case 'convertSubscription': return convertSubscription(found as Stored<'subscription'>, body as ConversionBody, circumstances)
    case 'getOrders':
    case 'getOrder':
    case 'getCart':
    case 'getSubscriptions':
    case 'getSubscription': throw new TypeError(`${name} changes nothing`)
  }
}
