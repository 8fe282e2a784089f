import type { Database } from '../database/connect.js'
import { OutcomeUnknown } from '../database/errors.js'
import { createGatherer } from '../database/gather.js'
import type { AgreementType } from '../domain/agreement-template.js'
import type { Confirmation } from '../domain/confirmation.js'
import { confirmStatement, confirmValues, listStatement, relationshipStatement } from './statements.js'

/** A confirmation to be stored, with the circumstances that are kept beside what the API shows. */
export interface Attestation {
  readonly partnerId: string
  readonly customerId: string
  readonly confirmation: Confirmation
  readonly receivedAt: Date
  readonly callerTenantId: string
  readonly callerApplicationId: string | undefined
  /** Canonical GUID of `MS-RequestId`. */
  readonly requestId: string
  readonly requestSha256: Buffer
  readonly correlationId: string
}

/** What became of an attestation. `stored` and `replayed` carry what the API answers with. */
export type ConfirmOutcome =
  | { readonly outcome: 'stored' | 'replayed', readonly confirmation: Confirmation }
  | { readonly outcome: 'duplicate' | 'unrelated' | 'requestReused' }

/** The confirmations of each partner and customer. */
export interface CustomerAgreementRepository {
  /** This partner's confirmations of a customer, newest first; `undefined` where the two have no relationship. */
  list (partnerId: string, customerId: string): Promise<Confirmation[] | undefined>
  /** Whether the partner sells to the customer. */
  hasRelationship (partnerId: string, customerId: string): Promise<boolean>
  /**
   * Stores one attestation, durable when it resolves. Of any number at once exactly one of equal contacts is
   * stored; one of a request that was stored before is `replayed`. Rejects when the outcome is unknown.
   */
  confirm (attestation: Attestation): Promise<ConfirmOutcome>
}

interface ConfirmationRow {
  agreement_type: AgreementType | null
  template_id: string
  user_id: string
  first_name: string
  last_name: string
  email: string
  phone_number: string | null
  date_agreed_text: string
}

interface Lookup {
  readonly partnerId: string
  readonly customerId: string
}

interface OutcomeRow {
  position: number
  outcome: 'stored' | 'replayed' | 'duplicate' | 'unrelated' | 'requestReused' | 'contended'
  first_answer: ConfirmationRow | null
}

// Losing a race to another instance means that it stored a confirmation, so the next look decides nearly always.
const lossesAllowed = 10

/** The repository on PostgreSQL. */
export function customerAgreementRepository (database: Database): CustomerAgreementRepository {
  const confirm = createGatherer({
    keyOf: (attestation: Attestation) => attestation.partnerId,
    run: attestations => confirmTogether(database, attestations)
  })
  const list = createGatherer({
    keyOf: ({ partnerId }: Lookup) => partnerId,
    run: lookups => listTogether(database, lookups)
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
  const rows = await database.read<ConfirmationRow & { position: number }>(listStatement, [lookups[0]?.partnerId, lookups.map(({ customerId }) => customerId)])
  const found: Array<Confirmation[] | undefined> = lookups.map(() => undefined)
  for (const row of rows) {
    const confirmations = found[row.position - 1] ??= []
    if (row.agreement_type !== null) confirmations.push(toConfirmation(row))
  }
  return found
}

async function confirmTogether (database: Database, attestations: readonly Attestation[]): Promise<ConfirmOutcome[]> {
  const outcomes = new Map<Attestation, ConfirmOutcome>()
  let waiting = [...attestations]
  for (let losses = 0; waiting.length > 0;) {
    const round = withoutRivals(waiting)
    const rows = await database.write<OutcomeRow>(confirmStatement, confirmValues(round))
    for (const row of rows) {
      const attestation = round[row.position - 1] as Attestation
      if (row.outcome !== 'contended') outcomes.set(attestation, toOutcome(row, attestation))
      else if (++losses > lossesAllowed) throw new OutcomeUnknown('lost every race for the next confirmation of a customer')
    }
    waiting = waiting.filter(attestation => !outcomes.has(attestation))
  }
  return attestations.map(attestation => outcomes.get(attestation) as ConfirmOutcome)
}

/** One of each request, and one of each customer and type: one statement cannot judge the second by the first's row. */
function withoutRivals (attestations: readonly Attestation[]): Attestation[] {
  const taken = new Set<string>()
  return attestations.filter(({ requestId, customerId, confirmation }) => {
    const keys = [requestId, `${customerId} ${confirmation.agreementType}`]
    if (keys.some(key => taken.has(key))) return false
    for (const key of keys) taken.add(key)
    return true
  })
}

function toOutcome (row: OutcomeRow, attestation: Attestation): ConfirmOutcome {
  switch (row.outcome) {
    case 'stored': return { outcome: 'stored', confirmation: attestation.confirmation }
    case 'replayed': return { outcome: 'replayed', confirmation: toConfirmation(row.first_answer as ConfirmationRow) }
    case 'contended': throw new TypeError('A contended row has no outcome yet')
    case 'duplicate':
    case 'unrelated':
    case 'requestReused': return { outcome: row.outcome }
  }
}

function toConfirmation (row: ConfirmationRow): Confirmation {
  return {
    agreementType: row.agreement_type as AgreementType,
    templateId: row.template_id,
    userId: row.user_id,
    primaryContact: { firstName: row.first_name, lastName: row.last_name, email: row.email, phoneNumber: row.phone_number },
    dateAgreed: row.date_agreed_text
  }
}
