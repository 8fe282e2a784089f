import { METHODS } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../errors/api-error.js'
import { answerOnSocket } from './client-errors.js'

/**
 * Remembers the routes that are added from here on; the function it returns, called after the last of them, makes
 * every other method on their paths a 405 with `Allow`. Fastify's own answer to those is a 404, which those of
 * `notMirrored`, each a method and a route's pattern, keep.
 */
export function watchMethods (app: FastifyInstance, notMirrored: ReadonlySet<string>): () => void {
  const methodsOf = new Map<string, Set<string>>()
  let watching = true
  // Node parses CONNECT, hands it to no route, and closes the connection without a word.
  app.server.on('connect', (request, socket) =>
    answerOnSocket(app, socket, new ApiError('MethodNotAllowed', { headers: { allow: '' } }), request.headers)
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
      refuse(app, unknown, url, () => new ApiError('NotFound'))
      refuse(
        app,
        others.filter(method => !unknown.includes(method)),
        url,
        () => new ApiError('MethodNotAllowed', { headers: { allow: [...methods].sort().join(', ') } })
      )
    }
  }
}

function refuse (app: FastifyInstance, method: string[], url: string, fault: () => ApiError): void {
  // Some routes refuse all others in a way of their own.
  if (method.length === 0) return
  const handler = () => { throw fault() }
  // Before the body is read: whether it can be is beside the point.
  app.route({ method, url, schema: { hide: true }, onRequest: handler, handler })
}
