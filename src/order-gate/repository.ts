import type { Database } from '../database/connect.js'
import { OutcomeUnknown } from '../errors/unavailable.js'
import { createGatherer } from '../database/gather.js'
import { createTurns } from '../database/turns.js'
import type { AgreementType } from '../domain/agreement-template.js'
import type { ConfirmationFact, OrderGateDecision, OrderGateFacts } from '../domain/order-gate.js'
import { customersAfterStatement, factsStatement, findStatement, firstCustomersStatement, recordStatement } from './statements.js'

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

/** A decision to be recorded, with the SHA-256 of everything it depends on. */
export interface NewDecision extends RecordedDecision {
  readonly basisSha256: Buffer
}

/** What the gate reads and writes. */
export interface OrderGateRepository {
  /** Facts as they stand now, committed a millisecond ago or earlier; `undefined` without a relationship. */
  factsOf (partnerId: string, customerId: string): Promise<CustomerFacts | undefined>
  /** The partner's customers by id, those after `last`, at most `limit`, each with its facts. */
  customersAfter (partnerId: string, last: string | undefined, limit: number): Promise<CustomerOfPartner[]>
  /**
   * Records a decision, durable when it resolves, unless the same request was decided on the same basis before. Resolves
   * to the recorded one, the first of any number at once.
   */
  record (decision: NewDecision): Promise<Pick<RecordedDecision, 'decisionId' | 'decidedAt'>>
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

// A statement does not see the decision of another one that it waited for; the next one does.
const attempts = 3

/** How many connections of the pool, which has ten, one partner takes to record decisions. */
const recordedAtOnce = 4
/** How many pages of customers one partner reads at once: each takes one of four shared connections for a long statement. */
const pagesAtOnce = 2
const waitMs = 15_000

/** The repository on PostgreSQL. */
export function orderGateRepository (database: Database): OrderGateRepository {
  const inTurnToRecord = createTurns({ atOnce: recordedAtOnce, waitMs })
  const inTurnToPage = createTurns({ atOnce: pagesAtOnce, waitMs })
  const gatherFacts = createGatherer({
    keyOf: ({ partnerId }: Asked) => partnerId,
    run: asked => factsTogether(database, asked),
    // A request may ask 500 questions at once, which cost little to keep.
    limits: { ...database.limits, queueLength: database.limits.queueLength * 8 }
  })
  return {
    factsOf: (partnerId, customerId) => gatherFacts({ partnerId, customerId }),
    async customersAfter (partnerId, last, limit) {
      const rows = await inTurnToPage(partnerId, async () => last === undefined
        ? await database.read<CustomerRow>(firstCustomersStatement, [partnerId, limit])
        : await database.read<CustomerRow>(customersAfterStatement, [partnerId, last, limit]))
      return rows.map(row => ({
        customerId: row.customer_id,
        companyName: row.company_name,
        facts: { confirmations: row.confirmations, directAcceptances: row.direct_acceptances, boughtThroughPartner: row.bought_through_partner }
      }))
    },
    record: decision => inTurnToRecord(decision.partnerId, async () => await recordOnce(database, decision)),
    async find (partnerId, decisionId) {
      const [found] = await database.read<RecordedDecision>(findStatement, [partnerId, decisionId])
      return found
    }
  }
}

async function recordOnce (database: Database, { decisionId, partnerId, customerId, decidedAt, requestId, correlationId, callerObjectId, decision, facts, basisSha256 }: NewDecision) {
  const values = [
    partnerId, decisionId, customerId, decidedAt, decision.outcome, requestId, correlationId, callerObjectId,
    JSON.stringify(decision), JSON.stringify(facts), basisSha256
  ]
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [recorded] = await database.write<Pick<RecordedDecision, 'decisionId' | 'decidedAt'>>(recordStatement, values)
    if (recorded !== undefined) return recorded
  }
  throw new OutcomeUnknown('no decision was recorded, and none was found')
}

/** Many customers of one partner in one statement, which starts after the last of them was asked for. */
async function factsTogether (database: Database, asked: readonly Asked[]): Promise<Array<CustomerFacts | undefined>> {
  const rows = await database.read<FactRow>(factsStatement, [asked[0]?.partnerId, asked.map(({ customerId }) => customerId)])
  const found: Array<GatheredFacts | undefined> = asked.map(() => undefined)
  for (const row of rows) addFact(found[row.position - 1] ??= { confirmations: [], directAcceptances: [], boughtThroughPartner: false }, row)
  return found
}

function addFact (facts: GatheredFacts, { fact, agreed_at: agreedAt, received_at: receivedAt }: FactRow): void {
  if (fact === 'directAcceptance') facts.directAcceptances.push(agreedAt)
  else if (fact === 'purchase') facts.boughtThroughPartner = true
  else if (fact !== null) facts.confirmations.push({ agreementType: fact, dateAgreed: agreedAt, receivedAt })
}
