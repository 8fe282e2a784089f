import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

const description = `Partner Center's agreement endpoints, self-hosted. Existing Partner Center clients use it unchanged.

Paths and query names match in any letter case. Every answer carries \`MS-RequestId\`, \`MS-CorrelationId\`, \`MS-CV\`,
\`MS-ServerId\` and \`X-Locale\`; every refusal carries the same body, \`Fault\`.`

/** Describes all routes that are added from here on: OpenAPI 3.1 at `/openapi.json`, a page at `/docs` that needs no network. */
export async function installApiDocument (app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'partner-agreements', version, description, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/' }],
      tags: [
        { name: 'Agreements', description: 'Templates, and their documents' },
        { name: 'Customers', description: "Customers' acceptances" },
        { name: 'Compliance', description: 'The Microsoft Partner Agreement' },
        { name: 'Health', description: 'For load balancers and orchestrators' }
      ],
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An Entra ID token for Partner Center, of an app and a user; in the sandbox, of its own issuer.' } }
      }
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => String(json['$id'] ?? `Schema${index}`) }
  })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, theme: { title: 'partner-agreements' } })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}
