import { caller } from '../../database/caller.js'
import { durabilityMark } from '../../database/durability.js'
import { customerPage } from '../../records/customer-statements.js'
import { resellerOf } from '../../records/resellers.js'

/** $1 partner, $2 the customer before the page, $3 how many. By id, so that a page begins where the one before ended. */
export const listStatement = {
  name: 'customers_list',
  text: `
    SELECT page.customer_id, customer.*
    FROM ${caller}
    CROSS JOIN LATERAL (${customerPage({ after: '$2', limit: '$3' })}) page
    CROSS JOIN LATERAL (
      SELECT c.company_name, c.domain FROM customer c WHERE c.customer_id = page.customer_id OFFSET 0
    ) customer
    ORDER BY page.customer_id`
}

/** $1 partner, $2 customer. The profile is the creating partner's own words: nobody else gets it. */
export const findStatement = {
  name: 'customers_find',
  text: `
    SELECT found.*
    FROM ${caller}
    CROSS JOIN LATERAL (
      SELECT c.customer_id, c.company_name, c.domain, r.indirect_reseller_id,
        CASE WHEN c.profile ->> 'createdBy' = caller.partner_id::text THEN c.profile END AS profile
      FROM reselling_relationship r JOIN customer c ON c.customer_id = r.customer_id
      WHERE r.partner_id = caller.partner_id AND r.customer_id = $2 OFFSET 0
    ) found`
}

/**
 * $1 partner, $2 customer, $3 company's name, $4 country, $5 domain, $6 profile as JSON, $7 when, $8 indirect reseller or
 * null. What is there already stays, and is durable then. Foreign keys are looked at in the statement's end.
 */
export const registerStatement = {
  name: 'customers_register',
  text: `
    WITH going AS MATERIALIZED (
      SELECT caller.partner_id,
        reseller.id AS reseller_id
      FROM ${caller}
      LEFT JOIN LATERAL (${resellerOf('caller.partner_id', '$8')}
      ) reseller ON true
    ), newcomer AS (
      INSERT INTO customer (customer_id, company_name, country, domain, profile, registered_at)
      SELECT $2, $3, $4, $5, nullif($6::jsonb, 'null'), $7 FROM going ON CONFLICT DO NOTHING
    ), related AS (
      INSERT INTO reselling_relationship (partner_id, customer_id, indirect_reseller_id, established_at)
      SELECT partner_id, $2, reseller_id, $7 FROM going ON CONFLICT DO NOTHING
    )
    SELECT reseller_id, ${durabilityMark} FROM going`
}
