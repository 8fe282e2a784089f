import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A public response body that is made once. All responses share its bytes, however many of them wait to be sent. */
export interface ReadyContent {
  readonly bytes: Buffer
  readonly mediaType: string
  readonly etag: string
}

/** Makes a body ready to be sent. */
export function readyContent (mediaType: string, content: string | Buffer): ReadyContent {
  const bytes = Buffer.from(content)
  return { bytes, mediaType, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` }
}

/** Sends a ready body, or 304 where the client has it already. Caches keep it, and ask again as `cacheControl` says. */
export function sendReady (
  request: FastifyRequest, reply: FastifyReply, { bytes, mediaType, etag }: ReadyContent, cacheControl = 'no-cache'
): FastifyReply {
  reply.headers({ etag, 'cache-control': cacheControl })
  if (hasAlready(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply.type(mediaType).send(bytes)
}

/** RFC 9110, section 13.1.2: a weak ETag, as proxies that compress make one of ours, is the same here. */
function hasAlready (ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.split(',').some(given => ['*', etag, `W/${etag}`].includes(given.trim()))
}
