import { caller, customerPage } from '../database/caller.js'
import { durabilityMark } from '../database/durability.js'

// As float8, exact to the microsecond for centuries around 1970: numeric, which extract yields, takes PostgreSQL longer.
const inMs = (column: string) => `round(date_part('epoch', ${column}) * 1000000) / 1000`

/** $1 partner, $2 customers: of each one no row without a relationship, one of nulls without facts, else a row a fact. */
export const factsStatement = {
  name: 'order_gate_facts',
  text: `
    SELECT asked.position::int AS position, fact.*
    FROM ${caller}
    CROSS JOIN LATERAL unnest($2::uuid[]) WITH ORDINALITY AS asked (customer_id, position)
    CROSS JOIN LATERAL (
      SELECT r.partner_id, r.customer_id FROM reselling_relationship r
      WHERE r.partner_id = caller.partner_id AND r.customer_id = asked.customer_id OFFSET 0
    ) relationship
    LEFT JOIN LATERAL (
      SELECT a.agreement_type AS fact, ${inMs('a.date_agreed')} AS agreed_at, ${inMs('a.received_at')} AS received_at
      FROM customer_agreement a WHERE a.partner_id = relationship.partner_id AND a.customer_id = relationship.customer_id
      UNION ALL
      SELECT 'directAcceptance', ${inMs('d.accepted_at')}, NULL
      FROM direct_acceptance d WHERE d.customer_id = relationship.customer_id
      UNION ALL
      (SELECT 'purchase', NULL, NULL
      FROM purchase p WHERE p.partner_id = relationship.partner_id AND p.customer_id = relationship.customer_id LIMIT 1)
      OFFSET 0
    ) fact ON true`
}

/** $1 partner, $2 how many: the first customers by id, with their facts. */
export const firstCustomersStatement = { name: 'order_gate_first_customers', text: customersOf(customerPage({ limit: '$2' })) }

/** $1 partner, $2 the customer before, $3 how many. */
export const customersAfterStatement = { name: 'order_gate_customers_after', text: customersOf(customerPage({ after: '$2', limit: '$3' })) }

function customersOf (page: string): string {
  return `
    SELECT page.customer_id, customer.*
    FROM ${caller}
    CROSS JOIN LATERAL (${page}) page
    CROSS JOIN LATERAL (
      SELECT c.company_name,
        ARRAY(SELECT ${inMs('d.accepted_at')} FROM direct_acceptance d WHERE d.customer_id = page.customer_id) AS direct_acceptances,
        EXISTS (SELECT FROM purchase p WHERE p.partner_id = page.partner_id AND p.customer_id = page.customer_id OFFSET 0) AS bought_through_partner,
        (SELECT coalesce(json_agg(json_build_object('agreementType', a.agreement_type, 'dateAgreed', ${inMs('a.date_agreed')}, 'receivedAt', ${inMs('a.received_at')})), '[]')
          FROM customer_agreement a WHERE a.partner_id = page.partner_id AND a.customer_id = page.customer_id) AS confirmations
      FROM customer c WHERE c.customer_id = page.customer_id OFFSET 0
    ) customer
    ORDER BY page.customer_id`
}

/**
 * $1 partner, then the columns as they stand here: the recorded decision, this one or the first one of the request on the
 * same basis; no row where that one was recorded while this statement ran.
 */
export const recordStatement = {
  name: 'order_gate_record',
  text: `
    WITH going AS MATERIALIZED (
      SELECT caller.partner_id FROM ${caller}
    ), recorded AS (
      INSERT INTO gate_decision (partner_id, decision_id, customer_id, decided_at, outcome, request_id, correlation_id, caller_object_id,
        decision, facts, basis_sha256)
      SELECT going.partner_id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM going
      ON CONFLICT (partner_id, request_id, basis_sha256) DO NOTHING
      RETURNING decision_id, decided_at
    )
    SELECT decision_id AS "decisionId", decided_at AS "decidedAt", NULL AS durable_from FROM recorded
    UNION ALL
    SELECT earlier.* FROM going CROSS JOIN LATERAL (
      SELECT d.decision_id, d.decided_at, ${durabilityMark}
      FROM gate_decision d
      WHERE d.partner_id = going.partner_id AND d.request_id = $6 AND d.basis_sha256 = $11 AND NOT EXISTS (SELECT FROM recorded)
      OFFSET 0
    ) earlier`
}

/** $1 partner, $2 decision. */
export const findStatement = {
  name: 'order_gate_find',
  text: `
    SELECT g.* FROM ${caller} CROSS JOIN LATERAL (
      SELECT d.decision_id AS "decisionId", d.partner_id AS "partnerId", d.customer_id AS "customerId", d.decided_at AS "decidedAt", d.request_id AS "requestId",
        d.correlation_id AS "correlationId", d.caller_object_id AS "callerObjectId", d.decision, d.facts
      FROM gate_decision d WHERE d.partner_id = caller.partner_id AND d.decision_id = $2 OFFSET 0
    ) g`
}
