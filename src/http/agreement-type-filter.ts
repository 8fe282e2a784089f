import Type from 'typebox'
import { parseAgreementTypeFilter, type AgreementTypeFilter } from '../domain/agreement-template.js'
import { ApiError } from '../errors/api-error.js'
import { parameter } from './query.js'

/** The `agreementType` parameter that metadata and confirmations share. Free text for Ajv: the route refuses what it does not know. */
export const agreementTypeParameter = Type.Object({
  agreementType: Type.Optional(Type.String({
    description: 'Which type to list; `*` lists all. Without it only `MicrosoftCloudAgreement` is listed.',
    examples: ['MicrosoftCustomerAgreement', 'MicrosoftCloudAgreement', '*']
  }))
})

/**
 * The `agreementType` filter of a request, and the query string that its collection's self link repeats. Throws
 * AgreementTypeUnknown.
 */
export function agreementTypeFilter (query: unknown): {
  filter: AgreementTypeFilter
  search: string
  isDefault: boolean
} {
  const given = parameter(query, 'agreementType')
  const filter = parseAgreementTypeFilter(given)
  if (filter === undefined) throw new ApiError('AgreementTypeUnknown')
  return { filter, search: given === undefined ? '' : `?agreementType=${filter}`, isDefault: given === undefined }
}
