import type { Database } from '../../database/connect.js'

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
  /** Whether anybody can sign in to this tenant. */
  hasTenant (customerId: string): Promise<boolean>
}

/** The repository on PostgreSQL. */
export function customerUserRepository ({ kysely }: Database): CustomerUserRepository {
  return {
    find: userName => kysely.selectFrom('sandbox_user')
      .select(['user_id as userId', 'customer_id as customerId', 'user_name as userName', 'password_hash as passwordHash', 'first_name as firstName', 'last_name as lastName', 'email', 'is_administrator as isAdministrator'])
      .where('user_name', '=', userName)
      .executeTakeFirst(),
    hasTenant: async customerId => await kysely.selectFrom('sandbox_user').select('user_id').where('customer_id', '=', customerId).limit(1).executeTakeFirst() !== undefined
  }
}
