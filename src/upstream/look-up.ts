import type { StoredState, Target } from '../domain/order-gate/classify-transaction.js'
import { ApiError } from '../errors/api-error.js'
import { noResponseError } from './no-response.js'

/** The result of a look-up: the stored state, or Partner Center's error response. */
export type LookUp = { readonly state: StoredState } | { readonly rejection: Rejection }

/** An error response (4xx) of Partner Center. */
export interface Rejection {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** How to read from Partner Center. */
export interface LookUpOptions {
  readonly url: string
  /** The headers of the request: the caller's token and the ids for tracing. */
  readonly headers: Readonly<Record<string, string>>
  /** For the whole look-up, in ms. */
  readonly timeoutMs: number
}

/**
 * Reads the subscription, order or cart that a request names, with the caller's own token. A member that the response
 * lacks counts as different from the request, so that the gate checks too many transactions rather than too few.
 *
 * Throws PartnerCenterTimeout and PartnerCenterUnreachable.
 */
export async function lookUp (target: Target, options: LookUpOptions): Promise<LookUp> {
  const path = pathOf(target)
  if (path === undefined) return { state: {} }
  const { status, headers, body } = await get(`${options.url}${path}`, options)
  if (status >= 400 && status < 500) return { rejection: { status, headers, body } }
  const resource = status === 200 ? parse(body) : undefined
  if (resource === undefined) {
    // The log contains the code of an error, but not its message.
    const cause = Object.assign(new Error('The look-up got no resource'), { code: `HTTP_${status}` })
    throw new ApiError('PartnerCenterUnreachable', { cause })
  }
  return { state: stateOf(target, resource) }
}

function pathOf (target: Target): string | undefined {
  const customer = `/v1/customers/${target.customerId}`
  if ('orderId' in target) return `${customer}/orders/${encodeURIComponent(target.orderId)}`
  if ('cartId' in target) return `${customer}/carts/${encodeURIComponent(target.cartId)}`
  if ('subscriptionId' in target) return `${customer}/subscriptions/${encodeURIComponent(target.subscriptionId)}`
  return undefined
}

const relayedHeaders = ['content-type', 'retry-after', 'ms-requestid', 'ms-correlationid', 'ms-cv', 'www-authenticate']

async function get (url: string, { headers, timeoutMs }: LookUpOptions): Promise<Rejection> {
  try {
    // A followed redirect could send the caller's token to another host.
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    const relayed: Record<string, string> = {}
    for (const name of relayedHeaders) {
      const value = response.headers.get(name)
      if (value !== null) relayed[name] = value
    }
    return { status: response.status, headers: relayed, body: Buffer.from(await response.arrayBuffer()) }
  } catch (error) {
    throw noResponseError(error, false)
  }
}

type Resource = Readonly<Record<string, unknown>>

/** Parses a JSON object; returns `undefined` for anything else. */
function parse (body: Buffer): Resource | undefined {
  try {
    // TextDecoder removes the byte-order mark with which Partner Center begins some bodies.
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Resource : undefined
  } catch {
    return undefined
  }
}

function stateOf (target: Target, resource: Resource): StoredState {
  if ('orderId' in target) {
    const lines = list(resource, 'lineItems').map(line => (
      { line: whole(line, 'lineItemNumber'), product: text(line, 'offerId'), quantity: whole(line, 'quantity') }
    ))
    return { order: { billingCycle: text(resource, 'billingCycle'), lines } }
  }
  if ('cartId' in target) {
    const lines = list(resource, 'lineItems').flatMap(line => [line, ...list(line, 'addonItems')]).map(line => (
      { line: whole(line, 'id'), product: text(line, 'catalogItemId'), quantity: whole(line, 'quantity') }
    ))
    return { cart: { lines } }
  }
  const { scheduledNextTermInstructions } = resource
  return {
    subscription: {
      offerId: text(resource, 'offerId'),
      quantity: whole(resource, 'quantity'),
      status: text(resource, 'status'),
      billingCycle: text(resource, 'billingCycle'),
      termDuration: text(resource, 'termDuration'),
      friendlyName: text(resource, 'friendlyName'),
      autoRenewEnabled: resource['autoRenewEnabled'] === true,
      ...(scheduledNextTermInstructions == null ? {} : { scheduledNextTermInstructions })
    }
  }
}

function text (resource: Resource, name: string): string {
  const value = resource[name]
  return typeof value === 'string' ? value : ''
}

function whole (resource: Resource, name: string): number {
  const value = resource[name]
  return typeof value === 'number' && Number.isInteger(value) ? value : -1
}

function list (resource: Resource, name: string): Resource[] {
  const value = resource[name]
  return Array.isArray(value) ? value.filter(item => typeof item === 'object' && item !== null) : []
}
