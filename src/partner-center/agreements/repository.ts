import type { Database } from '../../database/connect.js'
import { again, createBatcher, type GroupResult } from '../../database/batches.js'
import type { Confirmation } from '../../domain/confirmation.js'
import { toConfirmation, type ConfirmationRow } from './columns.js'
import { confirmStatement, confirmValues, listStatement, relationshipStatement } from './statements.js'

/** A confirmation to be stored, with the circumstances that are kept beside what the API shows. */
export interface Attestation {
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

/** What became of an attestation. `stored` and `replayed` carry what the API answers with, and when it was received. */
export type ConfirmOutcome =
  | { readonly outcome: 'stored' | 'replayed', readonly confirmation: Confirmation, readonly receivedAt: Date }
  | { readonly outcome: 'duplicate' | 'unrelated' | 'requestReused' }

/** The confirmations of each partner and customer. */
export interface CustomerAgreementRepository {
  /** This partner's confirmations of a customer, newest first; `undefined` where the two have no relationship. */
  list (partnerId: string, customerId: string): Promise<Confirmation[] | undefined>
  /** Whether the partner sells to the customer. */
  hasRelationship (partnerId: string, customerId: string): Promise<boolean>
  /**
   * Stores one attestation, durable when it resolves. Of any number at once exactly one of equal contacts is
   * stored; one of a request that was stored before is `replayed`. The contact of the newest confirmation is stored again
   * where that one does not count and this one does. Rejects when the outcome is unknown, and with
   * `Overloaded`, when nothing was stored, where too many others wait.
   */
  confirm (attestation: Attestation): Promise<ConfirmOutcome>
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
  first_answer: ConfirmationRow & { received_at: string } | null
}

/** The repository on PostgreSQL. */
export function customerAgreementRepository (database: Database): CustomerAgreementRepository {
  const confirm = createBatcher({
    keyOf: (attestation: Attestation) => attestation.partnerId,
    // One statement cannot judge a second attestation of a request, or of a customer and type, by the first one's row.
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

/** Many customers of one partner in one statement, which starts after the last of them was asked for. */
async function listTogether (database: Database, lookups: readonly Lookup[]): Promise<Array<Confirmation[] | undefined>> {
  const rows = await database.read<ListedRow>(listStatement, [lookups[0]?.partnerId, lookups.map(({ customerId }) => customerId)])
  const found: Array<Confirmation[] | undefined> = lookups.map(() => undefined)
  for (const row of rows) {
    const confirmations = found[row.position - 1] ??= []
    if (row.agreement_type !== null) confirmations.push(toConfirmation(row))
  }
  return found
}

/** A row that lost the race for the next number of its customer to another instance is judged again, by the winner's row. */
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
