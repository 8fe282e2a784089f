import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { readEmail } from '../../http/email-address.js'
import { isBlank, readOptionalText, readText } from '../../http/read-text.js'
import type { NewCustomerBody } from './schemas.js'

/** A postal address. Blank members are absent. */
export type Address = NewCustomerBody['billingProfile']['defaultAddress']

/** A new customer as it is stored and shown. */
export interface ReadCustomer {
  readonly domain: string
  readonly companyName: string
  /** Upper case. */
  readonly country: string
  readonly organizationRegistrationNumber: string | undefined
  /** Canonical GUID of the indirect reseller. */
  readonly associatedPartnerId: string | undefined
  readonly billing: {
    readonly email: string
    readonly culture: string
    readonly language: string
    readonly companyName: string
    readonly firstName?: string
    readonly lastName?: string
    readonly defaultAddress: Address
  }
}

// A registration number and a telephone number are required in these countries. Source: Partner Center, "Create a
// customer" and its error codes.
const registeringCountries = ['AM', 'AZ', 'BY', 'HU', 'KZ', 'KG', 'MD', 'RU', 'TJ', 'UZ', 'UA']

/**
 * Reads a valid body. Throws PropertyMissing and PropertyInvalid for the first invalid member, then
 * OrganizationRegistrationMissing and CustomerPhoneNumberMissing.
 */
export function readCustomer ({ companyProfile, billingProfile, associatedPartnerId }: NewCustomerBody): ReadCustomer {
  const domain = readPattern(
    'companyProfile.domain',
    companyProfile.domain,
    /^(?=.{4,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z]([a-z\d-]{0,61}[a-z\d])$/i,
    'is not a domain name'
  )
  const email = readEmail('billingProfile.email', billingProfile.email)
  const culture = readPattern(
    'billingProfile.culture',
    billingProfile.culture,
    /^[a-z]{2,3}(-[a-z\d]{2,8}){1,3}$/i,
    'is not a culture such as en-US'
  )
  const language = readPattern(
    'billingProfile.language',
    billingProfile.language,
    /^[a-z]{2,3}(-[a-z\d]{2,8}){0,3}$/i,
    'is not a language such as en'
  )
  const companyName = readText('billingProfile.companyName', billingProfile.companyName)
  const defaultAddress = readAddress(billingProfile.defaultAddress)
  const { country } = defaultAddress
  const names = readOptional('billingProfile', billingProfile, ['firstName', 'lastName'])
  const { organizationRegistrationNumber } = readOptional('companyProfile', companyProfile, [
    'organizationRegistrationNumber'
  ])
  if (registeringCountries.includes(country)) {
    if (organizationRegistrationNumber === undefined) throw new ApiError('OrganizationRegistrationMissing')
    if (defaultAddress.phoneNumber === undefined) throw new ApiError('CustomerPhoneNumberMissing')
  }
  const billing = { ...names, email, culture: canonicalCulture(culture), language, companyName, defaultAddress }
  return {
    domain,
    companyName,
    country,
    organizationRegistrationNumber,
    associatedPartnerId: readReseller(associatedPartnerId),
    billing
  }
}

function readAddress (address: Address): Address {
  const path = 'billingProfile.defaultAddress'
  const country = readPattern(
    `${path}.country`,
    address.country,
    /^[a-z]{2}$/i,
    'is not a country code of two letters'
  ).toUpperCase()
  const city = readText(`${path}.city`, address.city)
  const addressLine1 = readText(`${path}.addressLine1`, address.addressLine1)
  return {
    country,
    city,
    addressLine1,
    ...readOptional(path, address, [
      'region', 'state', 'addressLine2', 'postalCode', 'firstName', 'middleName', 'lastName', 'phoneNumber'
    ])
  }
}

function readReseller (text = ''): string | undefined {
  if (isBlank(text)) return undefined
  const id = parseGuid(text)
  if (id === undefined) {
    throw new ApiError('PropertyInvalid', { parameters: { property: 'associatedPartnerId', problem: 'is not a GUID' } })
  }
  return id
}

function readPattern (property: string, text: string, pattern: RegExp, problem: string): string {
  readText(property, text)
  if (!pattern.test(text)) throw new ApiError('PropertyInvalid', { parameters: { property, problem } })
  return text
}

/** Reads optional members. Blank ones are left out, because clients send empty texts for absent values. */
function readOptional<Name extends string> (
  path: string,
  value: Readonly<Partial<Record<Name, string>>>,
  names: readonly Name[]
): Partial<Record<Name, string>> {
  const read: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const text = readOptionalText(`${path}.${name}`, value[name] ?? '')
    if (text !== null) read[name] = text
  }
  return read
}

/** Turns `EN-us` into `en-US`, as Partner Center does. */
function canonicalCulture (culture: string): string {
  return culture
    .split('-')
    .map((part, index) => (index === 0 ? part.toLowerCase() : part.length === 2 ? part.toUpperCase() : part))
    .join('-')
}
