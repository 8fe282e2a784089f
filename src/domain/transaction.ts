/** What a partner can do to a customer's orders and subscriptions, in the programme's own terms and in the order of the documentation. */
export const transactionKinds = [
  'newPurchase', 'cartCheckout', 'addOn', 'seatIncrease', 'seatDecrease', 'termChange', 'billingChange', 'upgrade',
  'conversion', 'manualRenewal', 'autoRenewal', 'suspend', 'reactivate', 'cancel', 'rename', 'autoRenewToggle'
] as const

/** One of {@link transactionKinds}. */
export type TransactionKind = typeof transactionKinds[number]

/** One line of an order or cart, or one change of a subscription. */
export interface TransactionLine {
  /** `lineItemNumber` of an order, `id` of a cart's line; 0 for what belongs to no line. */
  readonly line: number
  readonly kind: TransactionKind
  /** `purchasePrerequisites` of the product's SKU, as the catalogue spells them. */
  readonly prerequisites: readonly string[]
}

/** A transaction that is decided as a whole: one refused line refuses it. Without lines it changes nothing. */
export interface Transaction {
  readonly lines: readonly TransactionLine[]
}
