import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'

/** What readiness depends on. */
export interface HealthOptions {
  /** Whether requests can be handled now: the service is not stopping, and the database can be read and written. */
  readonly isReady: () => Promise<boolean>
}

const statusSchema = Type.Object(
  { status: Type.String() },
  { $id: 'Health', title: 'Health', examples: [{ status: 'live' }] }
)

const live = {
  operationId: 'getLiveness',
  tags: ['Health'],
  summary: 'Is the process alive?',
  description: 'Restart it if this fails.',
  security: [],
  response: { 200: statusSchema }
} as const

const ready = {
  operationId: 'getReadiness',
  tags: ['Health'],
  summary: 'Can it take requests?',
  description: '503 while stopping, and while the database cannot be reached or written to.',
  security: [],
  response: { 200: statusSchema, 503: statusSchema }
} as const

/** The routes `GET /health/live` and `GET /health/ready`. */
export const healthRoutes: FastifyPluginAsyncTypebox<HealthOptions> = async (app, { isReady }) => {
  app.get('/health/live', { schema: live }, async () => ({ status: 'live' }))
  app.get('/health/ready', { schema: ready }, async (_request, reply) => {
    if (await isReady()) return { status: 'ready' }
    reply.code(503)
    return { status: 'not ready' }
  })
}
