import Type from 'typebox'
import { errorResponses, publicErrorResponses } from '../../errors/responses.js'

const exampleLink = 'https://agreements.example.com/agreement-documents/eyJ...'

const agreementDocumentSchema = Type.Object({
  displayUri: Type.String({ format: 'uri', description: 'A page to read in a browser. Expires after 5 minutes.' }),
  downloadUri: Type.String({ format: 'uri', description: 'A Word document. Expires after 5 minutes.' }),
  language: Type.String({ description: 'The language of the document, after fallback.' }),
  country: Type.String({ description: 'The country of the document, after fallback.' })
}, {
  $id: 'AgreementDocument',
  title: 'AgreementDocument',
  examples: [{ displayUri: exampleLink, downloadUri: exampleLink, language: 'de-DE', country: 'DE' }]
})

/** `GET /v1/agreementtemplates/{id}/document` for validation, types and OpenAPI. */
export const getAgreementDocument = {
  operationId: 'getAgreementDocument',
  tags: ['Agreements'],
  summary: 'Get a download link for a template',
  description: 'Returns new links at every call. An unknown country falls back to US. A language that is not offered ' +
    'for the country falls back to en-US. The response names the country and language of the document.',
  security: [{ bearer: [] }],
  params: Type.Object({
    templateId: Type.String({ description: 'Case-sensitive.', examples: ['117a77b0-9360-443b-8795-c6dedc750cf9'] })
  }),
  querystring: Type.Object({
    language: Type.Optional(Type.String({
      description: 'Language tag, case-sensitive. The default is `en-US`.',
      examples: ['de-DE']
    })),
    country: Type.Optional(Type.String({
      description: 'ISO 3166 alpha-2 code in upper case. The default is `US`.',
      examples: ['DE']
    }))
  }),
  response: {
    200: agreementDocumentSchema,
    ...errorResponses('RoleNotAllowed', 'TemplateNotFound', 'DocumentNotImported')
  }
} as const

/** `GET /agreement-documents/{link}` for validation, types and OpenAPI. */
export const openAgreementDocument = {
  operationId: 'openAgreementDocument',
  tags: ['Agreements'],
  summary: 'Open a document by its link',
  description: 'Needs no token: whoever has the link can read the document for 5 minutes.',
  security: [],
  params: Type.Object({ link: Type.String({ description: 'From `displayUri` or `downloadUri`.' }) }),
  response: {
    200: Type.Unsafe<Buffer>({
      description: 'The document',
      content: {
        'text/html': { schema: Type.String() },
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document': {
          schema: Type.String({ format: 'binary' })
        }
      }
    }),
    ...publicErrorResponses('DownloadLinkRefused')
  }
} as const
