import Format from 'typebox/format'
import { ApiError } from '../errors/api-error.js'
import { readText } from './read-text.js'

/** Returns an e-mail address. Throws PropertyMissing and PropertyInvalid. */
export function readEmail (property: string, text: string): string {
  const email = readText(property, text)
  if (!isEmail(email)) {
    throw new ApiError('PropertyInvalid', { parameters: { property, problem: 'is not an e-mail address' } })
  }
  return email
}

/** Whether a text is an e-mail address, perhaps of an internationalized domain. */
export function isEmail (text: string): boolean {
  // The format allows spaces and invisible characters, with which two different addresses look alike.
  return Format.IsIdnEmail(text) && !/[\p{Z}\p{Cf}]/u.test(text)
}
