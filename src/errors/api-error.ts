import type { ErrorName } from './catalogue.js'

/** What a refusal says beyond its catalogue entry. */
export interface ApiErrorDetails {
  /** Fills the wording's placeholders. Never personal data: it goes to the client and to the log. */
  readonly parameters?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** The `data` array of the wire body. */
  readonly data?: readonly string[]
  /** What really happened; for the log alone. */
  readonly cause?: unknown
}

/** A refusal by its catalogue name; only `errors/handler.ts` knows what it looks like on the wire. */
export class ApiError extends Error {
  override readonly name: ErrorName
  readonly details: ApiErrorDetails

  constructor (name: ErrorName, details: ApiErrorDetails = {}) {
    super(name, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = name
    this.details = details
  }
}
