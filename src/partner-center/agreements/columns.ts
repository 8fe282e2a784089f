import type { Row } from '../../database/row.js'
import type { Confirmation } from '../../domain/agreements/confirmation.js'
import type { NewConfirmation } from './repository.js'

/** The columns that the statement computes itself. */
type ComputedColumn = 'agreement_id' | 'partner_id' | 'sequence' | 'document_id'

/** The columns that are not part of the confirmation itself: they tell how it was received. */
type Circumstance = 'request_id' | 'customer_id' | 'date_agreed' | 'received_at' | 'caller_tenant_id'
  | 'caller_application_id' | 'request_sha256' | 'correlation_id'

type StoredColumn = Exclude<keyof Row<'customer_agreement'>, ComputedColumn>
type ConfirmationColumn = Exclude<StoredColumn, Circumstance>

/** A column's type in PostgreSQL, and its value. */
interface Column<Source> {
  readonly type: string
  readonly of: (source: Source) => unknown
}

/** A confirmation as it is stored. */
export type ConfirmationRow = Pick<Row<'customer_agreement'>, ConfirmationColumn>

// A new column of the table that stands in neither list does not compile.
const confirmationColumns: { readonly [Name in ConfirmationColumn]: Column<Confirmation> } = {
  agreement_type: { type: 'text', of: ({ agreementType }) => agreementType },
  template_id: { type: 'uuid', of: ({ templateId }) => templateId },
  user_id: { type: 'uuid', of: ({ userId }) => userId },
  first_name: { type: 'text', of: ({ primaryContact }) => primaryContact.firstName },
  last_name: { type: 'text', of: ({ primaryContact }) => primaryContact.lastName },
  email: { type: 'text', of: ({ primaryContact }) => primaryContact.email },
  phone_number: { type: 'text', of: ({ primaryContact }) => primaryContact.phoneNumber },
  date_agreed_text: { type: 'text', of: ({ dateAgreed }) => dateAgreed }
}

const circumstances: { readonly [Name in Circumstance]: Column<NewConfirmation> } = {
  request_id: { type: 'uuid', of: ({ requestId }) => requestId },
  customer_id: { type: 'uuid', of: ({ customerId }) => customerId },
  date_agreed: { type: 'timestamptz', of: ({ confirmation }) => toMicroseconds(confirmation.dateAgreed) },
  received_at: { type: 'timestamptz', of: ({ receivedAt }) => receivedAt },
  caller_tenant_id: { type: 'uuid', of: ({ callerTenantId }) => callerTenantId },
  caller_application_id: { type: 'text', of: ({ callerApplicationId }) => callerApplicationId ?? null },
  request_sha256: { type: 'bytea', of: ({ requestSha256 }) => requestSha256 },
  correlation_id: { type: 'text', of: ({ correlationId }) => correlationId }
}

/** The names of the columns that a confirmation is read from. */
export const confirmationColumnNames: readonly string[] = Object.keys(confirmationColumns)

/** Every column that a confirmation is stored in, in one order. */
export const storedColumns: ReadonlyArray<Column<NewConfirmation> & { readonly name: string }> = [
  ...Object.entries(circumstances).map(([name, column]) => ({ name, ...column })),
  ...Object.entries(confirmationColumns).map(([name, { type, of }]) => (
    { name, type, of: ({ confirmation }: NewConfirmation) => of(confirmation) }
  ))
]

/** Reads a stored confirmation. */
export function toConfirmation (row: ConfirmationRow): Confirmation {
  return {
    agreementType: row.agreement_type,
    templateId: row.template_id,
    userId: row.user_id,
    primaryContact: {
      firstName: row.first_name,
      lastName: row.last_name,
      email: row.email,
      phoneNumber: row.phone_number
    },
    dateAgreed: row.date_agreed_text
  }
}

/** timestamptz rounds a 7th digit, and 9999-12-31T23:59:59.9999999Z up into a year that no client can read. */
function toMicroseconds (dateAgreed: string): string {
  return dateAgreed.replace(/(\.\d{6})\d+Z$/, '$1Z')
}
