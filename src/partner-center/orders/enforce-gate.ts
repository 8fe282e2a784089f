import type { FastifyReply } from 'fastify'
import { classifyTransaction, type StoredState } from '../../domain/order-gate/classify-transaction.js'
import type { BlockReason, OrderGateDecision, Remedy } from '../../domain/order-gate/decide-order.js'
import type { Transaction } from '../../domain/order-gate/transaction.js'
import { ApiError } from '../../errors/api-error.js'
import type { OrderGate } from '../../order-gate/check-order-gate.js'
import type { TransactionCall } from './transaction-backend.js'

/**
 * The header with the id of the decision on a transaction. `GET /order-gate/v1/decisions/{id}` explains the decision.
 */
export const decisionHeader = 'Partner-Agreements-Decision'

const reasons: Readonly<Record<BlockReason, string>> = {
  noAgreement:
    'You have confirmed no agreement for this customer, and it has not accepted the Microsoft Customer Agreement ' +
      'itself.',
  onlyCloudAgreement: 'Only the Microsoft Cloud Agreement is on file, and it no longer counts.',
  acceptedBeforeCutOff:
    'The acceptance on file is older than the re-acceptance cut-off. The customer must accept the current agreement.',
  productNeedsCustomerAgreement: 'The product requires the Microsoft Customer Agreement.'
}

const whyUnavailable = {
  boughtThroughPartner: 'it has bought through you before.',
  notAvailable: 'direct acceptance is not available to it.',
  notOffered: 'direct acceptance is not offered for this transaction.'
}

/**
 * Lets the order gate decide before a call is carried out, and resolves to the allowed transaction. The facts are read
 * now, after the call arrived. Throws RequestInvalid if the gate cannot decide on the body, NoCustomerRelationship, and
 * AgreementNotAccepted with the decision and its remedies.
 */
export async function enforceGate (
  gate: OrderGate,
  call: TransactionCall,
  state: StoredState,
  reply: FastifyReply
): Promise<Transaction> {
  const {
    caller,
    customerId,
    target,
    body,
    at,
    request: { requestId, correlationId }
  } = call
  if (target === undefined) throw new TypeError(`${call.operation.name} is not a transaction`)
  const classified = classifyTransaction(target, body, state)
  if ('problem' in classified) throw new ApiError('RequestInvalid', { parameters: { problem: classified.problem } })
  const { transaction } = classified
  const decided = await gate.enforce(
    { caller, customerId, channel: 'api', transaction, at, isTimeChosen: false },
    { requestId, correlationId }
  )
  if (decided === undefined) throw new ApiError('NoCustomerRelationship')
  reply.header(decisionHeader, decided.decisionId)
  if (decided.decision.outcome === 'block') throw blockedError(decided.decisionId, decided.decision)
  return transaction
}

function blockedError (
  decisionId: string,
  { reason, lines, rules, remedies }: Extract<OrderGateDecision, { outcome: 'block' }>
): ApiError {
  const blocked = lines.filter(({ outcome }) => outcome === 'block')
  return new ApiError('AgreementNotAccepted', {
    parameters: {
      decisionId,
      reason,
      rules: rules.join(' '),
      lines: blocked.map(({ line, kind }) => `${line} ${kind}`).join(', ')
    },
    data: [reasons[reason], ...remedies.map(remedyText)]
  })
}

function remedyText (remedy: Remedy): string {
  switch (remedy.kind) {
    case 'confirmByAttestation': {
      const contact = remedy.differentContactNeeded ? ' The contact must differ from the one on file.' : ''
      return `Once the customer has accepted, confirm it: ${remedy.method} ${remedy.path} with templateId ` +
        `${remedy.templateId}.${contact}`
    }
    case 'indirectProviderConfirms':
      return 'Have your indirect provider confirm that the customer has accepted, and order for you.'
    case 'inviteDirectAcceptance':
      if (remedy.available) return 'Invite the customer to accept by itself.'
      return `The customer cannot accept directly: ${whyUnavailable[remedy.because]}`
  }
}
