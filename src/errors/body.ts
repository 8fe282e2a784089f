import type { ApiError } from './api-error.js'
import { entryOf } from './catalogue.js'
import type { ErrorResource } from './schemas.js'

/** Presents an error in a body that every known client can parse: the union of Partner Center's two error bodies. */
export function presentError (apiError: ApiError): ErrorResource {
  const entry = entryOf(apiError.name)
  const parameters = apiError.details.parameters ?? {}
  const text = entry.text.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '')
  return {
    // Partner Center's gateway responds to excess requests with only `statusCode` and `message`.
    ...apiError.name === 'TooManyRequests' && { statusCode: entry.status },
    code: entry.code,
    message: text,
    description: text,
    errorName: apiError.name,
    isRetryable: entry.isRetryable ?? false,
    parameters,
    errorMessageExtended: `InternalErrorCode=${entry.code}`,
    data: [...(apiError.details.data ?? [])],
    source: entry.source
  }
}
