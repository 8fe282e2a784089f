import { promisify } from 'node:util'
import { brotliDecompress, unzip } from 'node:zlib'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { memberNames } from '../../http/member-names.js'
import { readText } from '../../http/read-text.js'
import { readCustomer } from './read-customer.js'
import type { Customer } from './repository.js'
import { newCustomerSchema, type NewCustomerBody } from './schemas.js'

/** What reading Partner Center's answer to a creation takes. */
export interface CreatedOptions {
  /** Its `Content-Encoding`. */
  readonly encoding: string | undefined
  readonly partnerId: string
  /** The body of the request: what the answer leaves out counts as asked for. */
  readonly asked: unknown
  /** Whether a body is that of a creation, by its schema. */
  readonly isCreation: (body: unknown) => boolean
}

/** What a response of Partner Center says that it created. */
export interface CreatedCustomer {
  readonly customer: Customer
  readonly country: string
}

/** The largest answer that is read, in bytes once unpacked: many times any customer. */
const largest = 1024 * 1024

const withNames = memberNames(newCustomerSchema)

type Members = Readonly<Record<string, unknown>>

/**
 * The customer of an answer, without its credentials. The billing profile is kept where it is one as creations have
 * it. Throws where there is no id, name or country.
 */
export async function readCreated (bytes: Buffer, options: CreatedOptions): Promise<CreatedCustomer> {
  const answer = membersOf(JSON.parse(new TextDecoder().decode(await unpacked(bytes, options.encoding))))
  const { companyName, domain } = membersOf(answer['companyProfile'])
  const billing = membersOf(answer['billingProfile'])
  const customerId = parseGuid(textOf(answer['id']) ?? '')
  const name = textOf(companyName) ?? textOf(billing['companyName'])
  const country = textOf(membersOf(billing['defaultAddress'])['country'])?.toUpperCase()
  if (customerId === undefined || name === undefined || country === undefined || !/^[A-Z]{2}$/.test(country)) {
    throw new TypeError('The answer is no customer')
  }
  const reseller = textOf(answer['associatedPartnerId']) ?? textOf(membersOf(options.asked)['associatedPartnerId'])
  return {
    country,
    customer: {
      customerId,
      companyName: name,
      domain: textOf(domain) ?? null,
      indirectResellerId: parseGuid(reseller ?? '') ?? null,
      profile: profileOf(answer, textOf(billing['id']), options)
    }
  }
}

function profileOf (
  answer: Members,
  id: string | undefined,
  { partnerId, isCreation }: CreatedOptions
): Customer['profile'] {
  const named = withNames(answer)
  if (id === undefined || !isCreation(named)) return null
  const read = orNothing(() => readCustomer(named as NewCustomerBody))
  if (read === undefined) return null
  const { organizationRegistrationNumber, billing } = read
  return {
    id,
    createdBy: partnerId,
    ...(organizationRegistrationNumber !== undefined && { organizationRegistrationNumber }),
    billing
  }
}

async function unpacked (bytes: Buffer, encoding = 'identity'): Promise<Buffer> {
  if (encoding === 'identity') return bytes
  const limit = { maxOutputLength: largest }
  return await (encoding === 'br' ? promisify(brotliDecompress)(bytes, limit) : promisify(unzip)(bytes, limit))
}

function membersOf (value: unknown): Members {
  return typeof value === 'object' && value !== null ? value as Members : {}
}

/** A text that can be kept and shown. */
function textOf (value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 256 ? orNothing(() => readText('', value)) : undefined
}

function orNothing<Value> (read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}
