import { languagesOf } from '../../domain/agreements/agreement-locale.js'
import { parseGuid } from '../../domain/guid.js'
import { invitationDays, invitationStatuses } from '../../domain/acceptance/invitation.js'
import { ApiError } from '../../errors/api-error.js'
import { parameter } from '../../http/query.js'
import { readEmail } from '../../http/email-address.js'
import { readOptionalText, readText } from '../../http/read-text.js'
import type { InvitationFilter, ListPosition } from './stored-invitation.js'
import type { InvitationBody } from './body-schemas.js'

/** What a partner asks for, as it can be stored. */
export interface InvitationRequest {
  readonly invited: { readonly firstName: string, readonly lastName: string, readonly email: string }
  /** Canonical BCP 47; absent: the country's. */
  readonly language: string | undefined
  /** One that Partner Center lists; absent: the customer's. */
  readonly country: string | undefined
  readonly expiresInDays: number
  readonly sendMail: boolean
  readonly companyName: string | null
  readonly indirectResellerId: string | null
}

const day = 24 * 60 * 60 * 1000

/** Reads a body that passed its schema. Throws PropertyMissing and PropertyInvalid. */
export function readInvitation (body: InvitationBody): InvitationRequest {
  const { invited, expiresInDays = invitationDays.default, sendMail = false, companyName = '', indirectResellerId } = body
  return {
    invited: {
      firstName: readText('invited.firstName', invited.firstName),
      lastName: readText('invited.lastName', invited.lastName),
      email: readEmail('invited.email', invited.email)
    },
    language: body.language === undefined ? undefined : readLanguage(body.language),
    country: body.country === undefined ? undefined : readCountry(body.country),
    expiresInDays,
    sendMail,
    companyName: readOptionalText('companyName', companyName),
    indirectResellerId: indirectResellerId === undefined ? null : readGuid('indirectResellerId', indirectResellerId)
  }
}

/** A country that the agreement exists for, in upper case. Throws PropertyInvalid. */
export function readCountry (text: string): string {
  const country = text.toUpperCase()
  // Other letters become these in capitals: ß does SS, which is South Sudan.
  if (!/^[a-z]{2}$/i.test(text) || languagesOf(country) === undefined) throw invalid('country', 'is none that Partner Center has the agreement for')
  return country
}

/** When an invitation ends that begins now. */
export function expiryOf ({ expiresInDays }: InvitationRequest, now: Date): Date {
  return new Date(now.getTime() + expiresInDays * day)
}

/** Reads the query of the list. Throws PropertyInvalid. */
export function readFilter (query: unknown): InvitationFilter {
  const status = parameter(query, 'status')
  const known = invitationStatuses.find(one => one.toLowerCase() === status?.toLowerCase())
  if (status !== undefined && known === undefined) throw invalid('status', `is none of ${invitationStatuses.join(', ')}`)
  const customerId = parameter(query, 'customerId')
  const cursor = parameter(query, 'cursor')
  return {
    status: known,
    customerId: customerId === undefined ? undefined : readGuid('customerId', customerId),
    after: cursor === undefined ? undefined : readCursor(cursor),
    limit: readLimit(parameter(query, 'limit'))
  }
}

/** The cursor behind an invitation. */
export function cursorAfter ({ listedAt, invitationId }: ListPosition): string {
  return `${listedAt.getTime()}_${invitationId}`
}

function readCursor (text: string): ListPosition {
  const [time = '', id = ''] = text.split('_')
  const invitationId = parseGuid(id)
  if (!/^\d{1,15}$/.test(time) || invitationId === undefined || text !== `${time}_${id}`) throw invalid('cursor', 'is not the nextCursor of a page')
  return { listedAt: new Date(Number(time)), invitationId }
}

function readLimit (text: string | undefined): number {
  if (text === undefined) return 100
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > 500) throw invalid('limit', 'is not a number from 1 to 500')
  return limit
}

function readLanguage (text: string): string {
  try {
    const [language] = Intl.getCanonicalLocales(text)
    if (language !== undefined) return language
  } catch {
    // A RangeError, which repeats the text.
  }
  throw invalid('language', 'is not a BCP 47 language tag')
}

function readGuid (property: string, text: string): string {
  const id = parseGuid(text)
  if (id === undefined) throw invalid(property, 'is not a GUID')
  return id
}

function invalid (property: string, problem: string): ApiError {
  return new ApiError('PropertyInvalid', { parameters: { property, problem } })
}
