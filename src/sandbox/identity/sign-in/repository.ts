import { sql } from 'kysely'
import type { Database } from '../../../database/connect.js'

/** A customer's user, who can sign in to the sandbox. */
export interface CustomerUser {
  readonly userId: string
  /** The customer's tenant. */
  readonly customerId: string
  /** Lower case. */
  readonly userName: string
  readonly passwordHash: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly isAdministrator: boolean
}

/** The users of customers: the fixed ones, and those of customers that were created later. */
export interface CustomerUserRepository {
  /** Finds a user by the whole name, in lower case. */
  find (userName: string): Promise<CustomerUser | undefined>
  /** Finds a tenant's user by the part of the name before the `@`, in lower case. */
  findIn (customerId: string, name: string): Promise<CustomerUser | undefined>
  /** Whether the tenant has a user. */
  hasTenant (customerId: string): Promise<boolean>
  /** Returns the telephone number that a customer was created with, if any. */
  phoneNumberOf (customerId: string): Promise<string | undefined>
}

// $1: customer id.
// One row if the billing profile has a telephone number, otherwise none.
const phoneNumberStatement = {
  name: 'sandbox_customer_phone_number',
  text: `
    SELECT c.phone_number AS "phoneNumber"
    FROM (SELECT set_config('app.customer', $1, true)::uuid AS customer_id OFFSET 0) me
    CROSS JOIN LATERAL (
      SELECT profile #>> '{billing,defaultAddress,phoneNumber}' AS phone_number
      FROM customer
      WHERE customer_id = me.customer_id
      OFFSET 0
    ) c
    WHERE c.phone_number <> ''`
}

/** The repository on PostgreSQL. */
export function customerUserRepository ({ kysely, read }: Database): CustomerUserRepository {
  const users = () =>
    kysely
      .selectFrom('sandbox_user')
      .select([
        'user_id as userId', 'customer_id as customerId', 'user_name as userName', 'password_hash as passwordHash',
        'first_name as firstName', 'last_name as lastName', 'email', 'is_administrator as isAdministrator'
      ])
  return {
    find: userName => users().where('user_name', '=', userName).executeTakeFirst(),
    findIn: (customerId, name) =>
      users()
        .where('customer_id', '=', customerId)
        .where(sql<string>`split_part(user_name, '@', 1)`, '=', name)
        .executeTakeFirst(),
    hasTenant: async customerId =>
      (await kysely
        .selectFrom('sandbox_user')
        .select('user_id')
        .where('customer_id', '=', customerId)
        .limit(1)
        .executeTakeFirst()) !== undefined,
    phoneNumberOf: async customerId =>
      (await read<{ phoneNumber: string }>(phoneNumberStatement, [customerId]))[0]?.phoneNumber
  }
}
