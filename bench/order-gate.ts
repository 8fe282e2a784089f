import { pathToFileURL } from 'node:url'
import { decideOrderGate, type ConfirmationFact, type OrderGateFacts } from '../src/domain/order-gate/decide-order.js'
import type { PartnerType } from '../src/domain/partner.js'
import { prerequisitesOf } from '../src/domain/order-gate/product-prerequisites.js'
import type { TransactionKind } from '../src/domain/order-gate/transaction.js'

const now = Date.UTC(2026, 2, 2)
const confirmed = (agreementType: ConfirmationFact['agreementType'], ...date: [year: number, month: number, day: number]): ConfirmationFact => ({ agreementType, dateAgreed: Date.UTC(...date), receivedAt: Date.UTC(...date) + 60_000 })

// What is on file of a partner's customers today: mostly what is needed, often with older ones beside it.
const files: ReadonlyArray<Pick<OrderGateFacts, 'confirmations' | 'directAcceptances'>> = [
  { confirmations: [confirmed('MicrosoftCustomerAgreement', 2024, 4, 6)], directAcceptances: [] },
  { confirmations: [confirmed('MicrosoftCustomerAgreement', 2023, 8, 1), confirmed('MicrosoftCustomerAgreement', 2020, 5, 1)], directAcceptances: [] },
  { confirmations: [confirmed('MicrosoftCustomerAgreement', 2025, 1, 1), confirmed('MicrosoftCustomerAgreement', 2021, 1, 1), confirmed('MicrosoftCloudAgreement', 2019, 5, 14)], directAcceptances: [] },
  { confirmations: [], directAcceptances: [Date.UTC(2024, 9, 9)] },
  { confirmations: [confirmed('MicrosoftCustomerAgreement', 2022, 4, 2)], directAcceptances: [] },
  { confirmations: [confirmed('MicrosoftCloudAgreement', 2019, 5, 14)], directAcceptances: [] },
  { confirmations: [], directAcceptances: [] }
]
const kinds: readonly TransactionKind[] = ['newPurchase', 'seatIncrease', 'cartCheckout', 'seatDecrease', 'addOn', 'termChange', 'autoRenewToggle', 'cancel']
const partners: readonly PartnerType[] = ['direct_bill', 'indirect_provider', 'indirect_reseller']

/** Questions as a pipeline asks them: one line mostly, some carts of three; today mostly, some about 2019. */
function mix (): Array<readonly [facts: OrderGateFacts, at: number]> {
  return partners.flatMap(type => files.flatMap((file, fileNumber) => kinds.map((kind, kindNumber): readonly [OrderGateFacts, number] => {
    const line = { line: 0, kind, prerequisites: prerequisitesOf('DZH318Z0BPS6:0001') }
    const lines = kind === 'cartCheckout' ? [line, { ...line, line: 1 }, { ...line, line: 2 }] : [line]
    const facts: OrderGateFacts = { partner: { type, cloud: 'public' }, customerId: 'c1000000-0000-4000-8000-000000000001', environment: 'production', channel: 'api', transaction: { lines }, boughtThroughPartner: kindNumber % 2 === 0, ...file }
    return [facts, (fileNumber + kindNumber) % 8 === 0 ? Date.UTC(2019, 11, 1) : now]
  })))
}

/** Decisions a second on one core, over a mix of facts, after as long a warm-up as the measurement. */
export function measureDecisions (seconds: number): number {
  const questions = mix()
  decideFor(questions, seconds)
  return decideFor(questions, seconds)
}

function decideFor (questions: ReadonlyArray<readonly [OrderGateFacts, number]>, seconds: number): number {
  let [decisions, blocks] = [0, 0]
  const start = performance.now()
  let elapsed = 0
  while (elapsed < seconds * 1000) {
    for (const [facts, at] of questions) if (decideOrderGate(facts, at).outcome === 'block') blocks++
    decisions += questions.length
    elapsed = performance.now() - start
  }
  // Used, so that no compiler may leave the work out.
  if (blocks === 0 || blocks === decisions) throw new Error('The mix must have both outcomes')
  return decisions / elapsed * 1000
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(`${Math.round(measureDecisions(1)).toLocaleString('en')} decisions a second\n`)
}
