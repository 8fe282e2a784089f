import { ApiError } from '../errors/api-error.js'
import { isStorable } from './json-body.js'

/** Returns a text that is not blank and can be stored unchanged. Throws PropertyMissing and PropertyInvalid. */
export function readText (property: string, text: string): string {
  required(property, text)
  rejectControlCharacters(property, text)
  return text
}

/** Returns a text that can be stored unchanged, or null for a blank one. Throws PropertyInvalid. */
export function readOptionalText (property: string, text: string): string | null {
  rejectControlCharacters(property, text)
  return isBlank(text) ? null : text
}

function rejectControlCharacters (property: string, text: string): void {
  if (!isStorable(text)) {
    throw new ApiError('PropertyInvalid', { parameters: { property, problem: 'holds a NUL or an unpaired surrogate' } })
  }
  if (/\p{Cc}/u.test(text)) {
    throw new ApiError('PropertyInvalid', { parameters: { property, problem: 'holds a control character' } })
  }
}

/** Returns the text. Throws PropertyMissing if it is blank. */
export function required (property: string, text: string): string {
  if (isBlank(text)) throw new ApiError('PropertyMissing', { parameters: { property } })
  return text
}

/** Whether a reader would see nothing: white space, the empty Braille cell, invisible and control characters. */
export function isBlank (text: string): boolean {
  return !/[^\p{Z}\u2800\p{Default_Ignorable_Code_Point}\p{C}]/u.test(text.replaceAll('\0', 'x'))
}
