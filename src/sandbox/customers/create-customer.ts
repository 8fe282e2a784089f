import { randomInt } from 'node:crypto'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { sendNotices } from '../../http/notices.js'
import type { NewId } from '../../http/request-ids.js'
import { hashPassword } from '../identity/password.js'
import { presentCustomer } from '../../partner-center/customers/present-customer.js'
import { readCustomer, type ReadCustomer } from '../../partner-center/customers/read-customer.js'
import type { Customer, CustomerRepository, NewCustomer } from '../../partner-center/customers/repository.js'
import type { CreationRequest, CustomerCreation } from '../../partner-center/customers/customer-creation.js'
import type { CustomerResource } from '../../partner-center/customers/schemas.js'

/** What the creation of customers needs. */
export interface SandboxCreationOptions {
  readonly customers: CustomerRepository
  readonly newId: NewId
  readonly clock: () => Date
}

/** The user name of a new tenant's first administrator. As in Partner Center, it has no domain. */
const administratorName = 'admin'

/** Creates customers in the sandbox, each with an administrator who can sign in. */
export function sandboxCreation (options: SandboxCreationOptions): CustomerCreation {
  return {
    async create (request, reply) {
      if (request.validationError !== undefined) throw request.validationError
      const created = await createCustomer(request, options)
      if (created.userCredentials === undefined) {
        sendNotices(reply, ['created by an earlier request of this MS-RequestId; userCredentials are shown once'])
      }
      return await reply.code(201).header('cache-control', 'no-store').send(created)
    }
  }
}

/**
 * Creates a customer. Only this response contains the credentials: the response to a repeated request has none. Throws
 * the errors of {@link readCustomer}, PropertyInvalid for a reseller that is not the caller's, AppOnlyNotSupported,
 * CustomerDomainTaken and RequestIdReused.
 */
async function createCustomer (
  request: CreationRequest,
  { customers, newId, clock }: SandboxCreationOptions
): Promise<CustomerResource> {
  const {
    partner: { partnerId },
    token
  } = request.caller
  const read = readCustomer(request.body)
  const { associatedPartnerId } = read
  if (associatedPartnerId !== undefined) {
    if (token.kind === 'app') throw new ApiError('AppOnlyNotSupported')
    if (!(await customers.isReseller(partnerId, associatedPartnerId))) {
      throw new ApiError('PropertyInvalid', {
        parameters: { property: 'associatedPartnerId', problem: 'is not an indirect reseller of the caller' }
      })
    }
  }
  const customer = customerOf(read, partnerId, newId)
  const password = newPassword()
  const created = await customers.create({
    partnerId,
    customer,
    country: read.country,
    createdAt: clock(),
    administrator: await administratorOf(read, password, newId),
    requestId: parseGuid(request.requestId) as string,
    bodySha256: request.bodySha256 as Buffer
  })
  switch (created.outcome) {
    case 'domainTaken':
      throw new ApiError('CustomerDomainTaken')
    case 'requestReused':
      throw new ApiError('RequestIdReused')
    case 'replayed':
      return presentCustomer((await customers.find(partnerId, created.customerId)) as Customer)
    case 'created':
      return { ...presentCustomer(customer), userCredentials: { userName: administratorName, password } }
  }
}

function customerOf (
  { companyName, domain, associatedPartnerId, organizationRegistrationNumber, billing }: ReadCustomer,
  partnerId: string,
  newId: NewId
): Customer {
  const profile = {
    id: newId(),
    createdBy: partnerId,
    ...(organizationRegistrationNumber !== undefined && { organizationRegistrationNumber }),
    billing
  }
  return { customerId: newId(), companyName, domain, indirectResellerId: associatedPartnerId ?? null, profile }
}

async function administratorOf (
  { domain, billing }: ReadCustomer,
  password: string,
  newId: NewId
): Promise<NewCustomer['administrator']> {
  const { firstName, lastName, email, defaultAddress } = billing
  return {
    userId: newId(),
    userName: `${administratorName}@${domain.toLowerCase()}`,
    passwordHash: await hashPassword(password),
    firstName: firstName ?? defaultAddress.firstName ?? '',
    lastName: lastName ?? defaultAddress.lastName ?? '',
    email
  }
}

// Without characters that look alike, because people retype passwords.
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789'

/** Creates a password of 20 characters, which are 116 random bits. */
function newPassword (): string {
  return Array.from({ length: 20 }, () => alphabet[randomInt(alphabet.length)]).join('')
}
