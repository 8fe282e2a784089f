import { relationshipRequestClouds } from '../domain/partner.js'
import { ApiError } from '../errors/api-error.js'
import type { Caller } from './authentication.js'

/** Settings about callers. */
export interface AuthorizationOptions {
  readonly requireMfa: boolean
}

/**
 * Authorizes agreement endpoints for Admin and Sales agents of partners in the public cloud that are not indirect
 * resellers (R1, R2, R5). Throws the first of NationalCloudNotSupported, AppOnlyNotSupported, MfaRequired,
 * AuthorizationFailed and RoleNotAllowed that applies.
 */
export function authorizeAgreements (caller: Caller, options: AuthorizationOptions): void {
  if (caller.partner.cloud !== 'public') throw new ApiError('NationalCloudNotSupported')
  authorizeUser(caller, options)
  if (caller.roles.size === 0) throw new ApiError('RoleNotAllowed')
}

/**
 * Authorizes the Microsoft Partner Agreement status, which exists in the US Government cloud too and requires no role.
 * Throws NationalCloudNotSupported, AppOnlyNotSupported, MfaRequired or AuthorizationFailed.
 */
export function authorizePartnerStatus (caller: Caller, options: AuthorizationOptions): void {
  const { cloud } = caller.partner
  if (cloud !== 'public' && cloud !== 'us_government') throw new ApiError('NationalCloudNotSupported')
  authorizeUser(caller, options)
}

/**
 * Authorizes orders, carts and subscriptions, which exist in every cloud, for applications and users. An application
 * without a user must be registered with its partner; a user must be an Admin or Sales agent. Throws the first of
 * MfaRequired, AuthorizationFailed, ApplicationNotRegistered and RoleNotAllowed that applies.
 */
export function authorizeTransactions (caller: Caller, options: AuthorizationOptions): void {
  if (caller.token.kind === 'user') {
    authorizeUser(caller, options)
    if (caller.roles.size === 0) throw new ApiError('RoleNotAllowed')
    return
  }
  rejectReseller(caller)
  const { partner, token: { applicationId } } = caller
  if (!partner.applicationIds.includes(applicationId)) {
    throw new ApiError('ApplicationNotRegistered', { parameters: { applicationId } })
  }
}

/**
 * Authorizes customers, which exist in every cloud, for Admin and Sales agents. Throws the first of
 * AppOnlyNotSupported, MfaRequired, AuthorizationFailed and RoleNotAllowed that applies.
 */
export function authorizeCustomers (caller: Caller, options: AuthorizationOptions): void {
  authorizeUser(caller, options)
  if (caller.roles.size === 0) throw new ApiError('RoleNotAllowed')
}

/**
 * Authorizes relationship requests, which exist only in the public cloud and in that of 21Vianet. Throws
 * NationalCloudNotSupported, or an error of {@link authorizeCustomers}.
 */
export function authorizeRelationshipRequests (caller: Caller, options: AuthorizationOptions): void {
  if (!relationshipRequestClouds.includes(caller.partner.cloud)) throw new ApiError('NationalCloudNotSupported')
  authorizeCustomers(caller, options)
}

function authorizeUser (caller: Caller, options: AuthorizationOptions): void {
  if (caller.token.kind === 'app') throw new ApiError('AppOnlyNotSupported')
  if (options.requireMfa && !caller.token.mfa) throw new ApiError('MfaRequired')
  rejectReseller(caller)
}

/** Indirect resellers may not call Partner Center's API at all. */
function rejectReseller ({ partner }: Caller): void {
  if (partner.type === 'indirect_reseller') throw new ApiError('AuthorizationFailed')
}
