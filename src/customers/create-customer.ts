import { randomInt } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { parseGuid } from '../domain/guid.js'
import { Fault } from '../errors/fault.js'
import type { NewId } from '../http/request-ids.js'
import { hashPassword } from '../sandbox/password.js'
import { presentCustomer } from './present-customer.js'
import { readCustomer, type ReadCustomer } from './read-customer.js'
import type { Customer, CustomerRepository, NewCustomer } from './repository.js'
import type { CustomerResource, NewCustomerBody } from './schemas.js'

/** What creating takes from outside. */
export interface CustomerCreation {
  readonly customers: CustomerRepository
  readonly newId: NewId
  readonly clock: () => Date
}

/** The user name of every new tenant's first administrator, as Partner Center has it: without the domain. */
const administratorName = 'admin'

/**
 * Creates a customer in the sandbox. The credentials are in this answer alone: a repetition of the request is answered
 * without them. Throws what {@link readCustomer} throws, PropertyInvalid for a reseller that is not the caller's,
 * AppOnlyNotSupported, CustomerDomainTaken and RequestIdReused.
 */
export async function createCustomerIn (request: FastifyRequest<{ Body: NewCustomerBody }>, { customers, newId, clock }: CustomerCreation): Promise<CustomerResource> {
  const { partner: { partnerId }, token } = request.caller
  const read = readCustomer(request.body)
  const { associatedPartnerId } = read
  if (associatedPartnerId !== undefined) {
    if (token.kind === 'app') throw new Fault('AppOnlyNotSupported')
    if (!await customers.isReseller(partnerId, associatedPartnerId)) throw new Fault('PropertyInvalid', { parameters: { property: 'associatedPartnerId', problem: 'is not an indirect reseller of the caller' } })
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
    case 'domainTaken': throw new Fault('CustomerDomainTaken')
    case 'requestReused': throw new Fault('RequestIdReused')
    case 'replayed': return presentCustomer(await customers.find(partnerId, created.customerId) as Customer)
    case 'created': return { ...presentCustomer(customer), userCredentials: { userName: administratorName, password } }
  }
}

function customerOf ({ companyName, domain, associatedPartnerId, organizationRegistrationNumber, billing }: ReadCustomer, partnerId: string, newId: NewId): Customer {
  const profile = { id: newId(), createdBy: partnerId, ...(organizationRegistrationNumber !== undefined && { organizationRegistrationNumber }), billing }
  return { customerId: newId(), companyName, domain, indirectResellerId: associatedPartnerId ?? null, profile }
}

async function administratorOf ({ domain, billing }: ReadCustomer, password: string, newId: NewId): Promise<NewCustomer['administrator']> {
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

// Without characters that look alike, as people type it from a mail.
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789'

/** 20 characters: 116 random bits. */
function newPassword (): string {
  return Array.from({ length: 20 }, () => alphabet[randomInt(alphabet.length)]).join('')
}
