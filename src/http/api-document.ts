import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { installDocsPage } from './docs-page.js'
import type { CountRequest } from './rate-limits.js'

const description = [
  "Partner Center's agreement endpoints, self-hosted. Existing Partner Center clients work with it unchanged.",
  `Paths and query names match in any letter case. Every response carries \`MS-RequestId\`, \`MS-CorrelationId\`,
\`MS-CV\`, \`MS-ServerId\` and \`X-Locale\`. On paths of Partner Center every error has the same body, \`ApiError\`.`
].join('\n\n')

/**
 * Describes all routes that are added after this call: OpenAPI 3.1 at `/openapi.json`, and a page at `/docs` that needs
 * no network.
 */
export async function installApiDocument (app: FastifyInstance, version: string, count?: CountRequest): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'partner-agreements', version, description, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/' }],
      tags: [
        { name: 'Agreements', description: 'Templates, and their documents' },
        { name: 'Customers', description: "Customers' acceptances" },
        { name: 'Order gate', description: "Checks before you order. Ours, not Microsoft's" },
        { name: 'Compliance', description: 'The Microsoft Partner Agreement' },
        { name: 'Authentication', description: 'For clients that exchange their token' },
        { name: 'Health', description: 'For load balancers and orchestrators' }
      ],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description:
              "An Entra ID token for Partner Center, of an app and a user. The sandbox accepts its own issuer's tokens."
          }
        }
      }
    },
    transformObject: document => ('openapiObject' in document ? hoistShared(document.openapiObject) : {}),
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => String(json['$id'] ?? `Schema${index}`) }
  })
  await installDocsPage(app, count)
}

type Json = Record<string, unknown>

/**
 * Moves what routes share into `components`: schemas with a title, and the examples of errors. The plugin moves only
 * schemas within schemas. Without this a generated client would get a separate type for every operation.
 */
function hoistShared (document: object): Json {
  const { components, ...rest } = document as { components: { schemas?: Json } & Json } & Json
  const schemas: Json = {}
  const examples: Json = {}
  const hoist = (value: unknown, isShared: boolean): unknown => {
    if (Array.isArray(value)) return value.map(item => hoist(item, true))
    if (typeof value !== 'object' || value === null) return value
    const members = Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        name === 'examples' && !Array.isArray(member) ? hoistExamples(member as Json) : hoist(member, true)
      ])
    )
    const { title, description, ...schema } = members
    if (!isShared || typeof title !== 'string' || !('type' in schema)) return members
    schemas[title] = { title, ...schema }
    return { $ref: `#/components/schemas/${title}` }
  }
  const hoistExamples = (members: Json) => Object.fromEntries(Object.entries(members).map(([name, example]) => {
    if (!('summary' in (example as Json))) return [name, example]
    examples[name] = example
    return [name, { $ref: `#/components/examples/${name}` }]
  }))
  for (const [name, schema] of Object.entries(components.schemas ?? {})) schemas[name] = hoist(schema, false)
  const paths = hoist(rest['paths'], true)
  return { ...rest, components: { ...components, schemas, examples }, paths }
}
