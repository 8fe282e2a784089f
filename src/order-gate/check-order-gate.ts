import { createHash } from 'node:crypto'
import { decideOrderGate, type OrderGateDecision, type OrderGateFacts } from '../domain/order-gate/decide-order.js'
import type { Channel, Environment, ProgrammeRule } from '../domain/programme.js'
import type { Transaction } from '../domain/order-gate/transaction.js'
import type { Caller } from '../http/authentication.js'
import type { NewId } from '../http/request-ids.js'
import type { CustomerFacts, CustomerRecords } from '../records/customers.js'
import type { OrderGateRepository } from './repository.js'

/** A transaction to decide on. */
export interface GateQuestion {
  readonly caller: Caller
  readonly customerId: string
  readonly channel: Channel
  readonly transaction: Transaction
  /** The instant to decide for. Acceptances after it do not count. */
  readonly at: Date
  /** Whether the client chose `at`; otherwise `at` is now, and everything stored counts. */
  readonly isTimeChosen: boolean
}

/** A decision with its id. */
export interface GateDecision {
  readonly decisionId: string
  readonly at: Date
  readonly decision: OrderGateDecision
  /** Everything the decision depends on, except the programme. */
  readonly facts: OrderGateFacts
}

/**
 * Reads the facts and applies the policy. Both methods resolve to `undefined` if the partner has no relationship with
 * the customer.
 */
export interface OrderGate {
  /** Decides, and stores nothing. */
  ask (question: GateQuestion): Promise<GateDecision | undefined>
  /**
   * Decides for a transaction that is about to be carried out. Stores the decision with its facts before it resolves.
   * A repeated request gets its first decision again, unless something that the decision depends on has changed.
   */
  enforce (
    question: GateQuestion,
    trace: { readonly requestId: string, readonly correlationId: string }
  ): Promise<GateDecision | undefined>
}

/** What the order gate is built from. */
export interface OrderGateOptions {
  readonly customerRecords: Pick<CustomerRecords, 'factsOf'>
  readonly orderGate: OrderGateRepository
  readonly environment: Environment
  readonly programme: readonly ProgrammeRule[]
  readonly newId: NewId
}

/** Creates the order gate. */
export function createOrderGate (options: OrderGateOptions): OrderGate {
  const { customerRecords, orderGate, environment, programme, newId } = options

  function decide (
    { caller, customerId, channel, transaction, at, isTimeChosen }: GateQuestion,
    stored: CustomerFacts
  ): GateDecision {
    const { hasBought, ...customerFacts } = isTimeChosen ? stored : withoutFutureInstants(stored, at.getTime())
    const { type, cloud } = caller.partner
    const facts: OrderGateFacts = {
      partner: { type, cloud },
      customerId,
      environment,
      channel,
      transaction,
      ...customerFacts,
      directAcceptanceClosed: hasBought
    }
    return { decisionId: newId(), at, decision: decideOrderGate(facts, at.getTime(), programme), facts }
  }

  const storedFacts = async ({ caller, customerId }: GateQuestion) =>
    await customerRecords.factsOf(caller.partner.partnerId, customerId)

  return {
    async ask (question) {
      const stored = await storedFacts(question)
      return stored && decide(question, stored)
    },
    async enforce (question, { requestId, correlationId }) {
      const stored = await storedFacts(question)
      if (stored === undefined) return undefined
      const decided = decide(question, stored)
      const { decisionId, at, decision, facts } = decided
      const { partner: { partnerId }, token: { objectId: callerObjectId } } = question.caller
      const first = await orderGate.record({
        decisionId,
        partnerId,
        customerId: question.customerId,
        decidedAt: at,
        requestId,
        correlationId,
        callerObjectId,
        decision,
        facts,
        basisSha256: basisHash(decided, stored)
      })
      return { ...decided, decisionId: first.decisionId, at: first.decidedAt }
    }
  }
}

/**
 * SHA-256 of a decision and of everything it depends on. The decision is included because the instant and the programme
 * can change it while the facts stay the same. The facts are hashed as they are stored, because
 * {@link withoutFutureInstants} changes them with the instant. They are sorted, because the database returns them in
 * any order.
 */
function basisHash ({ decision, facts }: GateDecision, { confirmations, directAcceptances }: CustomerFacts): Buffer {
  const basis = {
    decision,
    facts: {
      ...facts,
      confirmations: confirmations.map(confirmation => JSON.stringify(confirmation)).sort(),
      directAcceptances: directAcceptances.toSorted((one, other) => one - other)
    }
  }
  return createHash('sha256').update(JSON.stringify(basis)).digest()
}

/** Treats all stored acceptances as past. The clock of the instance that stored them may run ahead of this one's. */
function withoutFutureInstants (facts: CustomerFacts, now: number): CustomerFacts {
  if (!hasFutureInstant(facts, now)) return facts
  return {
    ...facts,
    confirmations: facts.confirmations.map(confirmation => ({
      ...confirmation,
      receivedAt: Math.min(confirmation.receivedAt, now)
    })),
    directAcceptances: facts.directAcceptances.map(acceptedAt => Math.min(acceptedAt, now))
  }
}

function hasFutureInstant ({ confirmations, directAcceptances }: CustomerFacts, now: number): boolean {
  for (const { receivedAt } of confirmations) if (receivedAt > now) return true
  for (const acceptedAt of directAcceptances) if (acceptedAt > now) return true
  return false
}
