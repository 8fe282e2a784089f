import { parseGuid } from '../guid.js'

/** A request in Partner Center's own shape. The path begins with `/v1`, in any letter case. */
export interface TransactionRequest {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

/**
 * The resource that a request's path names. It tells the caller which stored state the classification needs. Ids are
 * percent-decoded; GUIDs are in lower case without braces.
 */
export type Target =
  | { readonly kind: 'newOrder' | 'cart', readonly customerId: string }
  | { readonly kind: 'order', readonly customerId: string, readonly orderId: string }
  | { readonly kind: 'checkout', readonly customerId: string, readonly cartId: string }
  | {
    readonly kind: 'subscription' | 'upgrade' | 'conversion',
    readonly customerId: string,
    readonly subscriptionId: string
  }

interface TargetPath {
  readonly method: string
  /** Matches the path below the customer's own; the group is the id of the resource. */
  readonly pattern: RegExp
  readonly toTarget: (customerId: string, id: string) => Target
}

const targetPaths: readonly TargetPath[] = [
  {
    method: 'POST',
    pattern: /^orders$/i,
    toTarget: customerId => ({ kind: 'newOrder', customerId })
  },
  {
    method: 'PATCH',
    pattern: /^orders\/([^/]+)$/i,
    toTarget: (customerId, orderId) => ({ kind: 'order', customerId, orderId })
  },
  {
    method: 'POST',
    pattern: /^carts$/i,
    toTarget: customerId => ({ kind: 'cart', customerId })
  },
  {
    method: 'PUT',
    pattern: /^carts\/[^/]+$/i,
    toTarget: customerId => ({ kind: 'cart', customerId })
  },
  {
    method: 'POST',
    pattern: /^carts\/([^/]+)\/checkout$/i,
    toTarget: (customerId, cartId) => ({ kind: 'checkout', customerId, cartId })
  },
  {
    method: 'PATCH',
    pattern: /^subscriptions\/([^/]+)$/i,
    toTarget: (customerId, subscriptionId) => ({ kind: 'subscription', customerId, subscriptionId })
  },
  {
    method: 'POST',
    pattern: /^subscriptions\/([^/]+)\/(?:upgrades|transitions)$/i,
    toTarget: (customerId, subscriptionId) => ({ kind: 'upgrade', customerId, subscriptionId })
  },
  {
    method: 'POST',
    pattern: /^subscriptions\/([^/]+)\/conversions$/i,
    toTarget: (customerId, subscriptionId) => ({ kind: 'conversion', customerId, subscriptionId })
  }
]

/** Returns the target of a request; `undefined` if Partner Center has no such transaction. */
export function targetOf ({ method, path }: TransactionRequest): Target | undefined {
  // The Java SDK sends `//v1` if its root URL ends with a slash.
  const [, customer, rest] = /^\/{1,2}v1\/customers\/([^/?]+)\/([^?]*?)\/?(?:\?|$)/i.exec(path) ?? []
  if (customer === undefined || rest === undefined) return undefined
  for (const target of targetPaths) {
    const match = target.method === method.toUpperCase() ? target.pattern.exec(rest) : null
    if (match !== null) return target.toTarget(decodeId(customer), decodeId(match[1] ?? ''))
  }
  return undefined
}

function decodeId (segment: string): string {
  let id = segment
  try {
    id = decodeURIComponent(segment)
  } catch {
    // Invalid percent-encoding: the segment stays as it is, and no resource has such an id.
  }
  return parseGuid(id) ?? id
}
