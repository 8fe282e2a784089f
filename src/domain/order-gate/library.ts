/**
 * The order gate as a library: `import { decideOrderGate } from 'partner-agreements/order-gate'`. It takes facts and an
 * instant, and returns a decision. It needs no server, no database, no other package and no Node.js API.
 *
 * `targetOf` and `classifyTransaction` turn a request in Partner Center's shape into a transaction. `programme` is the
 * table of dated rules; a caller can pass a changed copy to `decideOrderGate`.
 */
export {
  decideOrderGate,
  type BlockReason,
  type ConfirmationFact,
  type Grounds,
  type LineDecision,
  type NotGatedReason,
  type OrderGateDecision,
  type OrderGateFacts,
  type Outcome,
  type Remedy,
  type SatisfiedBy
} from './decide-order.js'
export {
  classifyTransaction,
  targetOf,
  type Classification,
  type StoredLine,
  type StoredState,
  type StoredSubscription,
  type Target,
  type TransactionRequest
} from './classify-transaction.js'
export {
  programme,
  type AcceptanceKind,
  type Channel,
  type Environment,
  type Programme,
  type ProgrammeRule,
  type WayToSatisfy
} from '../programme.js'
export { transactionKinds, type Transaction, type TransactionKind, type TransactionLine } from './transaction.js'
export { prerequisitesOf } from './product-prerequisites.js'
export type { AgreementType } from '../agreements/agreement-template.js'
export type { Cloud, PartnerType } from '../partner.js'
