import { createHash, timingSafeEqual } from 'node:crypto'
import type { GrantError } from '../token-grants.js'
import type { Authorization, AuthorizationCodes } from './authorization-codes.js'
import { acceptancePageClient } from './authorization-request.js'

const required = ['grant_type', 'client_id', 'client_secret', 'code', 'redirect_uri', 'code_verifier']

/**
 * Decides on the exchange of a code at a tenant's token endpoint, with Entra's errors; see `decideGrant`. A request
 * with the client's secret uses up its code, whatever else is wrong.
 */
export function redeemCode (
  codes: AuthorizationCodes,
  tenant: string,
  form: URLSearchParams
): { readonly authorization: Authorization } | { readonly refusal: GrantError } {
  const repeated = required.find(field => form.getAll(field).length > 1)
  if (repeated !== undefined) {
    return refuse(
      'invalid_request',
      9000411,
      `The request is not properly formatted. The parameter '${repeated}' is duplicated.`
    )
  }
  const grantType = form.get('grant_type') ?? ''
  if (grantType !== '' && grantType !== 'authorization_code') {
    return refuse('unsupported_grant_type', 70003, 'The app requested an unsupported grant type.')
  }
  const missing = required.find(field => !form.get(field))
  if (missing !== undefined) {
    return refuse('invalid_request', 900144, `The request body must contain the following parameter: '${missing}'.`)
  }
  if (form.get('client_id')?.toLowerCase() !== acceptancePageClient.clientId) {
    return refuse('unauthorized_client', 700016, 'The application was not found in the directory.')
  }
  if (!isSame(form.get('client_secret') ?? '', acceptancePageClient.secret)) {
    return refuse('invalid_client', 7000215, 'Invalid client secret provided.', 401)
  }

  const authorization = codes.redeem(form.get('code') ?? '')
  if (authorization === 'redeemed') {
    return refuse(
      'invalid_grant',
      54005,
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code.'
    )
  }
  if (authorization === 'expired') return refuse('invalid_grant', 70008, 'The provided authorization code is expired.')
  if (authorization === 'unknown' || authorization.tenant !== tenant) {
    return refuse('invalid_grant', 70000, "The provided value for the 'code' parameter is not valid.")
  }
  if (form.get('redirect_uri') !== authorization.request.redirectUri) {
    return refuse(
      'invalid_client',
      500112,
      'The reply address does not match the one provided when requesting the authorization code.'
    )
  }
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url')
  if (!isSame(challenge, authorization.request.codeChallenge)) {
    return refuse(
      'invalid_grant',
      501481,
      'The code_verifier does not match the code_challenge supplied in the authorization request.'
    )
  }
  return { authorization }
}

/** Compares hashes, which have the same length, so that the time reveals nothing. */
function isSame (given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

function refuse (error: string, number: number, text: string, status: 400 | 401 = 400): { refusal: GrantError } {
  return { refusal: { status, error, number, text } }
}
