import { parseGuid } from './guid.js'

/** A request in Partner Center's own shape. The path begins with `/v1`; its letter case does not matter. */
export interface TransactionRequest {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

/**
 * What a request is about, by its path alone: what the caller has to look up before it can be classified. Ids are
 * decoded; those that are GUIDs, in whatever spelling, are lower-case bare text.
 */
export type Target =
  | { readonly kind: 'newOrder' | 'cart', readonly customerId: string }
  | { readonly kind: 'order', readonly customerId: string, readonly orderId: string }
  | { readonly kind: 'checkout', readonly customerId: string, readonly cartId: string }
  | { readonly kind: 'subscription' | 'upgrade' | 'conversion', readonly customerId: string, readonly subscriptionId: string }

const targets: ReadonlyArray<readonly [method: string, path: RegExp, toTarget: (customerId: string, id: string) => Target]> = [
  ['POST', /^orders$/i, customerId => ({ kind: 'newOrder', customerId })],
  ['PATCH', /^orders\/([^/]+)$/i, (customerId, orderId) => ({ kind: 'order', customerId, orderId })],
  ['POST', /^carts$/i, customerId => ({ kind: 'cart', customerId })],
  ['PUT', /^carts\/[^/]+$/i, customerId => ({ kind: 'cart', customerId })],
  ['POST', /^carts\/([^/]+)\/checkout$/i, (customerId, cartId) => ({ kind: 'checkout', customerId, cartId })],
  ['PATCH', /^subscriptions\/([^/]+)$/i, (customerId, subscriptionId) => ({ kind: 'subscription', customerId, subscriptionId })],
  ['POST', /^subscriptions\/([^/]+)\/(?:upgrades|transitions)$/i, (customerId, subscriptionId) => ({ kind: 'upgrade', customerId, subscriptionId })],
  ['POST', /^subscriptions\/([^/]+)\/conversions$/i, (customerId, subscriptionId) => ({ kind: 'conversion', customerId, subscriptionId })]
]

/** What a request is about; `undefined` if it is none of Partner Center's transactions. */
export function targetOf ({ method, path }: TransactionRequest): Target | undefined {
  // The Java SDK sends `//v1` where its root ends with a slash.
  const [, customer, rest] = /^\/{1,2}v1\/customers\/([^/?]+)\/([^?]*?)\/?(?:\?|$)/i.exec(path) ?? []
  if (customer === undefined || rest === undefined) return undefined
  for (const [wantedMethod, shape, toTarget] of targets) {
    const match = wantedMethod === method.toUpperCase() ? shape.exec(rest) : null
    if (match !== null) return toTarget(idOf(customer), idOf(match[1] ?? ''))
  }
  return undefined
}

function idOf (segment: string): string {
  let id = segment
  try {
    id = decodeURIComponent(segment)
  } catch {
    // Not percent-encoded: no id that is known is spelled so.
  }
  return parseGuid(id) ?? id
}
