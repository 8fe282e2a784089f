import type { Database } from '../database/connect.js'
import type { AgreementType } from '../domain/agreement-template.js'
import type { ConfirmationFact, OrderGateDecision, OrderGateFacts } from '../domain/order-gate.js'

/** The facts of a partner and a customer that no request carries; see {@link OrderGateFacts}. */
export type CustomerFacts = Pick<OrderGateFacts, 'confirmations' | 'directAcceptances' | 'boughtThroughPartner'>

/** A customer with its facts. */
export interface CustomerOfPartner {
  readonly customerId: string
  readonly companyName: string
  readonly facts: CustomerFacts
}

/** An enforced decision, as it is kept. */
export interface RecordedDecision {
  readonly decisionId: string
  readonly partnerId: string
  readonly customerId: string
  readonly decidedAt: Date
  readonly requestId: string
  readonly correlationId: string
  readonly callerObjectId: string
  readonly decision: OrderGateDecision
  readonly facts: OrderGateFacts
}

/** What the gate reads and writes. */
export interface OrderGateRepository {
  /** Facts as they stand now, committed a millisecond ago or earlier; `undefined` without a relationship. */
  factsOf (partnerId: string, customerId: string): Promise<CustomerFacts | undefined>
  /** The partner's customers by id, those after `last`, at most `limit`, each with its facts. */
  customersAfter (partnerId: string, last: string | undefined, limit: number): Promise<CustomerOfPartner[]>
  /** Durable when it resolves. */
  record (decision: RecordedDecision): Promise<void>
  /** One of the partner's own; `undefined` for all others. */
  find (partnerId: string, decisionId: string): Promise<RecordedDecision | undefined>
}

interface ConfirmationRow {
  agreement_type: AgreementType | null
  date_agreed: string | number
  received_at: string | number
}

interface FactsRow extends ConfirmationRow {
  direct_acceptances: string[]
  bought_through_partner: boolean
}

interface CustomerRow {
  customer_id: string
  company_name: string
  direct_acceptances: string[]
  bought_through_partner: boolean
  confirmations: ConfirmationRow[]
}

const caller = "(SELECT set_config('app.partner', $1, true)::uuid AS partner_id OFFSET 0) caller"

// The partner is set for row-level security by the same statement; LATERAL makes PostgreSQL do that first.
const factsOf = {
  name: 'order_gate_facts',
  text: `
    SELECT confirmation.*, customer.direct_acceptances, customer.bought_through_partner
    FROM ${caller}
    CROSS JOIN LATERAL (
      SELECT r.customer_id,
        ARRAY(SELECT extract(epoch FROM d.accepted_at) * 1000 FROM direct_acceptance d WHERE d.customer_id = r.customer_id) AS direct_acceptances,
        EXISTS (SELECT FROM purchase p WHERE p.partner_id = r.partner_id AND p.customer_id = r.customer_id) AS bought_through_partner
      FROM reselling_relationship r
      WHERE r.partner_id = caller.partner_id AND r.customer_id = $2 OFFSET 0
    ) customer
    LEFT JOIN LATERAL (
      SELECT a.agreement_type, extract(epoch FROM a.date_agreed) * 1000 AS date_agreed, extract(epoch FROM a.received_at) * 1000 AS received_at
      FROM customer_agreement a
      WHERE a.partner_id = caller.partner_id AND a.customer_id = customer.customer_id OFFSET 0
    ) confirmation ON true`
}

const customersAfter = {
  name: 'order_gate_customers_after',
  text: `
    SELECT page.* FROM ${caller} CROSS JOIN LATERAL (
      SELECT r.customer_id, c.company_name,
        ARRAY(SELECT extract(epoch FROM d.accepted_at) * 1000 FROM direct_acceptance d WHERE d.customer_id = r.customer_id) AS direct_acceptances,
        EXISTS (SELECT FROM purchase p WHERE p.partner_id = r.partner_id AND p.customer_id = r.customer_id) AS bought_through_partner,
        (SELECT coalesce(json_agg(json_build_object('agreement_type', a.agreement_type, 'date_agreed', extract(epoch FROM a.date_agreed) * 1000, 'received_at', extract(epoch FROM a.received_at) * 1000)), '[]')
          FROM customer_agreement a WHERE a.partner_id = r.partner_id AND a.customer_id = r.customer_id) AS confirmations
      FROM reselling_relationship r JOIN customer c ON c.customer_id = r.customer_id
      WHERE r.partner_id = caller.partner_id AND ($2::uuid IS NULL OR r.customer_id > $2)
      ORDER BY r.customer_id LIMIT $3
    ) page`
}

const record = {
  name: 'order_gate_record',
  text: `
    INSERT INTO gate_decision (partner_id, decision_id, customer_id, decided_at, outcome, request_id, correlation_id, caller_object_id, decision, facts)
    SELECT caller.partner_id, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM ${caller}`
}

const find = {
  name: 'order_gate_find',
  text: `
    SELECT g.* FROM ${caller} CROSS JOIN LATERAL (
      SELECT d.decision_id AS "decisionId", d.partner_id AS "partnerId", d.customer_id AS "customerId", d.decided_at AS "decidedAt", d.request_id AS "requestId",
        d.correlation_id AS "correlationId", d.caller_object_id AS "callerObjectId", d.decision, d.facts
      FROM gate_decision d WHERE d.partner_id = caller.partner_id AND d.decision_id = $2 OFFSET 0
    ) g`
}

/** The repository on PostgreSQL. */
export function orderGateRepository (database: Database): OrderGateRepository {
  return {
    async factsOf (partnerId, customerId) {
      const rows = await database.read<FactsRow>(factsOf, [partnerId, customerId])
      const [first] = rows
      return first && {
        confirmations: rows.flatMap(toConfirmation),
        directAcceptances: first.direct_acceptances.map(Number),
        boughtThroughPartner: first.bought_through_partner
      }
    },
    async customersAfter (partnerId, last, limit) {
      const rows = await database.read<CustomerRow>(customersAfter, [partnerId, last ?? null, limit])
      return rows.map(row => ({
        customerId: row.customer_id,
        companyName: row.company_name,
        facts: { confirmations: row.confirmations.flatMap(toConfirmation), directAcceptances: row.direct_acceptances.map(Number), boughtThroughPartner: row.bought_through_partner }
      }))
    },
    async record (recorded) {
      const { decisionId, partnerId, customerId, decidedAt, requestId, correlationId, callerObjectId, decision, facts } = recorded
      await database.write(record, [partnerId, decisionId, customerId, decidedAt, decision.outcome, requestId, correlationId, callerObjectId, JSON.stringify(decision), JSON.stringify(facts)])
    },
    async find (partnerId, decisionId) {
      const [found] = await database.read<RecordedDecision>(find, [partnerId, decisionId])
      return found
    }
  }
}

function toConfirmation ({ agreement_type: agreementType, date_agreed: dateAgreed, received_at: receivedAt }: ConfirmationRow): ConfirmationFact[] {
  return agreementType === null ? [] : [{ agreementType, dateAgreed: Number(dateAgreed), receivedAt: Number(receivedAt) }]
}
