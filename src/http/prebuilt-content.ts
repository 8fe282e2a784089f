import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A public response body that is created once. All responses share its bytes, however many are waiting to be sent. */
export interface ReadyContent {
  readonly bytes: Buffer
  readonly mediaType: string
  readonly etag: string
}

/** Prepares a body for {@link sendReady}. */
export function readyContent (mediaType: string, content: string | Buffer): ReadyContent {
  const bytes = Buffer.from(content)
  return { bytes, mediaType, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` }
}

/** Sends a body, or 304 if the client has it already. By default caches revalidate it before each use. */
export function sendReady (
  request: FastifyRequest, reply: FastifyReply, { bytes, mediaType, etag }: ReadyContent, cacheControl = 'no-cache'
): FastifyReply {
  reply.headers({ etag, 'cache-control': cacheControl })
  if (hasAlready(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply.type(mediaType).send(bytes)
}

/** RFC 9110, section 13.1.2. A weak ETag matches too: proxies that compress turn ours into weak ones. */
function hasAlready (ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.split(',').some(given => ['*', etag, `W/${etag}`].includes(given.trim()))
}
