import { parseAgreementType, templateOfId, type AgreementTemplate } from '../../domain/agreements/agreement-template.js'
import type { Confirmation, PrimaryContact } from '../../domain/agreements/confirmation.js'
import { isInFuture, parseDateAgreed, type DateAgreed } from '../../domain/agreements/date-agreed.js'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { readEmail } from '../../http/email-address.js'
import { readOptionalText, readText, required } from '../../http/read-text.js'
import type { AgreementResource, ConfirmationBody } from './schemas.js'

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

// What a presenter forgets, Fastify leaves out silently: with a member that stands nowhere here, nothing compiles.
type PresentedMember = 'userId' | 'primaryContact' | 'templateId' | 'dateAgreed' | 'agreementType'
type PresentedContactMember = 'firstName' | 'lastName' | 'email' | 'phoneNumber'
type ForgottenMember =
  | Exclude<keyof Confirmation, PresentedMember>
  | Exclude<keyof PrimaryContact, PresentedContactMember & keyof AgreementResource['primaryContact']>

/** Presents a confirmation. Written out, because copying members in a loop costs a fifth of a read. */
export function presentConfirmation (confirmation: Confirmation): AgreementResource {
  const { userId, primaryContact, templateId, dateAgreed, agreementType: type } = confirmation
  const resource: [ForgottenMember] extends [never] ? AgreementResource : ForgottenMember = {
    userId,
    primaryContact: presentContact(primaryContact),
    templateId,
    dateAgreed,
    type
  }
  return resource
}

function presentContact (contact: PrimaryContact): AgreementResource['primaryContact'] {
  const { firstName, lastName, email, phoneNumber } = contact
  return phoneNumber === null ? { firstName, lastName, email } : { firstName, lastName, email, phoneNumber }
}

/** Presents a confirmation in a list: with the link to its template. */
export function presentListed (confirmation: Confirmation): AgreementResource {
  const resource = presentConfirmation(confirmation)
  const template = templateOfId(confirmation.templateId)
  if (template !== undefined) resource.agreementLink = template.agreementLink
  return resource
}
