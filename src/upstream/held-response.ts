import { Readable } from 'node:stream'
import { noResponseError } from './no-response.js'

/** The body of a response. The service may read it before it sends it to the client. */
export interface HeldResponse {
  /** Reads the whole body; rejects if the connection breaks before its end. */
  body (): Promise<Buffer>
  /** The stream for the client: the same bytes, and the same break if the connection broke. */
  toStream (): Readable
}

/** Holds a response's body. The body is buffered only if `body` is called; otherwise it streams through. */
export function holdResponse (stream: Readable): HeldResponse {
  const chunks: Buffer[] = []
  let reading: Promise<Buffer> | undefined

  async function readAll (): Promise<Buffer> {
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  }

  return {
    body: () => (reading ??= readAll()),
    toStream: () => reading === undefined ? stream : Readable.from(replay(chunks, reading))
  }
}

async function * replay (chunks: readonly Buffer[], reading: Promise<Buffer>): AsyncGenerator<Buffer> {
  const error: unknown = await reading.then(() => undefined, error => error)
  yield * chunks
  if (error !== undefined) throw noResponseError(error, true)
}
