/** The outcome of sending a mail: a mail server accepted it, or none did. */
export type MailOutcome = 'mailed' | 'mailFailed'

/** The outcome of sending a mail, with its time. */
export interface MailRecord {
  readonly outcome: MailOutcome
  readonly at: Date
}

/** A request that creates or changes an invitation. It is stored in the transaction that does so. */
export interface NewRequest {
  /** Canonical GUID of `MS-RequestId`. */
  readonly requestId: string
  readonly requestSha256: Buffer
  /** Whether a mail is sent after the transaction. */
  readonly sendsMail: boolean
  /** Encrypted. */
  readonly response: Buffer
}

/** A request that has been carried out. */
export interface StoredRequest extends NewRequest {
  readonly invitationId: string
  /** Null if no mail was requested, or its outcome is not recorded. */
  readonly mail: MailRecord | null
  /** How long ago it was stored, in ms by the database's clock. */
  readonly ageMs: number
}
