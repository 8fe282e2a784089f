import type { PageLanguage } from '../../../domain/acceptance/page-language.js'
import { isStorable } from '../../../http/json-body.js'
import { isEmail } from '../../../http/email-address.js'
import { isBlank } from '../../../http/read-text.js'
import type { FieldProblem } from '../words/words.js'

/** The signatory's fields in the order of the form. The company is only for customers that are not registered yet. */
export const textFields = ['company', 'firstName', 'lastName', 'email', 'phoneNumber'] as const

/** {@link textFields} with the names in the order of a language. */
export function fieldsIn (language: PageLanguage): readonly TextField[] {
  return namesFamilyFirst(language) ? ['company', 'lastName', 'firstName', 'email', 'phoneNumber'] : textFields
}

/** Whether the family name precedes the given name. */
export function namesFamilyFirst (language: PageLanguage): boolean {
  return language === 'ja' || language === 'zh'
}

/** The boxes, in the order of the form. */
export const boxes = ['relationship', 'agreement'] as const

/** A text field. */
export type TextField = typeof textFields[number]

/** A check box. */
export type Box = typeof boxes[number]

/** The content of the form, prefilled or as it was sent. */
export interface FormContent {
  readonly texts: Readonly<Record<TextField, string>>
  readonly ticked: Readonly<Record<Box, boolean>>
}

/** The problems of a form; empty if there are none. */
export type FormProblems = Partial<Record<TextField, FieldProblem> & Record<Box, 'tick'>>

/** A form's fields as they were sent. A field that was sent twice is absent. */
export type SentForm = ReadonlyMap<string, string>

/** Reads the content of a form, to show it again. */
export function contentOf (form: SentForm): FormContent {
  const text = (field: TextField) => form.get(field) ?? ''
  return {
    texts: {
      company: text('company'),
      firstName: text('firstName'),
      lastName: text('lastName'),
      email: text('email'),
      phoneNumber: text('phoneNumber')
    },
    ticked: { relationship: form.get('relationship') === 'yes', agreement: form.get('agreement') === 'yes' }
  }
}

/** What keeps this from being accepted, by the rules of an attestation's contact. */
export function problemsOf (
  { texts, ticked }: FormContent,
  asks: { readonly company: boolean, readonly relationship: boolean }
): FormProblems {
  const problems: FormProblems = {}
  for (const field of textFields) {
    if (field === 'company' && !asks.company) continue
    const problem = textProblem(field, texts[field])
    if (problem !== undefined) problems[field] = problem
  }
  if (asks.relationship && !ticked.relationship) problems.relationship = 'tick'
  if (!ticked.agreement) problems.agreement = 'tick'
  return problems
}

function textProblem (field: TextField, text: string): FieldProblem | undefined {
  if (isBlank(text)) return field === 'phoneNumber' ? undefined : 'missing'
  if (text.length > (field === 'email' ? 254 : 256)) return 'tooLong'
  if (!isStorable(text) || /\p{Cc}/u.test(text)) return 'characters'
  if (field === 'email' && !isEmail(text)) return 'email'
  return undefined
}
