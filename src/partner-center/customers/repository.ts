import { sql, type Transaction } from 'kysely'
import type { Database } from '../../database/connect.js'
import { awaitDurability } from '../../database/durability.js'
import type { Tables } from '../../database/tables.js'
import { findReseller } from '../../records/resellers.js'
import type { ReadCustomer } from './read-customer.js'
import { findStatement, listStatement, registerStatement } from './statements.js'

/** A partner's customer, with the data that this partner may see. */
export interface Customer {
  readonly customerId: string
  readonly companyName: string
  readonly domain: string | null
  /** The indirect reseller through which the provider sells to the customer. */
  readonly indirectResellerId: string | null
  /** Null for all partners except the one that created the customer. */
  readonly profile: CustomerProfile | null
}

/** What a partner said about a customer at its creation. */
export interface CustomerProfile {
  /** The id of the billing profile. */
  readonly id: string
  readonly createdBy: string
  readonly organizationRegistrationNumber?: string
  readonly billing: ReadCustomer['billing']
}

/** A customer in a list. */
export type ListedCustomer = Pick<Customer, 'customerId' | 'companyName' | 'domain'>

/** A customer that a partner created. */
export interface CreatedCustomer {
  readonly partnerId: string
  readonly customer: Customer
  readonly country: string
  readonly createdAt: Date
}

/** A customer to create in the sandbox, with its first administrator. */
export interface NewCustomer extends CreatedCustomer {
  readonly administrator: {
    readonly userId: string
    /** Lower case. */
    readonly userName: string
    readonly passwordHash: string
    readonly firstName: string
    readonly lastName: string
    readonly email: string
  }
  readonly requestId: string
  readonly bodySha256: Buffer
}

/** The outcome of a creation. `replayed`: an earlier request with the same id and body created this customer. */
export type CreateOutcome =
  | { readonly outcome: 'created' }
  | { readonly outcome: 'replayed', readonly customerId: string }
  | { readonly outcome: 'requestReused' | 'domainTaken' }

/** The customers of each partner. */
export interface CustomerRepository {
  /** Returns up to `limit` customers of the partner after `after`, in the order of their ids. */
  list (partnerId: string, after: string | undefined, limit: number): Promise<ListedCustomer[]>
  /** Finds a customer of the partner. Returns `undefined` without a reselling relationship. */
  find (partnerId: string, customerId: string): Promise<Customer | undefined>
  /** Whether the partner is an indirect provider, and the other one of its indirect resellers. */
  isReseller (partnerId: string, resellerId: string): Promise<boolean>
  /**
   * Stores a customer, its relationship with the partner and its administrator, or none of them. The result is durable,
   * also if it is `replayed`. For the sandbox only: elsewhere the service has no rights on these tables.
   */
  create (customer: NewCustomer): Promise<CreateOutcome>
  /**
   * Registers a customer that Partner Center created, and its relationship with the partner, durably when it resolves.
   * Existing rows are not changed. Resolves to false if the customer names an indirect reseller that is not the
   * partner's: the relationship is then registered without the reseller.
   */
  register (customer: CreatedCustomer): Promise<boolean>
}

interface CustomerRow {
  customer_id: string
  company_name: string
  domain: string | null
}

const beforeAll = '00000000-0000-0000-0000-000000000000'
const subject = 'POST /v1/customers'

class DomainTaken extends Error {}

/** The repository on PostgreSQL. */
export function customerRepository (database: Database): CustomerRepository {
  return {
    async list (partnerId, after = beforeAll, limit) {
      return (await database.read<CustomerRow>(listStatement, [partnerId, after, limit])).map(toListed)
    },
    async find (partnerId, customerId) {
      const [row] = await database.read<
        CustomerRow & { indirect_reseller_id: string | null, profile: CustomerProfile | null }
      >(findStatement, [partnerId, customerId])
      return row && { ...toListed(row), indirectResellerId: row.indirect_reseller_id, profile: row.profile }
    },
    async isReseller (partnerId, resellerId) {
      return await findReseller(database, partnerId, resellerId) !== undefined
    },
    async create (customer) {
      try {
        return await database.kysely.transaction().execute(transaction => createIn(transaction, customer))
      } catch (error) {
        if (error instanceof DomainTaken) return { outcome: 'domainTaken' }
        throw error
      }
    },
    async register ({ partnerId, customer, country, createdAt }) {
      const { customerId, companyName, domain, indirectResellerId, profile } = customer
      const [row] = await database.write<{ reseller_id: string | null }>(registerStatement, [
        partnerId, customerId, companyName, country, domain, JSON.stringify(profile), createdAt, indirectResellerId
      ])
      return row?.reseller_id === indirectResellerId
    }
  }
}

/** Stores the request first: the second of two concurrent equal requests waits here, and then finds the first one. */
async function createIn (
  transaction: Transaction<Tables>,
  { partnerId, customer, country, createdAt, administrator, requestId, bodySha256 }: NewCustomer
): Promise<CreateOutcome> {
  const { customerId, companyName, domain, indirectResellerId, profile } = customer
  await sql`SELECT set_config('app.partner', ${partnerId}, true)`.execute(transaction)
  const request = await transaction
    .insertInto('sandbox_request')
    .values({
      partner_id: partnerId,
      request_id: requestId,
      subject,
      body_sha256: bodySha256,
      answered_at: createdAt,
      status: 201,
      answer: customerId
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  if (request.numInsertedOrUpdatedRows === 0n) return await earlierAnswer(transaction, partnerId, requestId, bodySha256)
  const user = await transaction
    .insertInto('sandbox_user')
    .values({
      user_id: administrator.userId,
      customer_id: customerId,
      user_name: administrator.userName,
      password_hash: administrator.passwordHash,
      first_name: administrator.firstName,
      last_name: administrator.lastName,
      email: administrator.email,
      is_administrator: true
    })
    .onConflict(conflict => conflict.column('user_name').doNothing())
    .executeTakeFirst()
  if (user.numInsertedOrUpdatedRows === 0n) throw new DomainTaken()
  await transaction
    .insertInto('customer')
    .values({
      customer_id: customerId,
      company_name: companyName,
      country,
      domain,
      profile: JSON.stringify(profile),
      registered_at: createdAt
    })
    .execute()
  await transaction
    .insertInto('reselling_relationship')
    .values({
      partner_id: partnerId,
      customer_id: customerId,
      indirect_reseller_id: indirectResellerId,
      established_at: createdAt
    })
    .execute()
  return { outcome: 'created' }
}

async function earlierAnswer (
  transaction: Transaction<Tables>,
  partnerId: string,
  requestId: string,
  bodySha256: Buffer
): Promise<CreateOutcome> {
  const earlier = await transaction
    .selectFrom('sandbox_request')
    .select(['subject', 'body_sha256', 'answer'])
    .where('partner_id', '=', partnerId)
    .where('request_id', '=', requestId)
    .executeTakeFirstOrThrow()
  if (earlier.subject !== subject || !earlier.body_sha256.equals(bodySha256)) return { outcome: 'requestReused' }
  await awaitDurability(transaction)
  return { outcome: 'replayed', customerId: earlier.answer }
}

function toListed ({ customer_id: customerId, company_name: companyName, domain }: CustomerRow): ListedCustomer {
  return { customerId, companyName, domain }
}
