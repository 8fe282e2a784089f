import { ApiError } from '../../errors/api-error.js'

const billingCycles = ['monthly', 'annual', 'triennial', 'one_time', 'none']
const termDurations = ['P1M', 'P1Y', 'P3Y']
const monthsOfTerm: Readonly<Record<string, number>> = { P1M: 1, P1Y: 12, P3Y: 36 }

// Each property changes what is bought, or its price. If the sandbox ignored one, code that fails in production would
// pass its tests here.
const unsupportedProperties = new Set([
  'additionalPartnerIdsOnRecord', 'customTermEndDate', 'participants', 'promotionId', 'provisioningContext',
  'purchaseCommitment', 'renewsTo', 'scheduledNextTermInstructions', 'toSubscriptionId'
])

/** The error for an invalid property. `problem` completes the message "`<property>` ...". */
export function invalid (property: string, problem: string): ApiError {
  return new ApiError('PropertyInvalid', { parameters: { property, problem } })
}

/** Returns the text of a property. Throws PropertyMissing if it is absent or blank. */
export function required (property: string, text: string | undefined): string {
  if (text === undefined || text.trim() === '') throw new ApiError('PropertyMissing', { parameters: { property } })
  return text
}

/** Returns a quantity. Throws PropertyMissing if it is absent, and PropertyInvalid if it is less than 1. */
export function readQuantity (property: string, quantity: number | undefined): number {
  if (quantity === undefined) throw new ApiError('PropertyMissing', { parameters: { property } })
  if (quantity < 1) throw invalid(property, 'must be at least 1')
  return quantity
}

/** Reads a billing cycle with {@link oneOf}, in the spelling of Partner Center's responses. */
export function readBillingCycle (property: string, text: string | undefined, defaultValue: string): string {
  return oneOf(property, text, billingCycles, defaultValue)
}

/** Reads a term with {@link oneOf}. */
export function readTerm (property: string, text: string | undefined, defaultValue: string): string {
  return oneOf(property, text, termDurations, defaultValue)
}

/**
 * Returns the value that the text spells, in any letter case, with or without underscores; the default for an absent or
 * empty text. Throws PropertyInvalid for any other text.
 */
export function oneOf<Value extends string> (
  property: string,
  text: string | undefined,
  values: readonly Value[],
  defaultValue: Value
): Value {
  if (text === undefined || text === '') return defaultValue
  const normalized = (value: string) => value.replaceAll('_', '').toLowerCase()
  const value = values.find(value => normalized(value) === normalized(text))
  if (value === undefined) throw invalid(property, `must be one of: ${values.join(', ')}`)
  return value
}

/** The end of a term: the same day of the month as its start, or the last day if the month is shorter. */
export function endOfTerm (start: Date, term: string): string {
  const end = new Date(start)
  end.setUTCMonth(end.getUTCMonth() + (monthsOfTerm[term] ?? 12))
  if (end.getUTCDate() !== start.getUTCDate()) end.setUTCDate(0)
  return end.toISOString()
}

/**
 * Throws SandboxLacksProperty if a body, at any depth, sets a property that the sandbox does not support. Empty values,
 * `false` and `{}` set nothing.
 */
export function rejectUnsupportedProperties (value: unknown, path = ''): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const property = path === '' ? name : `${path}.${name}`
    if (unsupportedProperties.has(name) && isSet(member)) {
      throw new ApiError('SandboxLacksProperty', { parameters: { property } })
    }
    rejectUnsupportedProperties(member, property)
  }
}

function isSet (member: unknown): boolean {
  if (typeof member === 'object' && member !== null) return Object.keys(member).length > 0
  return member !== '' && member !== false
}
