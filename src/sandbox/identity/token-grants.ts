import { createHash, timingSafeEqual } from 'node:crypto'
import {
  sandboxApplications,
  sandboxPassword,
  sandboxUsers,
  unregisteredApplication,
  type SandboxApplication,
  type SandboxPartner,
  type SandboxUser
} from '../data.js'

/** The versions of Entra's token endpoint: `resource` and strings (v1), `scope` and numbers (v2). */
export type EndpointVersion = 'v1' | 'v2'

/** A token to issue. Without `user` it is the application's own token. */
export interface Grant {
  readonly partner: SandboxPartner
  readonly application: SandboxApplication
  readonly user: SandboxUser | undefined
  readonly audience: string
  readonly mfa: boolean
  /** Whether the application authenticated with its secret. */
  readonly confidential: boolean
}

/** An error of Entra. `number` is the one after `AADSTS`. */
export interface GrantError {
  readonly status: 400 | 401 | 429
  readonly error: string
  readonly number: number
  readonly text: string
}

/** The decision on a request for a token. */
export type GrantDecision = { readonly grant: Grant } | { readonly refusal: GrantError }

/** A form sent to the token endpoint of an existing tenant. */
export interface TokenRequest {
  readonly partner: SandboxPartner
  readonly version: EndpointVersion
  readonly form: URLSearchParams
}

// A resource's URI, or its application's id. Every resource is accepted: clients can test how this service rejects
// tokens of another audience (900420).
const resource = /^(?:[a-z][a-z\d+.-]*:\/\/[\w.:/-]{1,200}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i

/** The resource of a token if the request names none. */
export const defaultAudience = 'https://api.partnercenter.microsoft.com'

const requiredFields = new Map([
  ['password', ['client_id', 'username', 'password']],
  ['client_credentials', ['client_id', 'client_secret']]
])
const userScope = {
  pattern: /^(.+)\/(?:\.default|user_impersonation)$/,
  number: 70011,
  text: "The provided value for the input parameter 'scope' is not valid."
}
const appScope = {
  pattern: /^(.+)\/\.default$/,
  number: 1002012,
  text:
    'The provided value for scope is not valid. Client credential flows must have a scope value with /.default ' +
      'suffixed to the resource identifier (application ID URI).'
}
const openIdScopes = ['openid', 'profile', 'email', 'offline_access']

/**
 * Decides on a token request as Entra does. Numbers and names of errors are Entra's
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes); texts are similar and never repeat a
 * credential. The field `mfa=false` is our addition: the user's token then has no claim of multi-factor authentication,
 * so that clients can test the rejection (900421).
 */
export function decideGrant (request: TokenRequest): GrantDecision {
  const { partner, form } = request
  const grantType = form.get('grant_type') ?? ''
  const malformed = malformedRequest(form, grantType)
  if (malformed !== undefined) return { refusal: malformed }

  const clientId = form.get('client_id')?.toLowerCase()
  const application = [...sandboxApplications, unregisteredApplication].find(
    one => one.clientId === clientId && one.partnerId === partner.partnerId
  )
  if (application === undefined) {
    return refuse(
      'unauthorized_client',
      700016,
      `Application with identifier '${short(form.get('client_id'))}' was not found in the directory '${partner.name}'.`
    )
  }

  const secret = form.get('client_secret')
  if (secret !== null && !sameSecret(secret)) {
    return refuse(
      'invalid_client',
      7000215,
      'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, ' +
        `not the client secret ID, for a secret added to app '${application.clientId}'.`,
      401
    )
  }
  const user = grantType === 'password' ? signIn(partner, form) : undefined
  if (user === 'rejected') {
    return refuse('invalid_grant', 50126, 'Error validating credentials due to invalid username or password.')
  }

  const scope = user === undefined ? appScope : userScope
  const audience =
    request.version === 'v1'
      ? form.get('resource') || defaultAudience
      : audienceOf(form.get('scope') ?? '', scope.pattern)
  if (audience === undefined) return refuse('invalid_scope', scope.number, scope.text)
  if (!resource.test(audience)) {
    return refuse(
      'invalid_resource',
      500011,
      `The resource principal named ${short(audience)} was not found in the tenant named ${partner.name}.`
    )
  }

  return {
    grant: { partner, application, user, audience, mfa: form.get('mfa') !== 'false', confidential: secret !== null }
  }
}

/** Entra's error about a tenant that does not exist. */
export function tenantNotFound (tenant: string, error = 'invalid_request'): GrantError {
  return {
    status: 400,
    error,
    number: 90002,
    text:
      `Tenant '${short(tenant)}' not found. Check to make sure you have the correct tenant ID and are signing ` +
        'into the correct cloud.'
  }
}

function malformedRequest (form: URLSearchParams, grantType: string): GrantError | undefined {
  const fields = ['grant_type', 'client_id', 'client_secret', 'username', 'password', 'resource', 'scope', 'mfa']
  const repeated = fields.find(field => form.getAll(field).length > 1)
  if (repeated !== undefined) {
    return refuse(
      'invalid_request',
      9000411,
      `The request is not properly formatted. The parameter '${repeated}' is duplicated.`
    ).refusal
  }
  const required = requiredFields.get(grantType)
  if (grantType !== '' && required === undefined) {
    return refuse('unsupported_grant_type', 70003, `The app requested an unsupported grant type '${short(grantType)}'.`)
      .refusal
  }
  const missing = ['grant_type', ...required ?? []].find(field => !form.get(field))
  return missing === undefined
    ? undefined
    : refuse('invalid_request', 900144, `The request body must contain the following parameter: '${missing}'.`).refusal
}

/** The user, or `rejected` for a wrong name or a wrong password. */
function signIn (partner: SandboxPartner, form: URLSearchParams): SandboxUser | 'rejected' {
  const name = form.get('username')?.toLowerCase()
  const user = sandboxUsers.find(one => one.userPrincipalName === name && one.partnerId === partner.partnerId)
  const known = sameSecret(form.get('password') ?? '')
  return known && user !== undefined ? user : 'rejected'
}

/** The resource to which all scopes of a v2 request belong; `undefined` if there are several or none. */
function audienceOf (scope: string, pattern: RegExp): string | undefined {
  const asked = scope.split(' ').filter(one => one !== '' && !openIdScopes.includes(one))
  if (asked.length === 0) return defaultAudience
  const resources = new Set(asked.map(one => pattern.exec(one)?.[1]))
  return resources.size === 1 ? [...resources][0] : undefined
}

/** Compares hashes, which have the same length, so that the time reveals nothing about the secret. */
function sameSecret (given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(sandboxPassword))
}

function refuse (error: string, number: number, text: string, status: 400 | 401 = 400): { refusal: GrantError } {
  return { refusal: { status, error, number, text } }
}

function short (text: string | null): string {
  return (text ?? '').slice(0, 100)
}
