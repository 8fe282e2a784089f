import { permissions, type Operation, type Permission } from '../domain/permissions.js'
import { ApiError } from '../errors/api-error.js'
import type { Caller } from './authentication.js'

/** Settings about callers. */
export interface AuthorizationOptions {
  readonly requireMfa: boolean
}

/**
 * Checks that the caller may use an operation; see {@link permissions}. Throws the first of NationalCloudNotSupported,
 * AppOnlyNotSupported, MfaRequired, AuthorizationFailed (an indirect reseller), ApplicationNotRegistered and
 * RoleNotAllowed that applies.
 */
export function authorize (caller: Caller, operation: Operation, options: AuthorizationOptions): void {
  const { partner, token, roles } = caller
  const permission: Permission = permissions[operation]
  const isUser = token.kind === 'user'
  if (!permission.clouds.includes(partner.cloud)) throw new ApiError('NationalCloudNotSupported')
  if (!isUser && !permission.allowsApplications) throw new ApiError('AppOnlyNotSupported')
  if (isUser && options.requireMfa && !token.mfa) throw new ApiError('MfaRequired')
  if (partner.type === 'indirect_reseller') throw new ApiError('AuthorizationFailed')
  if (!isUser && !partner.applicationIds.includes(token.applicationId)) {
    throw new ApiError('ApplicationNotRegistered', { parameters: { applicationId: token.applicationId } })
  }
  if (isUser && permission.needsRole && roles.size === 0) throw new ApiError('RoleNotAllowed')
}
