import { isDeepStrictEqual } from 'node:util'
import { spellingsOf } from '../../domain/letter-case.js'
import { ApiError } from '../../errors/api-error.js'
import { isStorable } from '../../http/json-body.js'

const names = [
  'addonItems',
  'additionalPartnerIdsOnRecord',
  'attestationAccepted',
  'attributes',
  'autoRenewEnabled',
  'billingCycle',
  'catalogItemId',
  'customTermEndDate',
  'friendlyName',
  'id',
  'lineItemNumber',
  'lineItems',
  'links',
  'offerId',
  'orderId',
  'parentSubscriptionId',
  'participants',
  'partnerIdOnRecord',
  'product',
  'promotionId',
  'provisioningContext',
  'purchaseCommitment',
  'quantity',
  'referenceCustomerId',
  'renewsTo',
  'scheduledNextTermInstructions',
  'status',
  'subscriptionId',
  'targetOffer',
  'targetOfferId',
  'termDuration',
  'toCatalogItemId',
  'toSubscriptionId',
  'transitionType',
  'upgradeType'
]
const spellingOf = spellingsOf(names)

const maxDepth = 16

/**
 * Returns a body with known names in camelCase and without nulls. Names match in any letter case (the .NET SDK sends
 * PascalCase). Throws RequestInvalid if an object has a name twice: the gate could decide on one value and Partner
 * Center carry out the other. Two spellings with equal values are accepted, because the Java SDK sends a subscription's
 * `hasPurchasableAddons` twice.
 */
export function readBody (body: unknown, bytes: Buffer | null): unknown {
  const read = { members: 0 }
  const renamed = rename(body, read, 0)
  // JSON.parse keeps the last of equal names, so they must be counted in the text.
  if (read.members !== countMembers(bytes?.toString() ?? '')) throw givenTwice()
  return renamed
}

function rename (value: unknown, read: { members: number }, depth: number): unknown {
  if (depth > maxDepth) {
    throw new ApiError('RequestInvalid', { parameters: { problem: 'the body is nested too deeply' } })
  }
  if (typeof value === 'string' && !isStorable(value)) {
    throw new ApiError('RequestInvalid', { parameters: { problem: 'the body holds a NUL or an unpaired surrogate' } })
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(item => rename(item, read, depth + 1))
  const renamed = new Map<string, unknown>()
  const values = new Map<string, unknown>()
  for (const [given, member] of Object.entries(value)) {
    const lower = given.toLowerCase()
    const kept = rename(member, read, depth + 1)
    if (values.has(lower) && !isDeepStrictEqual(values.get(lower), kept)) throw givenTwice()
    values.set(lower, kept)
    if (kept !== null && isStorable(given)) renamed.set(spellingOf(given) ?? given, kept)
    read.members++
  }
  return Object.fromEntries(renamed)
}

function givenTwice (): ApiError {
  return new ApiError('RequestInvalid', { parameters: { problem: 'the body gives a member more than once' } })
}

/** Counts the members of all objects of a JSON text, including those with equal names. */
function countMembers (json: string): number {
  let members = 0
  for (const [, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"\s*(:)?/g)) if (colon !== undefined) members++
  return members
}
