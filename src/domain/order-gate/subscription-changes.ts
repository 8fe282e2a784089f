import { object, readMembers, string, wholeNumber } from '../json-members.js'
import type { TransactionKind } from './transaction.js'

const nextTermShape = { product: object, quantity: wholeNumber, customTermEndDate: string }
const nextProductShape = {
  productId: string,
  skuId: string,
  availabilityId: string,
  billingCycle: string,
  termDuration: string
}

/** The change from one number of seats to another; `undefined` if a request leaves the number as it is. */
export function seatChange (before: number, after: number | undefined): 'seatIncrease' | 'seatDecrease' | undefined {
  if (after === undefined || after === before) return undefined
  return after > before ? 'seatIncrease' : 'seatDecrease'
}

/** The change from one status to another; `undefined` if it stays, or if only Partner Center sets it. */
export function statusChange (before: string, after: string | undefined): TransactionKind | undefined {
  if (!isChanged(after, before)) return undefined
  switch (normalized(after)) {
    case 'suspended': return 'suspend'
    case 'active': return 'reactivate'
    case 'deleted':
    case 'disabled': return 'cancel'
    default: return undefined
  }
}

/** Returns whether the request gives a text that Partner Center treats as different from the stored one. */
export function isChanged (after: string | undefined, before: string): after is string {
  return after !== undefined && after !== '' && normalized(after) !== normalized(before)
}

function normalized (text: string): string {
  return text.replaceAll('_', '').toLowerCase()
}

/** Returns whether the request changes the next term. Clients send unchanged instructions back with every PATCH. */
export function isRescheduled (after: unknown, before: unknown): boolean {
  if (after === undefined) return false
  const text = nextTermText(after)
  // Unreadable instructions count as a change, so that they cannot open the gate.
  return text === undefined || text !== nextTermText(before)
}

/** Returns the instructions as comparable text; `undefined` if invalid. Reads two levels, however deep the JSON is. */
function nextTermText (instructions: unknown): string | undefined {
  const read = readMembers(instructions, nextTermShape, 'scheduledNextTermInstructions')
  const next = 'problem' in read ? read : readMembers(read.members.product ?? {}, nextProductShape, 'product')
  if ('problem' in read || 'problem' in next) return undefined
  const { productId, skuId, availabilityId, billingCycle, termDuration } = next.members
  const { quantity, customTermEndDate } = read.members
  return normalized(JSON.stringify(
    [productId, skuId, availabilityId, billingCycle, termDuration, quantity, customTermEndDate]
  ))
}
