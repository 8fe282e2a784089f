/** A write whose commit was not confirmed: it may or may not be stored. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

/** A statement that was not sent, because too many requests wait for the database already. Nothing was done. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
}

// Connection trouble (08), resources (53), operator intervention (57: shutdown, time-out), and the serialisation
// failures (40) that a repetition resolves.
const transientClasses = /^(08|53|57|40)/
const socketCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])
const driverTexts = /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded|Query read timeout|No connection)/

/**
 * Whether an error means that the database cannot answer just now, as opposed to a defect. SQLSTATE decides; the
 * driver gives its own connection errors no code, only a text.
 */
export function isUnavailable (error: unknown): boolean {
  if (error instanceof OutcomeUnknown || error instanceof Overloaded) return true
  if (!(error instanceof Error)) return false
  const { code } = error as Error & { code?: unknown }
  if (typeof code === 'string') return socketCodes.has(code) || (code.length === 5 && transientClasses.test(code))
  return driverTexts.test(error.message)
}
