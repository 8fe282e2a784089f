import { caller } from '../database/calling-partner.js'
import type { Database } from '../database/connect.js'

/** The purchases that were forwarded. */
export interface PurchaseRepository {
  /** Records that the customer bought through the partner; durable when the promise resolves. */
  add (partnerId: string, customerId: string, purchasedAt: Date): Promise<void>
}

// $1: the partner. $2: the customer. $3: the time of the purchase.
// Returns no row.
// The statement sets the partner itself, because row-level security checks the new row against it.
const add = {
  name: 'purchase_add',
  text: `
    INSERT INTO purchase (partner_id, customer_id, purchased_at)
    SELECT caller.partner_id, $2::uuid, $3::timestamptz
    FROM ${caller}`
}

/** The repository on PostgreSQL. */
export function purchaseRepository (database: Database): PurchaseRepository {
  return {
    async add (partnerId, customerId, purchasedAt) {
      await database.write(add, [partnerId, customerId, purchasedAt])
    }
  }
}
