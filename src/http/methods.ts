import { METHODS } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../errors/api-error.js'
import { sendErrorOnSocket } from './client-errors.js'

/**
 * Remembers all routes that are added after this call. Call the returned function after the last route: every other
 * method on the same paths then gets a 405 with `Allow`, where Fastify would respond with 404. The operations in
 * `notMirrored` (method and route pattern) still get a 404.
 */
export function watchMethods (app: FastifyInstance, notMirrored: ReadonlySet<string>): () => void {
  const methodsOf = new Map<string, Set<string>>()
  let watching = true
  // Node passes CONNECT to no route, and closes the connection without a response.
  app.server.on('connect', (request, socket) =>
    sendErrorOnSocket(app, socket, new ApiError('MethodNotAllowed', { headers: { allow: '' } }), request.headers)
  )
  for (const method of METHODS) {
    if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method)
  }
  app.addHook('onRoute', ({ url, method }) => {
    if (!watching || url.includes('*')) return
    const methods = methodsOf.get(url) ?? new Set()
    for (const one of [method].flat()) methods.add(one)
    methodsOf.set(url, methods)
  })
  return () => {
    watching = false
    for (const [url, methods] of methodsOf) {
      const others = app.supportedMethods.filter(method => !methods.has(method))
      const unknown = others.filter(method => notMirrored.has(`${method === 'HEAD' ? 'GET' : method} ${url}`))
      reject(app, unknown, url, () => new ApiError('NotFound'))
      reject(
        app,
        others.filter(method => !unknown.includes(method)),
        url,
        () => new ApiError('MethodNotAllowed', { headers: { allow: [...methods].sort().join(', ') } })
      )
    }
  }
}

function reject (app: FastifyInstance, method: string[], url: string, newError: () => ApiError): void {
  // Some routes define handlers for all methods themselves.
  if (method.length === 0) return
  const handler = () => { throw newError() }
  // In `onRequest`, so that the body is not read, and cannot cause another error.
  app.route({ method, url, schema: { hide: true }, onRequest: handler, handler })
}
