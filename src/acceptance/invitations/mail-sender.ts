/** A mail to send. */
export interface OutgoingMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Sends mail. */
export interface MailSender {
  /** Resolves when a mail server has accepted the mail. Rejects if none has within {@link mailTimeoutMs}. */
  send (mail: OutgoingMail): Promise<void>
}

/** How long sending one mail may take, in ms. */
export const mailTimeoutMs = 15_000

/** How long after a request the outcome of its mail may still be recorded, in ms. It is longer than sending takes. */
export const mailPatienceMs = mailTimeoutMs + 5_000
