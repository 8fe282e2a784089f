import { decideOrderGate, type OrderGateDecision, type OrderGateFacts } from '../domain/order-gate.js'
import type { Channel, Environment, ProgrammeRule } from '../domain/programme.js'
import type { Transaction } from '../domain/transaction.js'
import type { Caller } from '../http/authentication.js'
import type { NewId } from '../http/request-ids.js'
import type { CustomerFacts, OrderGateRepository } from './repository.js'

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
  /** Decides for a transaction that is being made, and records the decision with its facts before it resolves. */
  enforce (question: GateQuestion, trace: { readonly requestId: string, readonly correlationId: string }): Promise<GateAnswer | undefined>
}

/** What the gate needs. */
export interface OrderGateOptions {
  readonly orderGate: OrderGateRepository
  readonly environment: Environment
  readonly programme: readonly ProgrammeRule[]
  readonly newId: NewId
}

/** The gate on a repository. */
export function createOrderGate ({ orderGate, environment, programme, newId }: OrderGateOptions): OrderGate {
  async function ask ({ caller, customerId, channel, transaction, at, rehearsed }: GateQuestion): Promise<GateAnswer | undefined> {
    const stored = await orderGate.factsOf(caller.partner.partnerId, customerId)
    if (stored === undefined) return undefined
    const customerFacts = rehearsed ? stored : withClocksAgreed(stored, at.getTime())
    const { type, cloud } = caller.partner
    const facts: OrderGateFacts = { partner: { type, cloud }, customerId, environment, channel, transaction, ...customerFacts }
    return { decisionId: newId(), at, decision: decideOrderGate(facts, at.getTime(), programme), facts }
  }

  return {
    ask,
    async enforce (question, { requestId, correlationId }) {
      const answer = await ask(question)
      if (answer === undefined) return undefined
      const { decisionId, at, decision, facts } = answer
      const { partner, token } = question.caller
      await orderGate.record({ decisionId, partnerId: partner.partnerId, customerId: question.customerId, decidedAt: at, requestId, correlationId, callerObjectId: token.objectId, decision, facts })
      return answer
    }
  }
}

/** What is stored has happened, even where the clock of the instance that stored it runs ahead of ours. */
function withClocksAgreed (facts: CustomerFacts, now: number): CustomerFacts {
  if (!isAhead(facts, now)) return facts
  return {
    ...facts,
    confirmations: facts.confirmations.map(confirmation => ({ ...confirmation, receivedAt: Math.min(confirmation.receivedAt, now) })),
    directAcceptances: facts.directAcceptances.map(acceptedAt => Math.min(acceptedAt, now))
  }
}

function isAhead ({ confirmations, directAcceptances }: CustomerFacts, now: number): boolean {
  for (const { receivedAt } of confirmations) if (receivedAt > now) return true
  for (const acceptedAt of directAcceptances) if (acceptedAt > now) return true
  return false
}
