import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { agreementTemplates, passesFilter } from '../../domain/agreements/agreement-template.js'
import { authorize, type AuthorizationOptions } from '../../http/authorization.js'
import { presentCollection } from '../../http/collection.js'
import { agreementTypeFilter } from '../../http/agreement-type-filter.js'
import { getAgreementMetadata, presentMetaData } from './schemas.js'

/** `GET /agreements`: the templates that partners can confirm. */
export const agreementMetadataRoutes: FastifyPluginAsyncTypebox<AuthorizationOptions> = async (app, options) => {
  app.get('/agreements', { schema: getAgreementMetadata }, async request => {
    authorize(request.caller, 'readAgreementMetadata', options)
    const { filter, search } = agreementTypeFilter(request.query)
    const templates = agreementTemplates.filter(({ agreementType }) => passesFilter(agreementType, filter))
    return presentCollection(templates.map(presentMetaData), `/agreements${search}`)
  })
}
