import type { FastifyInstance, LightMyRequestResponse } from 'fastify'

/** The seeded subscription of Wingtip. */
export const wingtipSubscription = '5b000000-0000-4000-8000-000000000002'

/** An offer that anybody may order. */
export const offerId = '031c9e47-4802-4248-838e-778fb1d2cc05'

/** The body of an order of one line. */
export function orderOf (line: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  return { billingCycle: 'monthly', lineItems: [{ lineItemNumber: 0, offerId, quantity: 5, ...line }], ...more }
}

/** Calls paths below a customer's own; `path` begins without a slash. */
export type Call = (method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, payload?: unknown, headers?: Record<string, string>) => Promise<LightMyRequestResponse>

/** A client of one customer's orders, carts and subscriptions. */
export function clientOf (app: FastifyInstance, authorization: string, customerId: string): Call {
  return async (method, path, payload, headers = {}) => await app.inject({
    method, url: `/v1/customers/${customerId}/${path}`, headers: { authorization, ...headers }, ...(payload === undefined ? {} : { payload: payload as object })
  })
}
