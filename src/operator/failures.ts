import { ConfigurationError } from '../errors/configuration-error.js'
import { isUnavailable, OutcomeUnknown, StatementTimedOut } from '../errors/unavailable.js'

/** A command failed. Each problem is a sentence for the operator. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly problems: readonly string[]

  constructor (...problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** Messages by the name of the violated constraint. */
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

/**
 * Returns the messages that tell the operator about an error. PostgreSQL's own texts of the SQLSTATE classes 22 and 23
 * can quote personal data of a row, so they are not repeated.
 */
export function messagesOf (error: unknown): readonly string[] {
  if (error instanceof ConfigurationError || error instanceof CommandFailure) return error.problems
  if (!(error instanceof Error)) return [String(error)]
  const { code, constraint } = error as Error & { code?: unknown, constraint?: unknown }
  const violation = typeof constraint === 'string' ? violations[constraint] : undefined
  if (violation !== undefined) return [violation]
  if (error instanceof OutcomeUnknown) {
    return [
      `The database stored this, but no standby has confirmed it (${error.message}): a failover could lose it. ` +
        'Run the command again.'
    ]
  }
  if (error instanceof StatementTimedOut) {
    return [
      'The database did not respond in time, so it is unknown whether the change was stored. Run the command again ' +
        'once the database responds.'
    ]
  }
  if (isUnavailable(error)) {
    return [
      `The database cannot be reached or is unavailable (${[code, error.message].filter(Boolean).join(': ')}).`
    ]
  }
  if (code === '42501') {
    return ["The database role may not do this. Set MIGRATE_DATABASE_URL to a connection of the tables' owner."]
  }
  if (typeof code === 'string' && /^2[23]...$/.test(code)) {
    return [
      `The database rejected a value (SQLSTATE ${code}${typeof constraint === 'string' ? `, ${constraint}` : ''}).`
    ]
  }
  return [error.message]
}
