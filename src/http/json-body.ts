import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.js'

/** The maximum size of a body, in bytes. A body with every field at its maximum length is far smaller. */
export const bodyLimit = 64 * 1024

// With `fatal`, invalid UTF-8 is rejected instead of becoming U+FFFD. The decoder removes a byte-order mark.
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads every body of this scope as JSON, whatever its Content-Type says. Clients send `json`, unusual charsets or
 * nothing, and the official Java SDK retries a 415 without end. Keeps the bytes, whose SHA-256 identifies a repeated
 * request. With `allowEmpty`, an empty body counts as no body, whatever the headers say.
 */
export function installJsonBody (app: FastifyInstance, { allowEmpty = false } = {}): void {
  app.decorateRequest('bodyBytes', null)
  // Computed only when needed: most bodies are never compared with an earlier one, and a hash costs as much as a
  // decision.
  app.decorateRequest('bodySha256', {
    getter (this: FastifyRequest) {
      return this.bodyBytes === null ? null : createHash('sha256').update(this.bodyBytes).digest()
    }
  })
  app.removeAllContentTypeParsers()
  // One type, which the hook below sets on every request. For the type `*` Fastify would search a parser every time.
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit },
    (request: FastifyRequest, bytes: Buffer, done) => {
      request.bodyBytes = bytes
      if (allowEmpty && bytes.length === 0) {
        done(null, undefined)
        return
      }
      let body: unknown
      try {
        body = JSON.parse(utf8.decode(bytes))
      } catch {
        // The cause is left out, because V8 quotes the body in its message.
        done(new ApiError('RequestInvalid', { parameters: { problem: 'the body is not JSON in UTF-8' } }))
        return
      }
      done(null, body)
    }
  )
  app.addHook('onRequest', (request, _reply, done) => {
    request.headers['content-type'] = 'application/json'
    done()
  })
}

/** Whether a text can be stored and returned unchanged: PostgreSQL rejects NUL, and UTF-8 has no lone surrogates. */
export function isStorable (text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body's bytes, computed at each access; null if there was no body. */
    readonly bodySha256: Buffer | null
    /** The body as it was sent; null if there was none. */
    bodyBytes: Buffer | null
  }
}
