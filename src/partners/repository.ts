import type { Database } from '../database/connect.js'
import type { Partner } from '../domain/partner.js'

/** The registered partners, as authentication needs them. */
export interface PartnerRepository {
  /** The partner of a tenant; `undefined` if none is registered. */
  find (partnerId: string): Promise<Partner | undefined>
}

/** The repository on PostgreSQL. */
export function partnerRepository (database: Database): PartnerRepository {
  return {
    find: partnerId => database.kysely.selectFrom('partner')
      .select(['partner_id as partnerId', 'type', 'cloud', 'csp_region as cspRegion', 'admin_agent_claims as adminAgentClaims', 'sales_agent_claims as salesAgentClaims'])
      .where('partner_id', '=', partnerId)
      .executeTakeFirst()
  }
}
