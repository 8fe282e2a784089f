import type { Database } from '../../database/connect.js'
import { again, createBatcher, type GroupResult } from '../../database/batches.js'
import type { Confirmation } from '../../domain/confirmation.js'
import { toConfirmation, type ConfirmationRow } from './columns.js'
import { confirmStatement, confirmValues, listStatement, relationshipStatement } from './statements.js'

/** A confirmation to store, with data about its request that the API does not show. */
export interface Attestation {
  readonly partnerId: string
  readonly customerId: string
  readonly confirmation: Confirmation
  /** The first date of acceptance that counts for its type now, in ms since the epoch. It may be infinite. */
  readonly countsFrom: number
  readonly receivedAt: Date
  readonly callerTenantId: string
  readonly callerApplicationId: string | undefined
  /** Canonical GUID of `MS-RequestId`. */
  readonly requestId: string
  readonly requestSha256: Buffer
  readonly correlationId: string
}

/** The outcome of a confirmation. `stored` and `replayed` contain the stored row. */
export type ConfirmOutcome =
  | { readonly outcome: 'stored' | 'replayed', readonly confirmation: Confirmation, readonly receivedAt: Date }
  | { readonly outcome: 'duplicate' | 'unrelated' | 'requestReused' }

/** The confirmations of each partner and customer. */
export interface CustomerAgreementRepository {
  /** Returns the partner's confirmations of a customer, newest first; `undefined` without a reselling relationship. */
  list (partnerId: string, customerId: string): Promise<Confirmation[] | undefined>
  /** Whether the partner has a reselling relationship with the customer. */
  hasRelationship (partnerId: string, customerId: string): Promise<boolean>
  /**
   * Stores a confirmation, durably when it resolves. Of concurrent confirmations with equal contacts exactly one is
   * stored. A repeated request is `replayed`. The contact of the newest confirmation is a duplicate, unless that
   * confirmation does not count and this one does. Rejects if the outcome is unknown. Rejects with `Overloaded`, and
   * stores nothing, if too many others are waiting.
   */
  confirm (attestation: Attestation): Promise<ConfirmOutcome>
}

/** A row of nulls means that the customer has no confirmations. */
type ListedRow = { position: number } & (ConfirmationRow | { [Name in keyof ConfirmationRow]: null })

interface Lookup {
  readonly partnerId: string
  readonly customerId: string
}

interface OutcomeRow {
  position: number
  outcome: ConfirmOutcome['outcome'] | 'contended'
  first_answer: ConfirmationRow & { received_at: string } | null
}

/** The repository on PostgreSQL. */
export function customerAgreementRepository (database: Database): CustomerAgreementRepository {
  const confirm = createBatcher({
    keyOf: (attestation: Attestation) => attestation.partnerId,
    // One statement cannot see its own rows, so equal requests, or customers and types, go into separate statements.
    rivalKeysOf: ({ requestId, customerId, confirmation }) => [requestId, `${customerId} ${confirmation.agreementType}`],
    run: attestations => confirmTogether(database, attestations),
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

/** Reads many customers of one partner in one statement, which starts after the last of their requests. */
async function listTogether (database: Database, lookups: readonly Lookup[]): Promise<Array<Confirmation[] | undefined>> {
  const rows = await database.read<ListedRow>(listStatement, [lookups[0]?.partnerId, lookups.map(({ customerId }) => customerId)])
  const found: Array<Confirmation[] | undefined> = lookups.map(() => undefined)
  for (const row of rows) {
    const confirmations = found[row.position - 1] ??= []
    if (row.agreement_type !== null) confirmations.push(toConfirmation(row))
  }
  return found
}

/** Repeats a row whose sequence number another instance has used: it is now compared with that instance's row. */
async function confirmTogether (database: Database, attestations: readonly Attestation[]): Promise<Array<GroupResult<ConfirmOutcome>>> {
  const rows = await database.write<OutcomeRow>(confirmStatement, confirmValues(attestations))
  const outcomes: Array<GroupResult<ConfirmOutcome>> = attestations.map(() => again)
  for (const row of rows) {
    const index = row.position - 1
    if (row.outcome !== 'contended') outcomes[index] = toOutcome(row, row.outcome, attestations[index] as Attestation)
  }
  return outcomes
}

function toOutcome ({ first_answer: first }: OutcomeRow, outcome: ConfirmOutcome['outcome'], attestation: Attestation): ConfirmOutcome {
  switch (outcome) {
    case 'stored': return { outcome, confirmation: attestation.confirmation, receivedAt: attestation.receivedAt }
    case 'replayed': {
      if (first === null) throw new TypeError('A replayed row has a first answer')
      return { outcome, confirmation: toConfirmation(first), receivedAt: new Date(first.received_at) }
    }
    case 'duplicate':
    case 'unrelated':
    case 'requestReused': return { outcome }
  }
}
