import { Fault } from '../errors/fault.js'

const billingCycles = ['monthly', 'annual', 'triennial', 'one_time', 'none']
const termDurations = ['P1M', 'P1Y', 'P3Y']
const months: Readonly<Record<string, number>> = { P1M: 1, P1Y: 12, P3Y: 36 }

// Each changes what is bought or for how much; ignoring it would promise what the real service does otherwise.
const notDone = new Set(['additionalPartnerIdsOnRecord', 'customTermEndDate', 'participants', 'promotionId', 'provisioningContext', 'purchaseCommitment', 'renewsTo', 'scheduledNextTermInstructions', 'toSubscriptionId'])

/** A refusal of one member. */
export function invalid (property: string, problem: string): Fault {
  return new Fault('PropertyInvalid', { parameters: { property, problem } })
}

/** The member's text. Throws PropertyMissing where there is none, or only white space. */
export function required (property: string, text: string | undefined): string {
  if (text === undefined || text.trim() === '') throw new Fault('PropertyMissing', { parameters: { property } })
  return text
}

/** How many are bought: from 1. Throws PropertyMissing and PropertyInvalid. */
export function readQuantity (property: string, quantity: number | undefined): number {
  if (quantity === undefined) throw new Fault('PropertyMissing', { parameters: { property } })
  if (quantity < 1) throw invalid(property, 'must be at least 1')
  return quantity
}

/** A billing cycle as Partner Center answers it, from any spelling of case and underscore; `otherwise` where there is none. */
export function readBillingCycle (property: string, text: string | undefined, otherwise: string): string {
  return oneOf(property, text, billingCycles, otherwise)
}

/** A term. Throws PropertyInvalid for those that are not sold. */
export function readTerm (property: string, text: string | undefined, otherwise: string): string {
  return oneOf(property, text, termDurations, otherwise)
}

/** The one of `values` that a text spells, in whatever case and with or without underscores. Throws PropertyInvalid. */
export function oneOf<Value extends string> (property: string, text: string | undefined, values: readonly Value[], otherwise: Value): Value {
  if (text === undefined || text === '') return otherwise
  const plain = (value: string) => value.replaceAll('_', '').toLowerCase()
  const value = values.find(value => plain(value) === plain(text))
  if (value === undefined) throw invalid(property, `is none of ${values.join(', ')}`)
  return value
}

/** The end of a term that begins then: the same day of the month, or the month's last. */
export function endOfTerm (start: Date, term: string): string {
  const end = new Date(start)
  end.setUTCMonth(end.getUTCMonth() + (months[term] ?? 12))
  if (end.getUTCDate() !== start.getUTCDate()) end.setUTCDate(0)
  return end.toISOString()
}

/**
 * Refuses a body that asks for what the sandbox does not do, at any depth, rather than to do less than was asked.
 * Throws SandboxLacksProperty.
 */
export function refuseWhatIsNotDone (value: unknown, path = ''): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const property = path === '' ? name : `${path}.${name}`
    if (notDone.has(name) && asksForSomething(member)) throw new Fault('SandboxLacksProperty', { parameters: { property } })
    refuseWhatIsNotDone(member, property)
  }
}

function asksForSomething (member: unknown): boolean {
  if (typeof member === 'object' && member !== null) return Object.keys(member).length > 0
  return member !== '' && member !== false
}
