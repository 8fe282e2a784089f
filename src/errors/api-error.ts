import type { ErrorName } from './catalogue.js'

/** What an error adds to its catalogue entry. */
export interface ApiErrorDetails {
  /** Values of the message's placeholders. They reach the client and the log, so they must not be personal data. */
  readonly parameters?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** The `data` array of the response body. */
  readonly data?: readonly string[]
  /** The original error. It is logged and never sent. */
  readonly cause?: unknown
}

/** An error by its name in the catalogue. Presenters turn it into a response. */
export class ApiError extends Error {
  override readonly name: ErrorName
  readonly details: ApiErrorDetails

  constructor (name: ErrorName, details: ApiErrorDetails = {}) {
    super(name, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = name
    this.details = details
  }
}
