import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { effectiveLocale, type AgreementLocale } from '../../domain/agreements/agreement-locale.js'
import { agreementTemplates } from '../../domain/agreements/agreement-template.js'
import { ApiError } from '../../errors/api-error.js'
import { authorize, type AuthorizationOptions } from '../../http/authorization.js'
import { parameter } from '../../http/query.js'
import type { DownloadLinks } from './download-link.js'
import type { AgreementDocumentRepository, DocumentContent, DocumentForm } from './repository.js'
import { getAgreementDocument, openAgreementDocument } from './schemas.js'

/** The parts that the routes need. */
export interface AgreementDocumentOptions extends AuthorizationOptions {
  readonly documents: AgreementDocumentRepository
  readonly links: DownloadLinks
  readonly clock: () => Date
  /** The address of this service, with which links begin. Must not come from a Host header: a client can forge it. */
  readonly publicUrl: string
}

type Routes = FastifyPluginAsyncTypebox<AgreementDocumentOptions>

/** `GET /agreementtemplates/{id}/document`: links to the text of a template. */
export const agreementDocumentRoutes: Routes = async (app, options) => {
  const { documents, links, clock, publicUrl } = options
  app.get('/agreementtemplates/:templateId/document', { schema: getAgreementDocument }, async request => {
    authorize(request.caller, 'readAgreementDocument', options)
    const { templateId } = request.params
    const template = agreementTemplates.find(template => template.hasDocument && template.templateId === templateId)
    if (template === undefined) throw new ApiError('TemplateNotFound')
    const document = await documents.findCurrent(template.templateId, withFallbacks(requestedLocale(request.query)))
    if (document === undefined) throw new ApiError('DocumentNotImported')
    const { documentId, language, country } = document
    const now = clock()
    const linkTo = async (form: DocumentForm) =>
      `${publicUrl}/agreement-documents/${await links.sign({ documentId, form }, now)}`
    return { displayUri: await linkTo('display'), downloadUri: await linkTo('download'), language, country }
  })
}

/** `GET /agreement-documents/{link}`: the document of a link. */
export const agreementDocumentLinkRoutes: Routes = async (app, options) => {
  app.get('/agreement-documents/:link', { schema: openAgreementDocument }, async (request, reply) => {
    const target = await options.links.verify(request.params.link, options.clock())
    const document = target && await options.documents.read(target.documentId, target.form)
    if (target === undefined || document === undefined) throw new ApiError('DownloadLinkRefused')
    return await reply.headers(headersOf(document, target.form)).send(document.content)
  })
}

function requestedLocale (query: unknown): AgreementLocale {
  return effectiveLocale({ country: parameter(query, 'country'), language: parameter(query, 'language') })
}

/** Adds the fallbacks for an operator that imported only some of Partner Center's documents. */
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
    // An imported page may use its own styles and embedded images. It must not run scripts or load anything.
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
  }
}
