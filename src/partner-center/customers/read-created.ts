import { promisify } from 'node:util'
import { brotliDecompress, unzip } from 'node:zlib'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { memberNames } from '../../http/member-names.js'
import { readText } from '../../http/read-text.js'
import { readCustomer } from './read-customer.js'
import type { Customer } from './repository.js'
import { newCustomerSchema, type NewCustomerBody } from './schemas.js'

/** What {@link readCreated} needs. */
export interface CreatedOptions {
  /** The `Content-Encoding` of the response. */
  readonly encoding: string | undefined
  readonly partnerId: string
  /** The body of the request. Its values count where the response has none. */
  readonly asked: unknown
  /** Whether a body matches the schema of a creation. */
  readonly isCreation: (body: unknown) => boolean
}

/** The customer that a response of Partner Center describes. */
export interface CreatedCustomer {
  readonly customer: Customer
  readonly country: string
}

/** The maximum size of a response, in bytes after decompression. Customers are far smaller. */
const maxBytes = 1024 * 1024

const withNames = memberNames(newCustomerSchema)

type Members = Readonly<Record<string, unknown>>

/**
 * Reads the customer of Partner Center's response to a creation, without its credentials. An invalid billing profile is
 * left out. Throws if there is no id, name or country.
 */
export async function readCreated (bytes: Buffer, options: CreatedOptions): Promise<CreatedCustomer> {
  const answer = membersOf(JSON.parse(new TextDecoder().decode(await unpacked(bytes, options.encoding))))
  const { companyName, domain } = membersOf(answer['companyProfile'])
  const billing = membersOf(answer['billingProfile'])
  const customerId = parseGuid(textOf(answer['id']) ?? '')
  const name = textOf(companyName) ?? textOf(billing['companyName'])
  const country = textOf(membersOf(billing['defaultAddress'])['country'])?.toUpperCase()
  if (customerId === undefined || name === undefined || country === undefined || !/^[A-Z]{2}$/.test(country)) {
    throw new TypeError('The response is not a customer')
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
  const limit = { maxOutputLength: maxBytes }
  return await (encoding === 'br' ? promisify(brotliDecompress)(bytes, limit) : promisify(unzip)(bytes, limit))
}

function membersOf (value: unknown): Members {
  return typeof value === 'object' && value !== null ? value as Members : {}
}

/** A text that can be stored and shown. */
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
