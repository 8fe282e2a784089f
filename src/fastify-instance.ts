import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { AppOptions } from './app.js'
import { respondToUnreadable } from './http/client-errors.js'
import { sendError, toApiError } from './http/error-handler.js'
import { createHttpServer } from './http/http-server.js'
import { lazyCompilers } from './http/lazy-compilers.js'
import { parseQuery } from './http/query.js'
import { setResponseHeaders } from './http/request-ids.js'

/** Creates Fastify without routes: its server, router, validation, and the responses to requests that no route sees. */
export function createInstance (options: AppOptions): FastifyInstance {
  const app = fastify({
    ...(options.logger === undefined ? { logger: false } : { loggerInstance: options.logger }),
    logController: new LogController({ disableRequestLogging: true }),
    // The request log writes the ids itself, and so does logOf for other lines: a child logger for each request would
    // only cost time.
    childLoggerFactory: logger => logger,
    trustProxy:
      options.trustedProxies === undefined || options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    requestIdHeader: false,
    genReqId: () => '',
    // A closing server still serves requests that arrive on open connections.
    return503OnClosing: false,
    serverFactory: handler => createHttpServer(handler, options.connectionLimits),
    schemaController: { compilersFactory: lazyCompilers },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
    routerOptions: {
      caseSensitive: false,
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
      maxParamLength: 1024,
      querystringParser: parseQuery
    },
    clientErrorHandler: respondToUnreadable,
    // Runs before any hook, so the headers that hooks add to other responses are set here.
    frameworkErrors: (error, request, reply) => {
      if (isLinkToPage(request.url)) return routeAsUnknownLink(request, reply)
      setResponseHeaders(request, reply, options)
      sendError(request, reply, toApiError(error), options)
    }
  }).withTypeProvider<TypeBoxTypeProvider>()

  /** Treats a link to the customer's page that is too long or cannot be decoded like one with an unknown token. */
  function routeAsUnknownLink ({ raw }: FastifyRequest, reply: FastifyReply): void {
    raw.url = raw.url?.replace(/^[^?#]*/, '/accept/-')
    app.routing(raw, reply.raw)
  }
  return app as unknown as FastifyInstance
}

function isLinkToPage (url: string): boolean {
  return /^\/+accept\//i.test(url)
}
