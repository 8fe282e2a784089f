import Format from 'typebox/format'
import { ApiError } from '../errors/api-error.js'
import { isStorable } from './json-body.js'

/** A text that can be seen, stored and given back. Throws PropertyMissing and PropertyInvalid. */
export function readText (property: string, text: string): string {
  required(property, text)
  refuseUnfit(property, text)
  return text
}

/** The same where nothing to see in it is nothing given: null. Throws PropertyInvalid. */
export function readOptionalText (property: string, text: string): string | null {
  refuseUnfit(property, text)
  return isBlank(text) ? null : text
}

function refuseUnfit (property: string, text: string): void {
  if (!isStorable(text)) {
    throw new ApiError('PropertyInvalid', { parameters: { property, problem: 'holds a NUL or an unpaired surrogate' } })
  }
  if (/\p{Cc}/u.test(text)) {
    throw new ApiError('PropertyInvalid', { parameters: { property, problem: 'holds a control character' } })
  }
}

/** An e-mail address. Throws PropertyMissing and PropertyInvalid. */
export function readEmail (property: string, text: string): string {
  const email = readText(property, text)
  // The format allows for characters by which two addresses look alike.
  if (!Format.IsIdnEmail(email) || /[\p{Z}\p{Cf}]/u.test(email)) {
    throw new ApiError('PropertyInvalid', { parameters: { property, problem: 'is not an e-mail address' } })
  }
  return email
}

/** The text itself. Throws PropertyMissing where there is nothing to see in it. */
export function required (property: string, text: string): string {
  if (isBlank(text)) throw new ApiError('PropertyMissing', { parameters: { property } })
  return text
}

/** Nothing that a reader would see: white space, the empty Braille cell, invisible and control characters. */
export function isBlank (text: string): boolean {
  return !/[^\p{Z}\u2800\p{Default_Ignorable_Code_Point}\p{C}]/u.test(text.replaceAll('\0', 'x'))
}
