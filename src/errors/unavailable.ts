/** A write whose commit was not confirmed, so that it may or may not be stored. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

/** A statement that timed out, so that its changes may or may not be stored. */
export class StatementTimedOut extends Error {
  override readonly name = 'StatementTimedOut'

  constructor (cause: unknown) {
    super('the database did not respond in time', { cause })
  }
}

/** A statement that was not sent, because too many requests are waiting for the database. Nothing was changed. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
}

// Classes of SQLSTATE: connection errors (08), lack of resources (53), operator intervention such as a shutdown or a
// time-out (57), and serialization failures that a retry resolves (40).
const transientClasses = /^(08|53|57|40)/
// A primary that has become a standby reports this. Another server is the primary, or will be soon.
const readOnly = '25006'
const socketCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN',
  'ECONNABORTED', 'ENOTFOUND', 'EAI_AGAIN'
])
const driverMessages = [
  'Connection terminated', 'Client has encountered a connection error', 'Client was closed', 'timeout expired',
  'timeout exceeded', 'Query read timeout', 'No connection'
]

/**
 * Whether an error means that the database is temporarily unavailable, as opposed to a defect. The SQLSTATE decides.
 * Connection errors of the driver itself have no code, so their message decides.
 */
export function isUnavailable (error: unknown): boolean {
  if (error instanceof OutcomeUnknown || error instanceof StatementTimedOut || error instanceof Overloaded) return true
  if (!(error instanceof Error)) return false
  const { code } = error as Error & { code?: unknown }
  if (typeof code === 'string') {
    return socketCodes.has(code) || code === readOnly || (code.length === 5 && transientClasses.test(code))
  }
  return driverMessages.some(message => error.message.startsWith(message))
}
