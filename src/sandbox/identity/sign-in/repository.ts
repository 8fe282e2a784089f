import { sql } from 'kysely'
import type { Database } from '../../../database/connect.js'

/** A customer's user as the sandbox's sign-in knows it. */
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

/** The users of customers: fixed ones, and those that came with new customers. */
export interface CustomerUserRepository {
  /** The user of a name in lower case. */
  find (userName: string): Promise<CustomerUser | undefined>
  /** The user of a tenant by what stands before the `@`, in lower case. */
  findIn (customerId: string, name: string): Promise<CustomerUser | undefined>
  /** Whether anybody can sign in to this tenant. */
  hasTenant (customerId: string): Promise<boolean>
  /** The telephone number that a customer was created with, if it has one. */
  phoneNumberOf (customerId: string): Promise<string | undefined>
}

/** $1 customer: a row where its billing profile has a number. */
const phoneNumberStatement = {
  name: 'sandbox_customer_phone_number',
  text: `
    SELECT c.phone_number AS "phoneNumber"
    FROM (SELECT set_config('app.customer', $1, true)::uuid AS customer_id OFFSET 0) me
    CROSS JOIN LATERAL (
      SELECT profile #>> '{billing,defaultAddress,phoneNumber}' AS phone_number FROM customer WHERE customer_id = me.customer_id OFFSET 0
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
