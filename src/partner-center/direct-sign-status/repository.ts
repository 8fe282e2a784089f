import { caller } from '../../database/caller.js'
import type { Database } from '../../database/connect.js'

/** The direct acceptances of customers, as far as a partner may see them. */
export interface DirectSignStatusRepository {
  /** Returns whether the customer accepted directly; `undefined` if the partner has no relationship with it. */
  isSigned (partnerId: string, customerId: string): Promise<boolean | undefined>
}

// $1: the partner. $2: the customer.
// Returns one row, or none if the partner has no relationship with the customer.
// Without OFFSET 0 the planner merges the subquery, and row-level security can run before the partner is set.
const isSigned = {
  name: 'direct_sign_status',
  text: `
    SELECT EXISTS (
      SELECT FROM direct_acceptance d
      WHERE d.customer_id = relationship.customer_id
    ) AS is_signed
    FROM ${caller}
    CROSS JOIN LATERAL (
      SELECT r.customer_id
      FROM reselling_relationship r
      WHERE r.partner_id = caller.partner_id
        AND r.customer_id = $2
      OFFSET 0
    ) relationship`
}

/** The repository on PostgreSQL. */
export function directSignStatusRepository (database: Database): DirectSignStatusRepository {
  return {
    async isSigned (partnerId, customerId) {
      const [row] = await database.read<{ is_signed: boolean }>(isSigned, [partnerId, customerId])
      return row?.is_signed
    }
  }
}
