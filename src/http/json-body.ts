import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.js'

/** The largest body read, in bytes: every field at its longest fits many times over. */
export const bodyLimit = 64 * 1024

// Fatal: an invalid or overlong sequence is refused instead of becoming U+FFFD. Drops a byte-order mark.
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads every body of this scope as JSON, whatever its Content-Type says: clients send `json`, odd charsets or
 * nothing, and the official Java SDK never returns from a 415. Keeps the bytes, by whose SHA-256 a repeated request is
 * recognised. With `allowEmpty` no bytes at all are no body, whatever the headers promise.
 */
export function installJsonBody (app: FastifyInstance, { allowEmpty = false } = {}): void {
  app.decorateRequest('bodyBytes', null)
  // Not with the bytes: most bodies are never told from an earlier one, and a digest costs as much as a decision.
  app.decorateRequest('bodySha256', {
    getter (this: FastifyRequest) {
      return this.bodyBytes === null ? null : createHash('sha256').update(this.bodyBytes).digest()
    }
  })
  app.removeAllContentTypeParsers()
  // Of one type, which the hook below gives to every request: Fastify looks up a parser of `*` anew for each of them.
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
        // Not passed on as a cause: V8 quotes the body in its message.
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

/**
 * The members of a JSON object under the names of `names`, which are matched in any letter case (the .NET SDK sends
 * PascalCase); the last of several wins. Members that are null, or unknown, are left out. Anything but an object is
 * returned as it is, for the schema to refuse.
 */
export function withNames (value: unknown, names: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const known = new Map(names.map(name => [name.toLowerCase(), name]))
  const members: Record<string, unknown> = {}
  for (const [given, member] of Object.entries(value)) {
    const name = known.get(given.toLowerCase())
    if (name === undefined) continue
    if (member === null) delete members[name]
    else members[name] = member
  }
  return members
}

/** Whether a text can be stored and given back unchanged: PostgreSQL refuses NUL, and UTF-8 has no lone surrogates. */
export function isStorable (text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body's bytes, computed at each look; null where there was no body. */
    readonly bodySha256: Buffer | null
    /** The body as it was sent; null where there was none. */
    bodyBytes: Buffer | null
  }
}
