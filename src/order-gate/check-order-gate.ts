import { createHash } from 'node:crypto'
import { decideOrderGate, type OrderGateDecision, type OrderGateFacts } from '../domain/order-gate.js'
import type { Channel, Environment, ProgrammeRule } from '../domain/programme.js'
import type { Transaction } from '../domain/transaction.js'
import type { Caller } from '../http/authentication.js'
import type { NewId } from '../http/request-ids.js'
import type { CustomerFacts, CustomerRecords } from '../records/customers.js'
import type { OrderGateRepository } from './repository.js'

/** A transaction that somebody wants to make. */
export interface GateQuestion {
  readonly caller: Caller
  readonly customerId: string
  readonly channel: Channel
  readonly transaction: Transaction
  /** The instant to decide for. */
  readonly at: Date
  /** Whether `at` is another instant than now, as which facts are to be taken as they stood. */
  readonly rehearsed: boolean
}

/** A decision under the id by which it is spoken of. */
export interface GateAnswer {
  readonly decisionId: string
  readonly at: Date
  readonly decision: OrderGateDecision
  /** What it rests on. */
  readonly facts: OrderGateFacts
}

/** Gathers the facts and asks the policy. Both resolve to `undefined` where the partner has no relationship with the customer. */
export interface OrderGate {
  /** Decides, and keeps nothing. */
  ask (question: GateQuestion): Promise<GateAnswer | undefined>
  /**
   * Decides for a transaction that is being made, and records the decision with its facts before it resolves. The same
   * request gets the first decision again while nothing that it depends on has changed.
   */
  enforce (
    question: GateQuestion,
    trace: { readonly requestId: string, readonly correlationId: string }
  ): Promise<GateAnswer | undefined>
}

/** What the gate needs. */
export interface OrderGateOptions {
  readonly customerRecords: Pick<CustomerRecords, 'factsOf'>
  readonly orderGate: OrderGateRepository
  readonly environment: Environment
  readonly programme: readonly ProgrammeRule[]
  readonly newId: NewId
}

/** The gate on a repository. */
export function createOrderGate (options: OrderGateOptions): OrderGate {
  const { customerRecords, orderGate, environment, programme, newId } = options

  function decide (
    { caller, customerId, channel, transaction, at, rehearsed }: GateQuestion,
    stored: CustomerFacts
  ): GateAnswer {
    const { hasBought, ...customerFacts } = rehearsed ? stored : withClocksAgreed(stored, at.getTime())
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
      const answer = decide(question, stored)
      const { decisionId, at, decision, facts } = answer
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
        basisSha256: basisOf(answer, stored)
      })
      return { ...answer, decisionId: first.decisionId, at: first.decidedAt }
    }
  }
}

/**
 * SHA-256 of everything a decision depends on, and of the decision: the instant and the programme may change it too. Of
 * the facts as they are stored, because {@link withClocksAgreed} changes with the instant, and in one order, which the
 * database does not promise.
 */
function basisOf ({ decision, facts }: GateAnswer, { confirmations, directAcceptances }: CustomerFacts): Buffer {
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

/** What is stored has happened, even where the clock of the instance that stored it runs ahead of ours. */
function withClocksAgreed (facts: CustomerFacts, now: number): CustomerFacts {
  if (!isAhead(facts, now)) return facts
  return {
    ...facts,
    confirmations: facts.confirmations.map(confirmation => ({
      ...confirmation,
      receivedAt: Math.min(confirmation.receivedAt, now)
    })),
    directAcceptances: facts.directAcceptances.map(acceptedAt => Math.min(acceptedAt, now))
  }
}

function isAhead ({ confirmations, directAcceptances }: CustomerFacts, now: number): boolean {
  for (const { receivedAt } of confirmations) if (receivedAt > now) return true
  for (const acceptedAt of directAcceptances) if (acceptedAt > now) return true
  return false
}
