import type { Database } from '../../database/connect.js'
import { again, createBatcher, type GroupResult } from '../../database/batches.js'
import type { Confirmation } from '../../domain/agreements/confirmation.js'
import { toConfirmation, type ConfirmationRow } from './columns.js'
import { confirmStatement, confirmValues, listStatement, relationshipStatement } from './statements.js'

/** A confirmation to be stored, and how it was received. The API shows only the confirmation itself. */
export interface NewConfirmation {
  readonly partnerId: string
  readonly customerId: string
  readonly confirmation: Confirmation
  /** The first date of acceptance that counts for its type now, in ms since the epoch; perhaps infinite. */
  readonly countsFrom: number
  readonly receivedAt: Date
  readonly callerTenantId: string
  readonly callerApplicationId: string | undefined
  /** Canonical GUID of `MS-RequestId`. */
  readonly requestId: string
  readonly requestSha256: Buffer
  readonly correlationId: string
}

/** The outcome of a confirmation. `stored` and `replayed` have what was stored, and when it was received. */
export type ConfirmOutcome =
  | { readonly outcome: 'stored' | 'replayed', readonly confirmation: Confirmation, readonly receivedAt: Date }
  | { readonly outcome: 'duplicate' | 'unrelated' | 'requestReused' }

/** The confirmations of each partner and customer. */
export interface CustomerAgreementRepository {
  /** This partner's confirmations of a customer, newest first; `undefined` if the two have no relationship. */
  list (partnerId: string, customerId: string): Promise<Confirmation[] | undefined>
  /** Whether the partner sells to the customer. */
  hasRelationship (partnerId: string, customerId: string): Promise<boolean>
  /**
   * Stores a confirmation, durable when the promise resolves. Of any number of concurrent confirmations with equal
   * contacts exactly one is stored. A repeated request is `replayed`. The contact of the newest confirmation can be
   * confirmed again if that confirmation does not count and the new one does.
   *
   * Rejects with `Overloaded` if nothing was stored because too many others wait, and with other errors if the outcome
   * is unknown.
   */
  confirm (confirmation: NewConfirmation): Promise<ConfirmOutcome>
}

/** A row of nulls stands for a customer without confirmations. */
type ListedRow = { position: number } & (ConfirmationRow | { [Name in keyof ConfirmationRow]: null })

interface Lookup {
  readonly partnerId: string
  readonly customerId: string
}

interface OutcomeRow {
  position: number
  outcome: ConfirmOutcome['outcome'] | 'contended'
  first_response: ConfirmationRow & { received_at: string } | null
}

/** The repository on PostgreSQL. */
export function customerAgreementRepository (database: Database): CustomerAgreementRepository {
  const confirm = createBatcher({
    keyOf: ({ partnerId }: NewConfirmation) => partnerId,
    // Within one statement the second confirmation of a request, or of a customer and type, cannot see the first one.
    rivalKeysOf: ({ requestId, customerId, confirmation }) => [
      requestId,
      `${customerId} ${confirmation.agreementType}`
    ],
    run: confirmations => confirmTogether(database, confirmations),
    limits: database.limits
  })
  const list = createBatcher({
    keyOf: ({ partnerId }: Lookup) => partnerId,
    run: lookups => listTogether(database, lookups),
    limits: database.limits
  })
  return {
    list: (partnerId, customerId) => list({ partnerId, customerId }),
    async hasRelationship (partnerId, customerId) {
      return (await database.read(relationshipStatement, [partnerId, customerId])).length > 0
    },
    confirm
  }
}

/** Reads many customers of one partner in one statement. */
async function listTogether (
  database: Database,
  lookups: readonly Lookup[]
): Promise<Array<Confirmation[] | undefined>> {
  const customerIds = lookups.map(({ customerId }) => customerId)
  const rows = await database.read<ListedRow>(listStatement, [lookups[0]?.partnerId, customerIds])
  const found: Array<Confirmation[] | undefined> = lookups.map(() => undefined)
  for (const row of rows) {
    const confirmations = found[row.position - 1] ??= []
    if (row.agreement_type !== null) confirmations.push(toConfirmation(row))
  }
  return found
}

/** Stores many confirmations of one partner. Those that lost a race to another instance are judged again. */
async function confirmTogether (
  database: Database,
  confirmations: readonly NewConfirmation[]
): Promise<Array<GroupResult<ConfirmOutcome>>> {
  const rows = await database.write<OutcomeRow>(confirmStatement, confirmValues(confirmations))
  const outcomes: Array<GroupResult<ConfirmOutcome>> = confirmations.map(() => again)
  for (const row of rows) {
    const index = row.position - 1
    if (row.outcome !== 'contended') outcomes[index] = toOutcome(row, row.outcome, confirmations[index])
  }
  return outcomes
}

function toOutcome (
  { first_response: first }: OutcomeRow,
  outcome: ConfirmOutcome['outcome'],
  stored: NewConfirmation | undefined
): ConfirmOutcome {
  switch (outcome) {
    case 'stored': {
      const { confirmation, receivedAt } = stored as NewConfirmation
      return { outcome, confirmation, receivedAt }
    }
    case 'replayed': {
      if (first === null) throw new TypeError('A replayed row has the confirmation that was stored first')
      return { outcome, confirmation: toConfirmation(first), receivedAt: new Date(first.received_at) }
    }
    case 'duplicate':
    case 'unrelated':
    case 'requestReused': return { outcome }
  }
}
