import { ApiError } from '../errors/api-error.js'

// These errors occur before the connection exists, so nothing was sent. After any other error, Partner Center may have
// carried out the request.
const beforeSending = new RegExp('^(' + [
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_.*', 'ERR_SSL_.*', 'CERT_.*', '.*_CERT', '.*SIGNATURE.*', 'UNABLE_TO_.*'
].join('|') + ')$')
const timeout = /TIMEOUT|TimeoutError/

/**
 * The error for a request to which Partner Center sent no response. It says that the outcome is unknown if the request
 * may have reached Partner Center and may have changed something.
 */
export function noResponseError (error: unknown, mayHaveChanged: boolean): ApiError {
  const causes = causesOf(error)
  const isOutcomeUnknown = mayHaveChanged && !causes.some(({ code }) => beforeSending.test(code))
  const isTimeout = causes.some(({ name, code }) => timeout.test(name) || timeout.test(code))
  if (isOutcomeUnknown) {
    return new ApiError(isTimeout ? 'PartnerCenterAnswerLate' : 'PartnerCenterAnswerLost', { cause: error })
  }
  return new ApiError(isTimeout ? 'PartnerCenterTimeout' : 'PartnerCenterUnreachable', { cause: error })
}

/** The error and its causes, at most 8: the HTTP libraries wrap the socket's error, some of them twice. */
function causesOf (error: unknown): Array<{ name: string, code: string }> {
  const causes: Array<{ name: string, code: string }> = []
  for (let cause = error; cause instanceof Error && causes.length < 8; cause = cause.cause) {
    causes.push({ name: cause.name, code: String((cause as Error & { code?: unknown }).code ?? '') })
  }
  return causes
}
