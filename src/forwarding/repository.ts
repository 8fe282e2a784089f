import { caller } from '../database/caller.js'
import type { Database } from '../database/connect.js'

/** What is kept of a forwarded request. */
export interface PurchaseRepository {
  /** Keeps that the customer bought through the partner; durable when it resolves. */
  add (partnerId: string, customerId: string, purchasedAt: Date): Promise<void>
}

// The partner is set for row-level security by the same statement, before the row is checked against it.
const add = {
  name: 'purchase_add',
  text: `
    INSERT INTO purchase (partner_id, customer_id, purchased_at)
    SELECT caller.partner_id, $2::uuid, $3::timestamptz FROM ${caller}`
}

/** The repository on PostgreSQL. */
export function purchaseRepository (database: Database): PurchaseRepository {
  return {
    async add (partnerId, customerId, purchasedAt) {
      await database.write(add, [partnerId, customerId, purchasedAt])
    }
  }
}
