import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { agreementTemplates, passesFilter, type AgreementTemplate } from '../domain/agreement-template.js'
import { authorizeAgreements, type AuthorizationOptions } from '../http/authorization.js'
import { presentCollection } from '../http/collection.js'
import { agreementTypeFilter } from '../http/agreement-type-filter.js'
import { getAgreementMetadata, type AgreementMetaDataResource } from './schemas.js'

/** `GET /agreements`: which templates there are to confirm. */
export const agreementMetadataRoutes: FastifyPluginAsyncTypebox<AuthorizationOptions> = async (app, options) => {
  app.get('/agreements', { schema: getAgreementMetadata }, async request => {
    authorizeAgreements(request.caller, options)
    const { filter, search } = agreementTypeFilter(request.query)
    const templates = agreementTemplates.filter(({ agreementType }) => passesFilter(agreementType, filter))
    return presentCollection(templates.map(presentMetaData), `/agreements${search}`)
  })
}

function presentMetaData ({ templateId, agreementType, agreementLink, versionRank }: AgreementTemplate): AgreementMetaDataResource {
  return { templateId, agreementType, agreementLink, versionRank }
}
