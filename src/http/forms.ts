import type { FastifyInstance, FastifyRequest } from 'fastify'

/** The largest form read, in bytes. */
const largestForm = 16 * 1024

/**
 * Reads the bodies of this scope as forms, and ignores any other body. The rest of the service keeps its parsers.
 *
 * `@fastify/formbody` makes the same call to Fastify as the one below, with a parser that turns repeated names into
 * arrays. It does not read other bodies as empty forms.
 */
export function installForms (app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: largestForm },
    (_request, body, done) => {
      done(null, new URLSearchParams(String(body)))
    }
  )
  // Entra reads any other body as an empty form, and names the first parameter that it misses.
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: largestForm }, (_request, _body, done) => {
    done(null)
  })
}

/** The form that came with a request; an empty one where none did. */
export function formOf ({ body }: FastifyRequest): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams()
}
