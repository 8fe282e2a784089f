import { caller } from '../../database/calling-partner.js'
import { durabilityMark } from '../../database/durability.js'
import { customerPage } from '../../records/customer-statements.js'
import { resellerOf } from '../../records/resellers.js'

// A page of a partner's customers. They are sorted by id, so that a page begins where the previous one ended.
// $1: partner id. $2: the last customer of the previous page, or null. $3: number of customers.
// One row per customer; none after the last page.
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

// One customer of a partner. The profile contains what the creating partner entered, so no other partner gets it.
// $1: partner id. $2: customer id.
// One row, or none without a relationship.
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

// Registers a customer with its relationship. Existing rows are not changed, and are durable when it returns. Foreign
// keys are checked at the end of the statement.
// $1: partner id. $2: customer id. $3: company name. $4: country. $5: domain. $6: profile as JSON. $7: instant.
// $8: indirect reseller, or null.
// One row with the reseller's id, or null if the reseller is not the partner's.
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
