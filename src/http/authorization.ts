import { relationshipRequestClouds } from '../domain/partner.js'
import { ApiError } from '../errors/api-error.js'
import type { Caller } from './authentication.js'

/** What the operator decides about callers. */
export interface AuthorizationOptions {
  readonly requireMfa: boolean
}

/**
 * Lets a user through to the agreement endpoints: a user's token of a public-cloud partner that is no indirect
 * reseller, of an Admin or Sales agent (R1, R2, R5). Throws the first of NationalCloudNotSupported,
 * AppOnlyNotSupported, MfaRequired, AuthorizationFailed and RoleNotAllowed that applies.
 */
export function authorizeAgreements (caller: Caller, options: AuthorizationOptions): void {
  if (caller.partner.cloud !== 'public') throw new ApiError('NationalCloudNotSupported')
  authorizeUser(caller, options)
  if (caller.roles.size === 0) throw new ApiError('RoleNotAllowed')
}

/**
 * Lets a user through to the Microsoft Partner Agreement status, which the US Government cloud has too and which
 * asks for no role. Throws NationalCloudNotSupported, AppOnlyNotSupported, MfaRequired or AuthorizationFailed.
 */
export function authorizePartnerStatus (caller: Caller, options: AuthorizationOptions): void {
  const { cloud } = caller.partner
  if (cloud !== 'public' && cloud !== 'us_government') throw new ApiError('NationalCloudNotSupported')
  authorizeUser(caller, options)
}

/**
 * Lets apps and users through to orders, carts and subscriptions, which every cloud has. An application without a user must
 * be registered with its partner; a user must be an Admin or Sales agent. Throws the first of MfaRequired,
 * AuthorizationFailed, ApplicationNotRegistered and RoleNotAllowed that applies.
 */
export function authorizeTransactions (caller: Caller, options: AuthorizationOptions): void {
  if (caller.token.kind === 'user') {
    authorizeUser(caller, options)
    if (caller.roles.size === 0) throw new ApiError('RoleNotAllowed')
    return
  }
  refuseReseller(caller)
  const { partner, token: { applicationId } } = caller
  if (!partner.applicationIds.includes(applicationId)) {
    throw new ApiError('ApplicationNotRegistered', { parameters: { applicationId } })
  }
}

/**
 * Lets a user through to one customer, which every cloud has; it must be an Admin or Sales agent. Throws the first of
 * AppOnlyNotSupported, MfaRequired, AuthorizationFailed and RoleNotAllowed that applies.
 */
export function authorizeCustomers (caller: Caller, options: AuthorizationOptions): void {
  authorizeUser(caller, options)
  if (caller.roles.size === 0) throw new ApiError('RoleNotAllowed')
}

/** The same for relationship requests, which only the public cloud and the one of 21Vianet have. Throws NationalCloudNotSupported too. */
export function authorizeRelationshipRequests (caller: Caller, options: AuthorizationOptions): void {
  if (!relationshipRequestClouds.includes(caller.partner.cloud)) throw new ApiError('NationalCloudNotSupported')
  authorizeCustomers(caller, options)
}

function authorizeUser (caller: Caller, options: AuthorizationOptions): void {
  if (caller.token.kind === 'app') throw new ApiError('AppOnlyNotSupported')
  if (options.requireMfa && !caller.token.mfa) throw new ApiError('MfaRequired')
  refuseReseller(caller)
}

/** Partner Center's API is closed to indirect resellers altogether. */
function refuseReseller ({ partner }: Caller): void {
  if (partner.type === 'indirect_reseller') throw new ApiError('AuthorizationFailed')
}
