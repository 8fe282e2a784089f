import Type from 'typebox'
import { parseAgreementTypeFilter, type AgreementTypeFilter } from '../domain/agreements/agreement-template.js'
import { ApiError } from '../errors/api-error.js'
import { parameter } from './query.js'

/**
 * The `agreementType` parameter that metadata and confirmations share. The schema accepts any text: the route rejects
 * unknown types, with an error of its own.
 */
export const agreementTypeParameter = Type.Object({
  agreementType: Type.Optional(Type.String({
    description: 'The type to list; `*` lists all. The default is `MicrosoftCloudAgreement`.',
    examples: ['MicrosoftCustomerAgreement', 'MicrosoftCloudAgreement', '*']
  }))
})

/**
 * Reads the `agreementType` filter of a request, and the query string that the collection's self link repeats. Throws
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
