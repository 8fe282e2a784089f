import {
  classifyTransaction, targetOf, type StoredState, type Target
} from '../domain/order-gate/classify-transaction.js'
import { parseDateAgreed } from '../domain/agreements/date-agreed.js'
import { prerequisitesOf } from '../domain/order-gate/product-prerequisites.js'
import type { Transaction } from '../domain/order-gate/transaction.js'
import { ApiError } from '../errors/api-error.js'
import type { QuestionBody } from './schemas.js'

/** Looks up what a request names only by id: the subscription to change, or the cart to check out. */
export type StateLookup = (target: Target) => Promise<StoredState>

/** Reads an instant from a query or body. Returns `fallback` if `text` is undefined. Throws PropertyInvalid. */
export function readInstant (property: string, text: string | undefined, fallback: Date): Date {
  if (text === undefined) return fallback
  const instant = parseDateAgreed(text)
  if (instant === undefined) {
    throw new ApiError('PropertyInvalid', { parameters: { property, problem: 'is not an ISO 8601 date or date-time' } })
  }
  return new Date(instant.epochMs)
}

/** Reads the member `transaction` of a question. Returns `undefined` if there is none. Throws PropertyInvalid. */
export function givenTransaction ({ transaction, request }: QuestionBody): Transaction | undefined {
  if (transaction === undefined) return undefined
  if (request !== undefined) {
    throw new ApiError('PropertyInvalid', {
      parameters: { property: 'request', problem: 'must not be sent together with transaction: send one of them' }
    })
  }
  return {
    lines: [
      {
        line: 1,
        kind: transaction.kind,
        prerequisites: transaction.product === undefined ? [] : prerequisitesOf(transaction.product)
      }
    ]
  }
}

/**
 * Reads the member `request` of a question, which has Partner Center's shape. Throws PropertyMissing, PropertyInvalid,
 * and the errors of `lookup`.
 */
export async function requestedTransaction (
  customerId: string,
  { request }: QuestionBody,
  lookup: StateLookup
): Promise<Transaction> {
  if (request === undefined) {
    throw new ApiError('PropertyMissing', { parameters: { property: 'transaction (or request)' } })
  }
  const target = targetOf(request)
  if (target === undefined) {
    throw new ApiError('PropertyInvalid', {
      parameters: { property: 'request', problem: 'is not a transaction of Partner Center: see method and path' }
    })
  }
  if (target.customerId !== customerId) {
    throw new ApiError('PropertyInvalid', {
      parameters: { property: 'request.path', problem: 'names another customer than the question' }
    })
  }
  const classified = classifyTransaction(target, request.body, await lookup(target))
  if ('problem' in classified) {
    throw new ApiError('PropertyInvalid', {
      parameters: { property: 'request.body', problem: `does not describe a transaction: ${classified.problem}` }
    })
  }
  return classified.transaction
}
