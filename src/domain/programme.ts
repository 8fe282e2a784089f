import type { AgreementType } from './agreements/agreement-template.js'
import type { Cloud } from './partner.js'
import type { TransactionKind } from './order-gate/transaction.js'

/** Partner Center's environments (R6). */
export const environments = ['production', 'sandbox'] as const

/** One of {@link environments}. */
export type Environment = typeof environments[number]

/** The channels through which a transaction reaches Partner Center. */
export const channels = ['dashboard', 'api'] as const

/** One of {@link channels}. */
export type Channel = typeof channels[number]

/** The kinds of acceptance: a partner's confirmation of one of the two agreements, or a direct acceptance. */
export const acceptanceKinds = [
  'MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement', 'directAcceptance'
] as const satisfies ReadonlyArray<AgreementType | 'directAcceptance'>

/** One of {@link acceptanceKinds}. */
export type AcceptanceKind = typeof acceptanceKinds[number]

/** A kind of acceptance that satisfies a rule. */
export interface WayToSatisfy {
  readonly acceptance: AcceptanceKind
  /** The first instant at which this kind satisfies the rule; absent if it does from the rule's beginning. */
  readonly from?: string
}

/** One requirement of the programme, for a span of time. Instants are ISO 8601, in UTC unless they name a zone. */
export interface ProgrammeRule {
  /** Names the row, so that operators can move or replace it. */
  readonly id: string
  /** The number of the rule in docs/programme.md. */
  readonly rule: string
  readonly effectiveFrom: string
  /** The first instant at which the row no longer applies; absent if it has no end. */
  readonly effectiveUntil?: string
  readonly environments: readonly Environment[]
  readonly channels: readonly Channel[]
  readonly clouds: readonly Cloud[]
  readonly transactions: readonly TransactionKind[]
  /** Limits the row to products with this value in their `purchasePrerequisites`. */
  readonly prerequisite?: string
  /** Each of these kinds alone satisfies the row. */
  readonly satisfiedBy: readonly WayToSatisfy[]
  /** Acceptances before this instant do not count. */
  readonly acceptedFrom?: string
  readonly source: string
}

/**
 * A table of dated rules. A transaction must satisfy every row that applies to it. If no row applies, the transaction
 * needs no acceptance.
 */
export type Programme = readonly ProgrammeRule[]

// R26, R27. Seat changes count in both directions. Microsoft's pages do not mention conversions, add-ons and upgrades;
// this table treats each of them as a purchase.
const purchases: readonly TransactionKind[] = [
  'newPurchase', 'cartCheckout', 'addOn', 'seatIncrease', 'seatDecrease', 'upgrade', 'conversion', 'manualRenewal'
]
const newOffers: readonly TransactionKind[] = ['newPurchase', 'cartCheckout', 'addOn', 'upgrade', 'conversion']
// These need an acceptance since 2026, in addition to the purchases. Source: reports of vendors.
const changes: readonly TransactionKind[] = ['termChange', 'billingChange']

const cloudAgreement: WayToSatisfy = { acceptance: 'MicrosoftCloudAgreement' }
const customerAgreement: WayToSatisfy = { acceptance: 'MicrosoftCustomerAgreement' }
// R19
const directAcceptance: WayToSatisfy = { acceptance: 'directAcceptance', from: '2020-02-03T00:00:00Z' }

const everywhere = { environments, channels, clouds: ['public'], transactions: purchases } as const
const faqPage = 'Partner Center, "Microsoft Cloud Agreement acceptance FAQ" (2019)'
const confirmPage = 'Partner Center, "Confirm customer acceptance of the Microsoft Customer Agreement" (2020)'
const laterNotices = 'Partner Center announcements and partner notices, 2023 to 2026'

const cloudAgreementOnly = { ...everywhere, rule: 'R29', satisfiedBy: [cloudAgreement], source: faqPage } as const
const preview = {
  ...everywhere, rule: 'R32', satisfiedBy: [cloudAgreement, customerAgreement], source: confirmPage
} as const

/**
 * The programme from its first requirement until today. National clouds have no row (R5). The confirmations that became
 * possible on 2018-08-07 (R29) have none either, because nothing required them yet. Rows can overlap: a transaction
 * without any acceptance then breaks the older and the newer row.
 */
export const programme: Programme = [
  {
    ...cloudAgreementOnly,
    id: 'cloud-agreement-dashboard',
    effectiveFrom: '2018-11-07T00:00:00Z',
    effectiveUntil: '2019-10-01T00:00:00Z',
    environments: ['production'],
    channels: ['dashboard']
  },
  {
    ...cloudAgreementOnly,
    id: 'cloud-agreement-api',
    effectiveFrom: '2019-03-22T00:00:00Z',
    effectiveUntil: '2019-10-01T00:00:00Z',
    environments: ['production'],
    channels: ['api']
  },
  {
    ...cloudAgreementOnly,
    id: 'cloud-agreement-dashboard-sandbox',
    effectiveFrom: '2018-11-07T00:00:00Z',
    effectiveUntil: '2019-08-01T00:00:00Z',
    environments: ['sandbox'],
    channels: ['dashboard']
  },
  {
    ...cloudAgreementOnly,
    id: 'cloud-agreement-api-sandbox',
    effectiveFrom: '2019-03-11T00:00:00Z',
    effectiveUntil: '2019-09-03T00:00:00Z',
    environments: ['sandbox'],
    channels: ['api']
  },
  {
    ...preview,
    id: 'either-agreement-dashboard-preview',
    effectiveFrom: '2019-08-01T00:00:00Z',
    effectiveUntil: '2019-10-01T00:00:00Z',
    environments: ['sandbox'],
    channels: ['dashboard']
  },
  {
    ...preview,
    id: 'either-agreement-api-preview',
    effectiveFrom: '2019-09-03T00:00:00Z',
    effectiveUntil: '2019-10-01T00:00:00Z',
    environments: ['sandbox'],
    channels: ['api']
  },
  {
    ...everywhere,
    id: 'either-agreement',
    rule: 'R30',
    effectiveFrom: '2019-10-01T00:00:00Z',
    effectiveUntil: '2020-02-01T00:00:00Z',
    satisfiedBy: [cloudAgreement, customerAgreement],
    source: confirmPage
  },
  {
    ...everywhere,
    id: 'new-offers',
    rule: 'R30',
    effectiveFrom: '2019-10-01T00:00:00Z',
    effectiveUntil: '2020-02-01T00:00:00Z',
    transactions: newOffers,
    prerequisite: 'MicrosoftCustomerAgreement',
    satisfiedBy: [customerAgreement],
    source: confirmPage
  },
  {
    ...everywhere,
    id: 'customer-agreement',
    rule: 'R31',
    effectiveFrom: '2020-02-01T00:00:00Z',
    satisfiedBy: [customerAgreement, directAcceptance],
    source: confirmPage
  },
  {
    ...everywhere,
    id: 're-acceptance',
    rule: 'R13',
    effectiveFrom: '2026-01-21T00:00:00Z',
    transactions: [...purchases, ...changes],
    satisfiedBy: [customerAgreement, directAcceptance],
    acceptedFrom: '2023-04-01T00:00:00Z',
    source: laterNotices
  }
]
