import type { AgreementType } from './agreement-template.js'
import type { Cloud } from './partner.js'
import type { TransactionKind } from './transaction.js'

/** Partner Center's two environments (R6). */
export const environments = ['production', 'sandbox'] as const

/** One of {@link environments}. */
export type Environment = typeof environments[number]

/** How a transaction reaches Partner Center. */
export const channels = ['dashboard', 'api'] as const

/** One of {@link channels}. */
export type Channel = typeof channels[number]

/** What counts as acceptance: a partner's attestation of either agreement, or the customer's own acceptance. */
export const acceptanceKinds = ['MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement', 'directAcceptance'] as const satisfies ReadonlyArray<AgreementType | 'directAcceptance'>

/** One of {@link acceptanceKinds}. */
export type AcceptanceKind = typeof acceptanceKinds[number]

/** One way to satisfy a requirement; `from` is the first instant at which it does, if later than the requirement. */
export interface WayToSatisfy {
  readonly acceptance: AcceptanceKind
  readonly from?: string
}

/**
 * One requirement of the programme, for a span of time. A transaction needs every requirement that applies to it; one
 * to which none applies is not gated. Instants are ISO 8601, in UTC unless they name a zone.
 */
export interface ProgrammeRule {
  /** Names the row, for operators who move or replace it. */
  readonly id: string
  /** The rule's number in the programme. */
  readonly rule: string
  readonly effectiveFrom: string
  /** First instant at which it no longer applies; absent: until further notice. */
  readonly effectiveUntil?: string
  readonly environments: readonly Environment[]
  readonly channels: readonly Channel[]
  readonly clouds: readonly Cloud[]
  readonly transactions: readonly TransactionKind[]
  /** Applies only to lines whose product has this among its `purchasePrerequisites`. */
  readonly prerequisite?: string
  /** Any one of these satisfies it. */
  readonly satisfiedBy: readonly WayToSatisfy[]
  /** Acceptances dated before this instant do not count. */
  readonly acceptedFrom?: string
  readonly source: string
}

// R26. Partner Center's pages say nothing of conversions, add-ons and upgrades: each is a purchase. A change of the
// number of seats is gated in both directions. Auto-renewal never is (R27).
const purchases: readonly TransactionKind[] = ['newPurchase', 'cartCheckout', 'addOn', 'seatIncrease', 'seatDecrease', 'upgrade', 'conversion', 'manualRenewal']
const newOffers: readonly TransactionKind[] = ['newPurchase', 'cartCheckout', 'addOn', 'upgrade', 'conversion']
// Reported by vendors of the blocks of 2026, beside what was gated before.
const changes: readonly TransactionKind[] = ['termChange', 'billingChange']

const cloudAgreement: WayToSatisfy = { acceptance: 'MicrosoftCloudAgreement' }
const customerAgreement: WayToSatisfy = { acceptance: 'MicrosoftCustomerAgreement' }
// R19
const directAcceptance: WayToSatisfy = { acceptance: 'directAcceptance', from: '2020-02-03T00:00:00Z' }

const everywhere = { environments, channels, clouds: ['public'], transactions: purchases } as const
const faq = 'Partner Center, "Microsoft Cloud Agreement acceptance FAQ" (2019)'
const confirm = 'Partner Center, "Confirm customer acceptance of the Microsoft Customer Agreement" (2020)'
const blocks = 'Partner Center announcements and partner notices, 2023 to 2026'

const cloudAgreementAlone = { ...everywhere, rule: 'R29', satisfiedBy: [cloudAgreement], source: faq } as const
const preview = { ...everywhere, rule: 'R32', satisfiedBy: [cloudAgreement, customerAgreement], source: confirm } as const

/**
 * The programme from its first requirement to today; never one in national clouds (R5). From 2018-08-07 a Cloud
 * Agreement could be confirmed (R29), which is no requirement and so no row. Rows overlap: whoever lacks any agreement
 * breaks the older requirement and the newer.
 */
export const programme: readonly ProgrammeRule[] = [
  { ...cloudAgreementAlone, id: 'cloud-agreement-dashboard', effectiveFrom: '2018-11-07T00:00:00Z', effectiveUntil: '2019-10-01T00:00:00Z', environments: ['production'], channels: ['dashboard'] },
  { ...cloudAgreementAlone, id: 'cloud-agreement-api', effectiveFrom: '2019-03-22T00:00:00Z', effectiveUntil: '2019-10-01T00:00:00Z', environments: ['production'], channels: ['api'] },
  { ...cloudAgreementAlone, id: 'cloud-agreement-dashboard-sandbox', effectiveFrom: '2018-11-07T00:00:00Z', effectiveUntil: '2019-08-01T00:00:00Z', environments: ['sandbox'], channels: ['dashboard'] },
  { ...cloudAgreementAlone, id: 'cloud-agreement-api-sandbox', effectiveFrom: '2019-03-11T00:00:00Z', effectiveUntil: '2019-09-03T00:00:00Z', environments: ['sandbox'], channels: ['api'] },
  { ...preview, id: 'either-agreement-dashboard-preview', effectiveFrom: '2019-08-01T00:00:00Z', effectiveUntil: '2019-10-01T00:00:00Z', environments: ['sandbox'], channels: ['dashboard'] },
  { ...preview, id: 'either-agreement-api-preview', effectiveFrom: '2019-09-03T00:00:00Z', effectiveUntil: '2019-10-01T00:00:00Z', environments: ['sandbox'], channels: ['api'] },
  { ...everywhere, id: 'either-agreement', rule: 'R30', effectiveFrom: '2019-10-01T00:00:00Z', effectiveUntil: '2020-02-01T00:00:00Z', satisfiedBy: [cloudAgreement, customerAgreement], source: confirm },
  { ...everywhere, id: 'new-offers', rule: 'R30', effectiveFrom: '2019-10-01T00:00:00Z', effectiveUntil: '2020-02-01T00:00:00Z', transactions: newOffers, prerequisite: 'MicrosoftCustomerAgreement', satisfiedBy: [customerAgreement], source: confirm },
  { ...everywhere, id: 'customer-agreement', rule: 'R31', effectiveFrom: '2020-02-01T00:00:00Z', satisfiedBy: [customerAgreement, directAcceptance], source: confirm },
  { ...everywhere, id: 're-acceptance', rule: 'R13', effectiveFrom: '2026-01-21T00:00:00Z', transactions: [...purchases, ...changes], satisfiedBy: [customerAgreement, directAcceptance], acceptedFrom: '2023-04-01T00:00:00Z', source: blocks }
]
