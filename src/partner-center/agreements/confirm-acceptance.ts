import { parseAgreementType, templateOfId, type AgreementTemplate } from '../../domain/agreements/agreement-template.js'
import type { Confirmation, PrimaryContact } from '../../domain/agreements/confirmation.js'
import { isInFuture, parseDateAgreed, type DateAgreed } from '../../domain/agreements/date-agreed.js'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { readEmail } from '../../http/email-address.js'
import { readOptionalText, readText, required } from '../../http/read-text.js'
import type { ConfirmationBody } from './schemas.js'

/** A confirmation that can be stored, and notices about what was overridden. */
export interface ReadConfirmation {
  readonly confirmation: Confirmation
  /** Its date, in ms since the epoch. */
  readonly agreedAt: number
  readonly notices: readonly string[]
}

/**
 * Reads a body that passed the schema. Throws, in this order, PropertyMissing, PropertyInvalid, TemplateUnknown,
 * TemplateRetired and DateAgreedInFuture.
 *
 * Source: Partner Center, "Confirm customer acceptance of the Microsoft Customer Agreement"; R7 to R9.
 */
export function readConfirmation (body: ConfirmationBody, callerObjectId: string, now: Date): ReadConfirmation {
  const primaryContact = readContact(body.primaryContact)
  const dateAgreed = readDate(body.dateAgreed)
  const type = readType(body.type)
  const { agreementType, templateId } = readTemplate(required('templateId', body.templateId), now)
  if (isInFuture(dateAgreed, now)) throw new ApiError('DateAgreedInFuture')
  const notices: string[] = []
  if (type !== undefined && type !== agreementType) {
    notices.push(`type overridden by templateId: ${agreementType} was recorded`)
  }
  const { userId = '' } = body
  if (userId !== '' && (parseGuid(userId) ?? userId.toLowerCase()) !== callerObjectId) {
    notices.push("userId overridden by the token's user")
  }
  return {
    confirmation: { agreementType, templateId, userId: callerObjectId, primaryContact, dateAgreed: dateAgreed.text },
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
  if (dateAgreed === undefined) {
    const problem = 'is not an ISO 8601 date or date-time'
    throw new ApiError('PropertyInvalid', { parameters: { property: 'dateAgreed', problem } })
  }
  // The .NET SDK's DateTime cannot be null: an unset one arrives as year 1.
  if (dateAgreed.text.startsWith('0001-')) {
    throw new ApiError('PropertyMissing', { parameters: { property: 'dateAgreed' } })
  }
  return dateAgreed
}

function readType (text: string | undefined) {
  if (text === undefined || text === '') return undefined
  const type = parseAgreementType(text)
  if (type === undefined) {
    const problem = 'is not MicrosoftCloudAgreement or MicrosoftCustomerAgreement'
    throw new ApiError('PropertyInvalid', { parameters: { property: 'type', problem } })
  }
  return type
}

function readTemplate (templateId: string, now: Date): AgreementTemplate {
  const template = templateOfId(templateId)
  if (template === undefined) throw new ApiError('TemplateUnknown')
  if (template.retiredAt !== undefined && now.getTime() >= template.retiredAt) throw new ApiError('TemplateRetired')
  return template
}
