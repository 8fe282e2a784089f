import { caller } from '../database/calling-partner.js'
import { durabilityMark } from '../database/durability.js'

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
