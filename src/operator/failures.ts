import { ConfigurationError } from '../errors/configuration-error.js'
import { isUnavailable, OutcomeUnknown, StatementTimedOut } from '../errors/unavailable.js'

/** Why a command could not do its work, a sentence each. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly faults: readonly string[]

  constructor (...faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

const violations: Readonly<Record<string, string>> = {
  partner_indirect_provider_exists: 'The provider is not registered: add it with `partner-agreements partner add`.',
  partner_application_partner_exists: 'The partner is not registered: add it with `partner-agreements partner add`.',
  partner_mpn_id_unique: 'Another partner has this MPN id.',
  reselling_relationship_partner_exists: 'The partner is not registered: add it with `partner-agreements partner add`.',
  reselling_relationship_customer_exists:
    'The customer is not registered: add it with `partner-agreements customer add`.',
  reselling_relationship_reseller_exists:
    'The reseller is not registered: add it with `partner-agreements partner add`.',
  agreement_document_one_current: 'Another import of the same document ran at the same time: run this one again.'
}

/** What to tell the operator about an error. Texts that can quote a row (SQLSTATE classes 22 and 23) are left out. */
export function sentencesOf (error: unknown): readonly string[] {
  if (error instanceof ConfigurationError || error instanceof CommandFailure) return error.faults
  if (!(error instanceof Error)) return [String(error)]
  const { code, constraint } = error as Error & { code?: unknown, constraint?: unknown }
  const violation = typeof constraint === 'string' ? violations[constraint] : undefined
  if (violation !== undefined) return [violation]
  if (error instanceof OutcomeUnknown) {
    return [
      `The database stored this, but no standby has confirmed it (${error.message}): a failover could lose it. Run the command again.`
    ]
  }
  if (error instanceof StatementTimedOut) {
    return [
      'The database did not answer in time, so what the command was storing may or may not be there. Run the command again once the database answers.'
    ]
  }
  if (isUnavailable(error)) {
    return [
      `The database cannot be reached, or cannot answer just now (${[code, error.message].filter(Boolean).join(': ')}).`
    ]
  }
  if (code === '42501') return ["The database role may not do this: MIGRATE_DATABASE_URL takes the tables' owner."]
  if (typeof code === 'string' && /^2[23]...$/.test(code)) {
    return [
      `The database refused a value (SQLSTATE ${code}${typeof constraint === 'string' ? `, ${constraint}` : ''}).`
    ]
  }
  return [error.message]
}
