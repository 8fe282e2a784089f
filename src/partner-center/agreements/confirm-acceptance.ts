import { parseAgreementType, templateOfId, type AgreementTemplate } from '../../domain/agreement-template.js'
import type { Confirmation, PrimaryContact } from '../../domain/confirmation.js'
import { isInFuture, parseDateAgreed, type DateAgreed } from '../../domain/date-agreed.js'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { readEmail, readOptionalText, readText, required } from '../../http/read-text.js'
import type { ConfirmationBody } from './schemas.js'

/** A body that can be stored, and notices about values that were replaced. */
export interface ReadConfirmation {
  readonly confirmation: Confirmation
  /** The date of the acceptance, in ms since the epoch. */
  readonly agreedAt: number
  readonly notices: readonly string[]
}

/**
 * Reads a body that matches the schema. Throws the first of PropertyMissing, PropertyInvalid, TemplateUnknown,
 * TemplateRetired and DateAgreedInFuture that applies.
 *
 * Source: Partner Center, "Confirm customer acceptance of the Microsoft Customer Agreement"; R7 to R9.
 */
export function readConfirmation (body: ConfirmationBody, callerObjectId: string, now: Date): ReadConfirmation {
  const primaryContact = readContact(body.primaryContact)
  const dateAgreed = readDate(body.dateAgreed)
  const type = readType(body.type)
  const template = readTemplate(required('templateId', body.templateId), now)
  if (isInFuture(dateAgreed, now)) throw new ApiError('DateAgreedInFuture')
  const notices: string[] = []
  if (type !== undefined && type !== template.agreementType) notices.push(`type overridden by templateId: ${template.agreementType} was recorded`)
  const { userId = '' } = body
  if (userId !== '' && (parseGuid(userId) ?? userId.toLowerCase()) !== callerObjectId) notices.push("userId overridden by the token's user")
  return {
    confirmation: { agreementType: template.agreementType, templateId: template.templateId, userId: callerObjectId, primaryContact, dateAgreed: dateAgreed.text },
    agreedAt: dateAgreed.epochMs,
    notices
  }
}

function readContact (contact: ConfirmationBody['primaryContact']): PrimaryContact {
  const firstName = readText('primaryContact.firstName', contact.firstName)
  const lastName = readText('primaryContact.lastName', contact.lastName)
  const email = readEmail('primaryContact.email', contact.email)
  const { phoneNumber = '' } = contact
  return { firstName, lastName, email, phoneNumber: readOptionalText('primaryContact.phoneNumber', phoneNumber) }
}

function readDate (text: string): DateAgreed {
  const dateAgreed = parseDateAgreed(required('dateAgreed', text))
  if (dateAgreed === undefined) throw new ApiError('PropertyInvalid', { parameters: { property: 'dateAgreed', problem: 'is not an ISO 8601 date or date-time' } })
  // The .NET SDK's DateTime cannot be null, so an unset date arrives as one of the year 1.
  if (dateAgreed.text.startsWith('0001-')) throw new ApiError('PropertyMissing', { parameters: { property: 'dateAgreed' } })
  return dateAgreed
}

function readType (text: string | undefined) {
  if (text === undefined || text === '') return undefined
  const type = parseAgreementType(text)
  if (type === undefined) throw new ApiError('PropertyInvalid', { parameters: { property: 'type', problem: 'is not MicrosoftCloudAgreement or MicrosoftCustomerAgreement' } })
  return type
}

function readTemplate (templateId: string, now: Date): AgreementTemplate {
  const template = templateOfId(templateId)
  if (template === undefined) throw new ApiError('TemplateUnknown')
  if (template.retiredAt !== undefined && now.getTime() >= template.retiredAt) throw new ApiError('TemplateRetired')
  return template
}
