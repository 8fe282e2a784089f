/** The members of openid-client's errors that may be logged. */
interface SignInError {
  readonly code?: unknown
  readonly error?: unknown
  readonly error_description?: unknown
  readonly cause?: { readonly cause?: { readonly claim?: unknown } }
}

/** The provider's error codes (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core, section 3.1.2.6). */
const providerErrors = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
  'invalid_scope',
  'invalid_resource',
  'access_denied',
  'server_error',
  'temporarily_unavailable',
  'interaction_required',
  'login_required',
  'account_selection_required',
  'consent_required'
]

/**
 * Says why a sign-in failed, for the log. It contains only known codes, such as `invalid_client` for an expired secret
 * of this service. Messages quote tokens, and the browser may return with any text.
 */
export function signInProblem (thrown: unknown): string {
  const { code, error, error_description: description, cause } = thrown as SignInError
  const known = providerErrors.find(one => one === error)
  const number = typeof description === 'string' ? /AADSTS\d{1,9}/.exec(description)?.[0] : undefined
  const claim = cause?.cause?.claim
  return [code, known, number, claim].filter(word => typeof word === 'string').join(' ') || 'unknown'
}
