import type { StoredState, Target } from '../domain/classify-transaction.js'
import { Fault } from '../errors/fault.js'
import { faultOfSilence } from './faults.js'

/** What Partner Center said when asked for what a request refers to: its state, or a refusal of its own. */
export type LookUp =
  | { readonly state: StoredState }
  | { readonly refusal: { readonly status: number, readonly headers: Readonly<Record<string, string>>, readonly body: Buffer } }

/** How to ask. */
export interface LookUpOptions {
  readonly url: string
  /** Headers to ask with: the caller's token, and what traces the call. */
  readonly headers: Readonly<Record<string, string>>
  /** For all of it, in ms. */
  readonly timeoutMs: number
}

/**
 * Reads the subscription, order or cart that a request is about, with the caller's own token. What the answer leaves
 * out is taken as different from whatever the request gives, so that the gate would rather look too often. Throws
 * PartnerCenterTimeout and PartnerCenterUnreachable.
 */
export async function lookUp (target: Target, options: LookUpOptions): Promise<LookUp> {
  const path = pathOf(target)
  if (path === undefined) return { state: {} }
  const { status, headers, body } = await get(`${options.url}${path}`, options)
  if (status >= 400 && status < 500) return { refusal: { status, headers, body } }
  const resource = status === 200 ? parse(body) : undefined
  if (resource === undefined) throw new Fault('PartnerCenterUnreachable', { cause: new Error(`${status} to a look-up`) })
  return { state: stateOf(target, resource) }
}

function pathOf (target: Target): string | undefined {
  const customer = `/v1/customers/${target.customerId}`
  if ('orderId' in target) return `${customer}/orders/${encodeURIComponent(target.orderId)}`
  if ('cartId' in target) return `${customer}/carts/${encodeURIComponent(target.cartId)}`
  return 'subscriptionId' in target ? `${customer}/subscriptions/${encodeURIComponent(target.subscriptionId)}` : undefined
}

async function get (url: string, { headers, timeoutMs }: LookUpOptions) {
  try {
    // A redirect would take the caller's token elsewhere.
    const answer = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    const told = ['content-type', 'retry-after', 'ms-requestid', 'ms-correlationid', 'ms-cv', 'www-authenticate'].flatMap(name => {
      const value = answer.headers.get(name)
      return value === null ? [] : [[name, value]]
    })
    return { status: answer.status, headers: Object.fromEntries(told) as Record<string, string>, body: Buffer.from(await answer.arrayBuffer()) }
  } catch (error) {
    throw faultOfSilence(error, false)
  }
}

type Resource = Readonly<Record<string, unknown>>

/** Partner Center begins some of its bodies with a byte-order mark. */
function parse (body: Buffer): Resource | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Resource : undefined
  } catch {
    return undefined
  }
}

function stateOf (target: Target, resource: Resource): StoredState {
  if ('orderId' in target) return { order: { billingCycle: text(resource, 'billingCycle'), lines: list(resource, 'lineItems').map(line => ({ line: whole(line, 'lineItemNumber'), product: text(line, 'offerId'), quantity: whole(line, 'quantity') })) } }
  if ('cartId' in target) {
    const lines = list(resource, 'lineItems').flatMap(line => [line, ...list(line, 'addonItems')])
    return { cart: { lines: lines.map(line => ({ line: whole(line, 'id'), product: text(line, 'catalogItemId'), quantity: whole(line, 'quantity') })) } }
  }
  const { scheduledNextTermInstructions: next } = resource
  return {
    subscription: {
      offerId: text(resource, 'offerId'),
      quantity: whole(resource, 'quantity'),
      status: text(resource, 'status'),
      billingCycle: text(resource, 'billingCycle'),
      termDuration: text(resource, 'termDuration'),
      friendlyName: text(resource, 'friendlyName'),
      autoRenewEnabled: resource['autoRenewEnabled'] === true,
      ...(next === undefined || next === null ? {} : { scheduledNextTermInstructions: next })
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
