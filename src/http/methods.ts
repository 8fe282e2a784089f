import { METHODS } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { Fault } from '../errors/fault.js'
import { answerOnSocket } from './client-errors.js'

/**
 * Remembers the routes that are added from here on; the function it returns, called after the last of them, makes
 * every other method on their paths a 405 with `Allow`. Fastify's own answer to those is a 404.
 */
export function watchMethods (app: FastifyInstance): () => void {
  const methodsOf = new Map<string, Set<string>>()
  let watching = true
  // Node parses CONNECT, hands it to no route, and closes the connection without a word.
  app.server.on('connect', (request, socket) => answerOnSocket(app, socket, new Fault('MethodNotAllowed', { headers: { allow: '' } }), request.headers))
  for (const method of METHODS) if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method)
  app.addHook('onRoute', ({ url, method }) => {
    if (!watching || url.includes('*')) return
    const methods = methodsOf.get(url) ?? new Set()
    for (const one of [method].flat()) methods.add(one)
    methodsOf.set(url, methods)
  })
  return () => {
    watching = false
    for (const [url, methods] of methodsOf) {
      const refuse = () => { throw new Fault('MethodNotAllowed', { headers: { allow: [...methods].sort().join(', ') } }) }
      const others = app.supportedMethods.filter(method => !methods.has(method))
      // Routes that refuse them in a way of their own.
      if (others.length === 0) continue
      // Before the body is read: whether it can be is beside the point.
      app.route({ method: others, url, schema: { hide: true }, onRequest: refuse, handler: refuse })
    }
  }
}
