import { agreementTemplates, type AgreementType } from '../../domain/agreement-template.js'
import { countsFrom } from '../../domain/counting-confirmations.js'
import type { Environment, Programme } from '../../domain/programme.js'

/** The rules that say which confirmations count. */
export interface CountingOptions {
  readonly environment: Environment
  readonly programme: Programme
}

// The newest agreement comes first, because it counts for longer.
const newestFirst = agreementTemplates.toReversed()

/**
 * Writes the notice about a confirmation that does not satisfy the order gate: why, and what to do. `first` is the
 * first date that counts. Partner Center stores such a confirmation without a notice, and rejects orders later. All
 * instants are in ms since the epoch.
 */
export function gateNotice (
  agreementType: AgreementType,
  first: number,
  at: number,
  { environment, programme }: CountingOptions
): string {
  const problem = 'this confirmation does not satisfy the order gate'
  if (first < Infinity) {
    return `${problem}, because acceptances before ${new Date(first).toISOString()} do not count: once the customer has ` +
      'accepted the current agreement, confirm again with the date of that (the contact may be the same)'
  }
  const other = newestFirst.find(template => countsFrom(template.agreementType, at, environment, programme) < Infinity)
  const remedy = other === undefined
    ? 'invite the customer to accept directly'
    : `once the customer has accepted the ${other.agreementType}, confirm that with templateId ${other.templateId}`
  return `${problem}, because the ${agreementType} does not count: ${remedy}`
}
