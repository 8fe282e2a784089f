import { Readable } from 'node:stream'
import { faultOfSilence } from './faults.js'

/** The body of an answer, which may be read before it goes on to the client. */
export interface HeldAnswer {
  /** All of it; rejects where it breaks off. */
  body (): Promise<Buffer>
  /** What the client gets: the same bytes, and where they break off, the same break. */
  again (): Readable
}

/** Holds a body: it goes on as it comes, unless it was read. */
export function hold (stream: Readable): HeldAnswer {
  const parts: Buffer[] = []
  let reading: Promise<Buffer> | undefined

  async function readAll (): Promise<Buffer> {
    for await (const part of stream) parts.push(part as Buffer)
    return Buffer.concat(parts)
  }

  return {
    body: () => (reading ??= readAll()),
    again: () => reading === undefined ? stream : Readable.from(repeat(parts, reading))
  }
}

async function * repeat (parts: readonly Buffer[], reading: Promise<Buffer>): AsyncGenerator<Buffer> {
  const failure: unknown = await reading.then(() => undefined, error => error)
  yield * parts
  if (failure !== undefined) throw faultOfSilence(failure, true)
}
