/** A write whose commit was not confirmed: it may or may not be stored. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

/** A statement whose answer did not come in time: what it was to write may or may not be stored. */
export class StatementTimedOut extends Error {
  override readonly name = 'StatementTimedOut'

  constructor (cause: unknown) {
    super('the database did not answer in time', { cause })
  }
}

/** A statement that was not sent, because too many requests wait for the database already. Nothing was done. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
}

// Connection trouble (08), resources (53), operator intervention (57: shutdown, time-out), and the serialisation
// failures (40) that a repetition resolves.
const transientClasses = /^(08|53|57|40)/
// What a primary answers once it has become a standby: another server is, or will be, the primary.
const readOnly = '25006'
const socketCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN',
  'ECONNABORTED', 'ENOTFOUND', 'EAI_AGAIN'
])
const driverTexts =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|timeout exceeded|Query read timeout|No connection)/

/**
 * Whether an error means that the database cannot answer just now, as opposed to a defect. SQLSTATE decides; the
 * driver gives its own connection errors no code, only a text.
 */
export function isUnavailable (error: unknown): boolean {
  if (error instanceof OutcomeUnknown || error instanceof StatementTimedOut || error instanceof Overloaded) return true
  if (!(error instanceof Error)) return false
  const { code } = error as Error & { code?: unknown }
  if (typeof code === 'string') {
    return socketCodes.has(code) || code === readOnly || (code.length === 5 && transientClasses.test(code))
  }
  return driverTexts.test(error.message)
}
