import { isLoopback } from '../../http/loopback.js'
import { mailTimeoutMs, type MailSender } from './mail-sender.js'

/** The mail server and the sender. config.ts has checked both. */
export interface SmtpOptions {
  /** smtps://, or smtp://. With smtp:// the server must offer STARTTLS, unless it is on a loopback address. */
  readonly smtpUrl: string
  readonly mailFrom: string
  /** How long one mail may take, in ms. */
  readonly timeoutMs?: number
  /** Aborts the mails that are being sent. */
  readonly stopping?: AbortSignal
}

/** Sends through an SMTP server, with a new connection for each mail. The log contains no part of a mail. */
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
    // Without it, a server that keeps sending after an abort would keep the connection open for `socketTimeout`.
    socketCloseTimeout: 1_000,
    disableFileAccess: true,
    disableUrlAccess: true
  }
  return {
    async send ({ to, ...mail }) {
      const aborting = new AbortController()
      const abort = () => aborting.abort(new Error('The mail server took too long'))
      // The time limits above are for each step. A server that is slow in every step needs a limit for all together.
      const timer = setTimeout(abort, timeoutMs)
      stopping?.addEventListener('abort', abort)
      if (stopping?.aborted === true) abort()
      try {
        // Imported here only: few installations send mail.
        const { createTransport } = await import('nodemailer')
        await createTransport(options).sendMail({
          ...mail,
          from: mailFrom,
          to: { name: '', address: to },
          signal: aborting.signal
        })
      } finally {
        clearTimeout(timer)
        stopping?.removeEventListener('abort', abort)
      }
    }
  }
}
