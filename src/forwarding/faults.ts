import { Fault } from '../errors/fault.js'

// Before a connection stands nothing was sent. Whatever is not in this list may have been carried out.
const beforeSending = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|ERR_SSL_.*|CERT_.*|.*_CERT|.*SIGNATURE.*|UNABLE_TO_.*)$/
const late = /TIMEOUT|TimeoutError/

/**
 * Why Partner Center gave no answer, as a refusal. Where the request may have reached it and may have changed
 * something, the refusal says that the outcome is unknown.
 */
export function faultOfSilence (error: unknown, mayHaveChanged: boolean): Fault {
  const causes = causesOf(error)
  const wasSent = mayHaveChanged && !causes.some(({ code }) => beforeSending.test(code))
  const wasLate = causes.some(({ name, code }) => late.test(name) || late.test(code))
  if (wasSent) return new Fault(wasLate ? 'PartnerCenterAnswerLate' : 'PartnerCenterAnswerLost', { cause: error })
  return new Fault(wasLate ? 'PartnerCenterTimeout' : 'PartnerCenterUnreachable', { cause: error })
}

/** An error and what it wraps: the libraries wrap what the socket said, some of them twice. */
function causesOf (error: unknown): Array<{ name: string, code: string }> {
  const causes: Array<{ name: string, code: string }> = []
  for (let one = error; one instanceof Error && causes.length < 8; one = one.cause) {
    causes.push({ name: one.name, code: String((one as Error & { code?: unknown }).code ?? '') })
  }
  return causes
}
