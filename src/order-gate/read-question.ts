import { classifyTransaction, targetOf, type StoredState, type Target } from '../domain/classify-transaction.js'
import { parseDateAgreed } from '../domain/date-agreed.js'
import { prerequisitesOf } from '../domain/product-prerequisites.js'
import type { Transaction } from '../domain/transaction.js'
import { ApiError } from '../errors/api-error.js'
import type { QuestionBody } from './schemas.js'

/** Looks up what a request refers to and does not carry: the subscription to be changed, the cart to be checked out. */
export type StateLookup = (target: Target) => Promise<StoredState>

/** An instant of a query or body; `otherwise` where there is none. Throws PropertyInvalid. */
export function readInstant (property: string, text: string | undefined, otherwise: Date): Date {
  if (text === undefined) return otherwise
  const instant = parseDateAgreed(text)
  if (instant === undefined) {
    throw new ApiError('PropertyInvalid', { parameters: { property, problem: 'is not an ISO 8601 date or date-time' } })
  }
  return new Date(instant.epochMs)
}

/** The transaction that a question names itself; `undefined` where it does not. Throws PropertyInvalid. */
export function givenTransaction ({ transaction, request }: QuestionBody): Transaction | undefined {
  if (transaction === undefined) return undefined
  if (request !== undefined) {
    throw new ApiError('PropertyInvalid', {
      parameters: { property: 'request', problem: 'is given beside transaction: send one of them' }
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
 * The transaction of a request in Partner Center's shape. Throws PropertyMissing, PropertyInvalid, and what the lookup
 * throws.
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
      parameters: { property: 'request', problem: "is none of Partner Center's transactions" }
    })
  }
  if (target.customerId !== customerId) {
    throw new ApiError('PropertyInvalid', {
      parameters: { property: 'request.path', problem: 'is about another customer' }
    })
  }
  const classified = classifyTransaction(target, request.body, await lookup(target))
  if ('problem' in classified) {
    throw new ApiError('PropertyInvalid', {
      parameters: { property: 'request.body', problem: `cannot be decided on: ${classified.problem}` }
    })
  }
  return classified.transaction
}
