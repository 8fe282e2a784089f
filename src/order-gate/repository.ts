import type { Database } from '../database/connect.js'
import { OutcomeUnknown } from '../errors/unavailable.js'
import { createTurns } from '../database/concurrency-limit.js'
import type { OrderGateDecision, OrderGateFacts } from '../domain/order-gate/decide-order.js'
import { findStatement, recordStatement } from './statements.js'

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

/** The decisions that were recorded. */
export interface OrderGateRepository {
  /**
   * Records a decision, durable when it resolves, unless the same request was decided on the same basis before. Resolves
   * to the recorded one, the first of any number at once.
   */
  record (decision: NewDecision): Promise<Pick<RecordedDecision, 'decisionId' | 'decidedAt'>>
  /** One of the partner's own; `undefined` for all others. */
  find (partnerId: string, decisionId: string): Promise<RecordedDecision | undefined>
}

// A statement does not see the decision of another one that it waited for; the next one does.
const attempts = 3

/** How many connections of the pool, which has ten, one partner takes to record decisions. */
const recordedAtOnce = 4
const waitMs = 15_000

/** The repository on PostgreSQL. */
export function orderGateRepository (database: Database): OrderGateRepository {
  const inTurnToRecord = createTurns({ atOnce: recordedAtOnce, waitMs })
  return {
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
