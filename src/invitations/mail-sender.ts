/** A mail as it goes out. */
export interface OutgoingMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Sends mail. */
export interface MailSender {
  /** Resolves once a mail server has taken the mail; rejects where it has not, or not in time. */
  send (mail: OutgoingMail): Promise<void>
}
