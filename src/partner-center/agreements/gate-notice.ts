import { agreementTemplates, type AgreementType } from '../../domain/agreements/agreement-template.js'
import { countsFrom } from '../../domain/agreements/counting-confirmations.js'
import type { Environment, Programme } from '../../domain/programme.js'

/** The rules that say which confirmations count. */
export interface CountingOptions {
  readonly environment: Environment
  readonly programme: Programme
}

// The newest agreement comes first, because it counts for longer.
const newestFirst = agreementTemplates.toReversed()

/**
 * Says that a confirmation does not satisfy the order gate, why, and what to do. Partner Center records such a
 * confirmation without a word, and rejects orders later. `first` is the first date that counts at the instant `at`, in
 * ms since the epoch; the confirmation's own date is before it.
 */
export function gateNotice (
  agreementType: AgreementType,
  first: number,
  at: number,
  { environment, programme }: CountingOptions
): string {
  const problem = 'this confirmation does not satisfy the order gate'
  if (first < Infinity) {
    return `${problem}, because acceptances before ${new Date(first).toISOString()} do not count: once the customer ` +
      'has accepted the current agreement, confirm again with the date of that (the contact may be the same)'
  }
  const other = newestFirst.find(template => countsFrom(template.agreementType, at, environment, programme) < Infinity)
  const remedy = other === undefined
    ? 'invite the customer to accept directly'
    : `once the customer has accepted the ${other.agreementType}, confirm that with templateId ${other.templateId}`
  return `${problem}, because the ${agreementType} does not count: ${remedy}`
}
