import { sql, type Kysely } from 'kysely'
import type { Database } from '../database/connect.js'
import { orThereDurably } from '../database/durability.js'
import type { Row } from '../database/row.js'
import type { Tables } from '../database/tables.js'
import type { Partner } from '../domain/partner.js'

/** An application that may call for its partner without a user. */
export type PartnerApplicationRow = Row<'partner_application'>

/** The registered partners, as authentication needs them. */
export interface PartnerRepository {
  /** The partner of a tenant; `undefined` if none is registered. */
  find (partnerId: string): Promise<Partner | undefined>
}

/**
 * The applications that may call for a partner without a user, as the operator registers them. Adding one that is
 * registered is not an error and changes nothing: the result says whether it was new. Durable when they resolve.
 */
export interface PartnerApplicationRepository {
  /** Rejects on a partner that is not registered. */
  addApplication (application: PartnerApplicationRow): Promise<boolean>
  /** False if it was not registered. */
  removeApplication (partnerId: string, applicationId: string): Promise<boolean>
  /** The applications of all partners, or of one, by partner and time of registration. */
  listApplications (partnerId?: string): Promise<PartnerApplicationRow[]>
}

/** The repository on PostgreSQL. */
export function partnerRepository (database: Database): PartnerRepository {
  return {
    async find (partnerId) {
      // Row-level security shows a partner its own applications: it is set within the statement, before they are read.
      const { rows: [partner] } = await sql<Partner>`
        SELECT p.partner_id AS "partnerId", p.type, p.cloud, p.csp_region AS "cspRegion",
          p.admin_agent_claims AS "adminAgentClaims", p.sales_agent_claims AS "salesAgentClaims",
          registered.ids AS "applicationIds"
        FROM (SELECT set_config('app.partner', ${partnerId}, true)::uuid AS partner_id OFFSET 0) caller
        JOIN partner p ON p.partner_id = caller.partner_id
        CROSS JOIN LATERAL (
          SELECT coalesce(array_agg(a.application_id::text), '{}') AS ids
          FROM partner_application a
          WHERE a.partner_id = caller.partner_id
          OFFSET 0
        ) registered`.execute(database.kysely)
      return partner
    }
  }
}

/** The repository on PostgreSQL, over a connection of the tables' owner. */
export function partnerApplicationRepository (kysely: Kysely<Tables>): PartnerApplicationRepository {
  return {
    async addApplication (application) {
      const { numInsertedOrUpdatedRows } = await kysely.insertInto('partner_application').values(application)
        .onConflict(conflict => conflict.columns(['partner_id', 'application_id']).doNothing()).executeTakeFirstOrThrow()
      return await orThereDurably(kysely, numInsertedOrUpdatedRows)
    },
    async removeApplication (partnerId, applicationId) {
      const { numDeletedRows } = await kysely.deleteFrom('partner_application')
        .where('partner_id', '=', partnerId).where('application_id', '=', applicationId).executeTakeFirst()
      return await orThereDurably(kysely, numDeletedRows)
    },
    async listApplications (partnerId) {
      const applications = kysely.selectFrom('partner_application').selectAll()
        .orderBy('partner_id').orderBy('registered_at').orderBy('application_id')
      return await (partnerId === undefined ? applications : applications.where('partner_id', '=', partnerId)).execute()
    }
  }
}
