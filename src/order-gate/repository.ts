import { caller, customerPage } from '../database/caller.js'
import type { Database } from '../database/connect.js'
import { createGatherer } from '../database/gather.js'
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

/** One fact of a customer; instants in ms. */
interface FactRow {
  position: number
  /** What was confirmed, or what else is known; null where there is nothing. */
  fact: AgreementType | 'directAcceptance' | 'purchase' | null
  /** When the customer agreed. */
  agreed_at: number
  /** When a confirmation was received. */
  received_at: number
}

interface GatheredFacts {
  readonly confirmations: ConfirmationFact[]
  readonly directAcceptances: number[]
  boughtThroughPartner: boolean
}

interface Asked {
  readonly partnerId: string
  readonly customerId: string
}

interface CustomerRow {
  customer_id: string
  company_name: string
  direct_acceptances: number[]
  bought_through_partner: boolean
  confirmations: ConfirmationFact[]
}

// As float8, exact to the microsecond for centuries around 1970: numeric, which extract yields, takes PostgreSQL longer.
const inMs = (column: string) => `round(date_part('epoch', ${column}) * 1000000) / 1000`

const factsOf = {
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

const firstCustomers = { name: 'order_gate_first_customers', text: customersOf(customerPage({ limit: '$2' })) }
const customersAfter = { name: 'order_gate_customers_after', text: customersOf(customerPage({ after: '$2', limit: '$3' })) }

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
  const gatherFacts = createGatherer({
    keyOf: ({ partnerId }: Asked) => partnerId,
    run: asked => factsTogether(database, asked),
    // A request may ask 500 questions at once, which cost little to keep.
    limits: { ...database.limits, queueLength: database.limits.queueLength * 8 }
  })
  return {
    factsOf: (partnerId, customerId) => gatherFacts({ partnerId, customerId }),
    async customersAfter (partnerId, last, limit) {
      const rows = last === undefined
        ? await database.read<CustomerRow>(firstCustomers, [partnerId, limit])
        : await database.read<CustomerRow>(customersAfter, [partnerId, last, limit])
      return rows.map(row => ({
        customerId: row.customer_id,
        companyName: row.company_name,
        facts: { confirmations: row.confirmations, directAcceptances: row.direct_acceptances, boughtThroughPartner: row.bought_through_partner }
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

/** Many customers of one partner in one statement, which starts after the last of them was asked for. */
async function factsTogether (database: Database, asked: readonly Asked[]): Promise<Array<CustomerFacts | undefined>> {
  const rows = await database.read<FactRow>(factsOf, [asked[0]?.partnerId, asked.map(({ customerId }) => customerId)])
  const found: Array<GatheredFacts | undefined> = asked.map(() => undefined)
  for (const row of rows) addFact(found[row.position - 1] ??= { confirmations: [], directAcceptances: [], boughtThroughPartner: false }, row)
  return found
}

function addFact (facts: GatheredFacts, { fact, agreed_at: agreedAt, received_at: receivedAt }: FactRow): void {
  if (fact === 'directAcceptance') facts.directAcceptances.push(agreedAt)
  else if (fact === 'purchase') facts.boughtThroughPartner = true
  else if (fact !== null) facts.confirmations.push({ agreementType: fact, dateAgreed: agreedAt, receivedAt })
}
