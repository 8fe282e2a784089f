import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import type { Test } from 'tap'
import { createLogger } from '../../src/http/logger.js'
import type { Answer } from './wire.js'

/** The service's own logger at its most talkative, and the lines that it wrote. */
export async function recordedLog () {
  const lines: string[] = []
  const logger = await createLogger({ mode: 'production', logLevel: 'trace' })
  // Only where it writes to is another place.
  Object.assign(logger, { [pino.symbols.streamSym]: { write: (line: string) => { lines.push(line) } } })
  return { logger, lines }
}

/** A text that nothing but a test makes up, and which survives letter case and encoding. */
export const mark = 'qzmark'

/** {@link recordedLog}, to look for {@link mark}, for tokens and for what `secrets` has by then. */
export async function markedLog (secrets: readonly string[] = []) {
  const { logger, lines } = await recordedLog()

  /** Checks everything logged since the last look, and every refusal among the answers. */
  async function leavesNoMark (t: Test, what: string, answers: readonly Answer[], atLeast = answers.length): Promise<void> {
    await sleep(20)
    const marks = new RegExp([mark, Buffer.from(mark).toString('base64').slice(0, 6), 'eyJ', 'scrypt', ...secrets].join('|'), 'i')
    t.ok(lines.length >= atLeast, `${what}: ${lines.length} lines were logged`)
    for (const line of lines) t.notMatch(line, marks, `${what}: log`)
    for (const { statusCode, headers, body } of answers) if (statusCode >= 400) t.notMatch(JSON.stringify([headers, body]), marks, `${what}: answer`)
    lines.length = 0
  }

  return { logger, lines, leavesNoMark }
}
