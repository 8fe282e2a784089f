import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { effectiveLocale, type AgreementLocale } from '../domain/agreement-locale.js'
import { agreementTemplates } from '../domain/agreement-template.js'
import { Fault } from '../errors/fault.js'
import { authorizeAgreements, type AuthorizationOptions } from '../http/authorization.js'
import { parameter } from '../http/query.js'
import type { DownloadLinks } from './download-link.js'
import type { AgreementDocumentRepository, DocumentContent, DocumentForm } from './repository.js'
import { getAgreementDocument, openAgreementDocument } from './schemas.js'

/** What the routes need. */
export interface AgreementDocumentOptions extends AuthorizationOptions {
  readonly documents: AgreementDocumentRepository
  readonly links: DownloadLinks
  readonly clock: () => Date
  /** Where clients reach this service; links begin with it. Never taken from a Host header, which a client can forge. */
  readonly publicUrl: () => string
}

/** `GET /agreementtemplates/{id}/document`: where to read and download a template's text. */
export const agreementDocumentRoutes: FastifyPluginAsyncTypebox<AgreementDocumentOptions> = async (app, options) => {
  app.get('/agreementtemplates/:templateId/document', { schema: getAgreementDocument }, async request => {
    authorizeAgreements(request.caller, options)
    const template = agreementTemplates.find(({ templateId, hasDocument }) => hasDocument && templateId === request.params.templateId)
    if (template === undefined) throw new Fault('TemplateNotFound')
    const wanted = effectiveLocale({ country: parameter(request.query, 'country'), language: parameter(request.query, 'language') })
    const document = await options.documents.findCurrent(template.templateId, withFallbacks(wanted))
    if (document === undefined) throw new Fault('DocumentNotImported')
    const now = options.clock()
    const link = async (form: DocumentForm) => `${options.publicUrl()}/agreement-documents/${await options.links.sign({ documentId: document.documentId, form }, now)}`
    return { displayUri: await link('display'), downloadUri: await link('download'), language: document.language, country: document.country }
  })
}

/** `GET /agreement-documents/{link}`: the documents themselves, by link instead of token. */
export const agreementDocumentLinkRoutes: FastifyPluginAsyncTypebox<AgreementDocumentOptions> = async (app, options) => {
  app.get('/agreement-documents/:link', { schema: openAgreementDocument }, async (request, reply) => {
    const target = await options.links.verify(request.params.link, options.clock())
    const document = target && await options.documents.read(target.documentId, target.form)
    if (target === undefined || document === undefined) throw new Fault('DownloadLinkRefused')
    return await reply.headers(headersOf(document, target.form)).send(document.content)
  })
}

/** What Partner Center falls back to, and what an operator who imported less than the whole table needs. */
function withFallbacks ({ country, language }: AgreementLocale): AgreementLocale[] {
  return [{ country, language }, { country, language: 'en-US' }, { country: 'US', language: 'en-US' }]
}

function headersOf ({ mediaType, label }: DocumentContent, form: DocumentForm): Record<string, string> {
  const name = `MicrosoftCustomerAgreement-${label.replace(/[^\w.-]/g, '_')}.docx`
  return {
    'content-type': mediaType,
    'content-disposition': form === 'download' ? `attachment; filename="${name}"` : 'inline',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // An imported page may style itself, and do nothing else.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
  }
}
