import { isLoopback } from '../../http/loopback.js'
import { mailTimeoutMs, type MailSender } from './mail-sender.js'

/** Where mail goes, and whom it comes from; checked by config.ts. */
export interface SmtpOptions {
  /** smtps://, or smtp:// which then must offer STARTTLS unless it is this machine itself. */
  readonly smtpUrl: string
  readonly mailFrom: string
  /** How long one mail may take, in ms. */
  readonly timeoutMs?: number
  /** Ends the mails that are still on their way when it aborts. */
  readonly stopping?: AbortSignal
}

/** Sends through an SMTP server, over a connection for each mail. Nothing of a mail is logged. */
export function smtpSender ({ smtpUrl, mailFrom, timeoutMs = mailTimeoutMs, stopping }: SmtpOptions): MailSender {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl)
  const isSecure = protocol === 'smtps:'
  const options = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 465 : 587) : Number(port),
    secure: isSecure,
    requireTLS: !isSecure && !isLoopback(hostname),
    ignoreTLS: isLoopback(hostname) && !isSecure,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A server that goes on talking after it was given up would keep its connection for that long.
    socketCloseTimeout: 1_000,
    disableFileAccess: true,
    disableUrlAccess: true
  }
  return {
    async send ({ to, ...mail }) {
      const given = new AbortController()
      const giveUp = () => given.abort(new Error('The mail server took too long'))
      // Each step has its own limit; a server that answers every step slowly needs one for them all.
      const timer = setTimeout(giveUp, timeoutMs)
      stopping?.addEventListener('abort', giveUp)
      if (stopping?.aborted === true) giveUp()
      try {
        // Not before: few installations send mail.
        const { createTransport } = await import('nodemailer')
        await createTransport(options).sendMail({ ...mail, from: mailFrom, to: { name: '', address: to }, signal: given.signal })
      } finally {
        clearTimeout(timer)
        stopping?.removeEventListener('abort', giveUp)
      }
    }
  }
}
