import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { parameter } from '../../http/query.js'

/** What {@link relationshipRequestUrl} needs. */
export interface RelationshipRequestOptions {
  readonly partnerId: string
  readonly publicUrl: string
  readonly isReseller: (partnerId: string, resellerId: string) => Promise<boolean>
}

/**
 * Returns the URL at which a customer accepts a relationship with the partner. Throws PropertyInvalid for a parameter
 * that names another provider, or a reseller that is not the partner's.
 */
export async function relationshipRequestUrl (
  query: unknown,
  { partnerId, publicUrl, isReseller }: RelationshipRequestOptions
): Promise<string> {
  const url = new URLSearchParams({ invType: 'ResellerRelationship', partnerId, msppId: '0', DAP: 'false' })
  const provider = guidParameter(query, 'indirectCloudSolutionProviderId')
  if (provider !== undefined) {
    if (provider !== partnerId) throw invalid('indirectCloudSolutionProviderId', 'is not the caller')
    url.set('indirectCloudSolutionProviderId', provider)
  }
  const reseller = guidParameter(query, 'indirectResellerId')
  if (reseller !== undefined) {
    if (!(await isReseller(partnerId, reseller))) {
      throw invalid('indirectResellerId', 'is not an indirect reseller of the caller')
    }
    url.set('indirectResellerId', reseller)
  }
  const dualRole = parameter(query, 'dualRoleIndirectRelationship')?.toLowerCase()
  if (dualRole !== undefined) {
    if (dualRole !== 'true' && dualRole !== 'false') {
      throw invalid('dualRoleIndirectRelationship', 'is not true or false')
    }
    url.set('dualRoleIndirectRelationship', dualRole)
  }
  return `${publicUrl}/accept/relationship?${url.toString()}`
}

function guidParameter (query: unknown, name: string): string | undefined {
  const given = parameter(query, name)
  const guid = given === undefined ? undefined : parseGuid(given)
  if (given !== undefined && guid === undefined) throw invalid(name, 'is not a GUID')
  return guid
}

function invalid (property: string, problem: string): ApiError {
  return new ApiError('PropertyInvalid', { parameters: { property, problem } })
}
