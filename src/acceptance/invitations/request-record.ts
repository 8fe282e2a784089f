/** What became of a mail: a mail server took it, or did not. */
export type MailOutcome = 'mailed' | 'mailFailed'

/** {@link MailOutcome} and when it was. */
export interface MailRecord {
  readonly outcome: MailOutcome
  readonly at: Date
}

/** A request that makes or changes an invitation, to be recorded with what it does. */
export interface NewRequest {
  /** Canonical GUID of `MS-RequestId`. */
  readonly requestId: string
  readonly requestSha256: Buffer
  /** Whether a mail is to be sent once all this is recorded. */
  readonly sendsMail: boolean
  /** Encrypted. */
  readonly response: Buffer
}

/** A request that was carried out. */
export interface StoredRequest extends NewRequest {
  readonly invitationId: string
  /** Null: none was asked for, or its outcome is not recorded. */
  readonly mail: MailRecord | null
  /** For how long it has been recorded, in ms by the database's clock. */
  readonly ageMs: number
}
