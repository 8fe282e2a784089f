/** A mail as it goes out. */
export interface OutgoingMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Sends mail. */
export interface MailSender {
  /** Resolves once a mail server has taken the mail; rejects where it has not, within {@link mailTimeoutMs}. */
  send (mail: OutgoingMail): Promise<void>
}

/** How long sending one mail may take, in ms. */
export const mailTimeoutMs = 15_000

/** How long after a request was recorded the outcome of its mail may still be recorded, in ms: longer than sending takes. */
export const mailPatienceMs = mailTimeoutMs + 5_000
