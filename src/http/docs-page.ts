import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../errors/api-error.js'
import type { CountRequest } from './rate-limits.js'
import { readyContent, sendReady, type ReadyContent } from './prebuilt-content.js'

// The page loads everything from this service; its pictures are within its styles. The plugin's own policy upgrades
// requests to https, which fails without a TLS proxy, and allows hosts that the page does not use.
const pagePolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
  "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"
].join('; ')

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'application/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml'
}

/** Serves the OpenAPI document at `/openapi.json`, and a page of it at `/docs` that needs no network. */
export async function installDocsPage (app: FastifyInstance, count?: CountRequest): Promise<void> {
  const counted = count === undefined ? {} : { onRequest: count }
  const json = once(() => readyContent('application/json; charset=utf-8', JSON.stringify(app.swagger())))
  const yaml = once(() => readyContent('application/x-yaml', app.swagger({ yaml: true })))
  const fileOf = await staticFiles()
  app.get('/openapi.json', { schema: { hide: true }, ...counted }, (request, reply) =>
    sendReady(request, reply, json())
  )

  await app.register(async docs => {
    if (count !== undefined) docs.addHook('onRequest', count)
    // Replaces the plugin's own responses. The plugin serializes the document for every request, and opens a file for
    // each one, which a client that never reads would keep open.
    docs.addHook('onRequest', async (request, reply) => {
      const { url } = request.routeOptions
      if (url === '/docs/json') return sendReady(request, reply, json())
      if (url === '/docs/yaml') return sendReady(request, reply, yaml())
      if (url !== '/docs/static/*') return
      const file = fileOf((request.params as { '*': string })['*'])
      if (file === undefined) throw new ApiError('NotFound')
      return sendReady(request, reply, await file)
    })
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: pagePolicy,
      uiConfig: { layout: 'BaseLayout' },
      theme: { title: 'partner-agreements' }
    })
  })
}

/** Returns a function that finds the page's files by name. Each file is read on its first request. */
async function staticFiles (): Promise<(name: string) => Promise<ReadyContent> | undefined> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui')), 'static')
  const names = new Set(await readdir(folder))
  const files = new Map<string, Promise<ReadyContent>>()
  const read = async (name: string) =>
    readyContent(mediaTypes[extname(name)] ?? 'application/octet-stream', await readFile(join(folder, name)))
  return name => {
    const known = files.get(name)
    if (known !== undefined || !names.has(name)) return known
    const file = read(name)
    files.set(name, file)
    // A failed read is not cached, so the next request tries again.
    file.catch(() => files.delete(name))
    return file
  }
}

function once<Value> (make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
