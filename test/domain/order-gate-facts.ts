import type { AgreementType } from '../../src/domain/agreements/agreement-template.js'
import {
  decideOrderGate, type ConfirmationFact, type OrderGateDecision, type OrderGateFacts
} from '../../src/domain/order-gate/decide-order.js'
import type { Cloud, PartnerType } from '../../src/domain/partner.js'
import { prerequisitesOf } from '../../src/domain/order-gate/product-prerequisites.js'
import type { TransactionKind, TransactionLine } from '../../src/domain/order-gate/transaction.js'

/** Facts that differ from the default: a new purchase in production, by a direct-bill partner, without acceptances. */
export interface Case extends Partial<Omit<OrderGateFacts, 'partner' | 'transaction'>> {
  readonly kind?: TransactionKind
  readonly product?: string
  /** Replaces `kind` and `product`. */
  readonly lines?: readonly TransactionLine[]
  readonly type?: PartnerType
  readonly cloud?: Cloud
}

/** The catalogue item that requires the Microsoft Customer Agreement. */
export const azurePlan = 'DZH318Z0BPS6:0001:DZH318Z0BMXP'

/** The facts of a case. */
export function factsOf (
  { kind = 'newPurchase', product = '', lines, type = 'direct_bill', cloud = 'public', ...given }: Case
): OrderGateFacts {
  return {
    partner: { type, cloud },
    customerId: 'c1000000-0000-4000-8000-000000000001',
    environment: 'production',
    channel: 'api',
    transaction: { lines: lines ?? [{ line: 0, kind, prerequisites: prerequisitesOf(product) }] },
    confirmations: [],
    directAcceptances: [],
    boughtThroughPartner: false,
    ...given
  }
}

/** Decides a case at an ISO 8601 instant. */
export function decide (given: Case, at: string): OrderGateDecision {
  return decideOrderGate(factsOf(given), Date.parse(at))
}

/** A confirmation that was received on the date of the acceptance. */
export function confirmed (agreementType: AgreementType, date: string): ConfirmationFact {
  return { agreementType, dateAgreed: Date.parse(date), receivedAt: Date.parse(date) }
}

/** A confirmation of the Microsoft Cloud Agreement. */
export const mcla = (date: string) => confirmed('MicrosoftCloudAgreement', date)

/** A confirmation of the Microsoft Customer Agreement. */
export const mca = (date: string) => confirmed('MicrosoftCustomerAgreement', date)

/** Returns `allow`, or the reason of the block. */
export function verdict (decision: OrderGateDecision): string {
  return decision.outcome === 'allow' ? 'allow' : decision.reason
}
