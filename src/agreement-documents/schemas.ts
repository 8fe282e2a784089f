import Type from 'typebox'
import { faultResponses, publicFaultResponses } from '../errors/responses.js'

const agreementDocumentSchema = Type.Object({
  displayUri: Type.String({ format: 'uri', description: 'A page to read in a browser. Expires after 5 minutes.' }),
  downloadUri: Type.String({ format: 'uri', description: 'A Word document. Expires after 5 minutes.' }),
  language: Type.String({ description: 'The language of the document, after fallback.' }),
  country: Type.String({ description: 'The country of the document, after fallback.' })
}, { $id: 'AgreementDocument', title: 'AgreementDocument', examples: [{ displayUri: 'https://agreements.example.com/agreement-documents/eyJ...', downloadUri: 'https://agreements.example.com/agreement-documents/eyJ...', language: 'de-DE', country: 'DE' }] })

/** `GET /v1/agreementtemplates/{id}/document` for validation, types and OpenAPI. */
export const getAgreementDocument = {
  operationId: 'getAgreementDocument',
  tags: ['Agreements'],
  summary: 'Get a download link for a template',
  description: 'New links at every call. A country that is not known, or a language that is not offered for it, falls back to US and en-US; the answer names what is served.',
  security: [{ bearer: [] }],
  params: Type.Object({
    templateId: Type.String({ description: 'Case-sensitive.', examples: ['117a77b0-9360-443b-8795-c6dedc750cf9'] })
  }),
  querystring: Type.Object({
    language: Type.Optional(Type.String({ description: 'Language tag, case-sensitive; `en-US` if absent.', examples: ['de-DE'] })),
    country: Type.Optional(Type.String({ description: 'ISO 3166 alpha-2, upper case; `US` if absent.', examples: ['DE'] }))
  }),
  response: {
    200: agreementDocumentSchema,
    ...faultResponses('RoleNotAllowed', 'TemplateNotFound', 'DocumentNotImported')
  }
} as const

/** `GET /agreement-documents/{link}`: what the links lead to. */
export const openAgreementDocument = {
  operationId: 'openAgreementDocument',
  tags: ['Agreements'],
  summary: 'Open a document by its link',
  description: 'Needs no token: the link itself is the right to read, for 5 minutes.',
  security: [],
  params: Type.Object({ link: Type.String({ description: 'From `displayUri` or `downloadUri`.' }) }),
  response: {
    200: Type.Unsafe<Buffer>({
      description: 'The document',
      content: {
        'text/html': { schema: Type.String() },
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document': { schema: Type.String({ format: 'binary' }) }
      }
    }),
    ...publicFaultResponses('DownloadLinkRefused')
  }
} as const
