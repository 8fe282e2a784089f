/** The changes that a partner can make to a customer's orders and subscriptions, in the order of the documentation. */
export const transactionKinds = [
  'newPurchase', 'cartCheckout', 'addOn', 'seatIncrease', 'seatDecrease', 'termChange', 'billingChange', 'upgrade',
  'conversion', 'manualRenewal', 'autoRenewal', 'suspend', 'reactivate', 'cancel', 'rename', 'autoRenewToggle'
] as const

/** One of {@link transactionKinds}. */
export type TransactionKind = typeof transactionKinds[number]

/** One line of an order or cart, or one change of a subscription. */
export interface TransactionLine {
  /** `lineItemNumber` of an order line or `id` of a cart line; 0 for a change that belongs to no line. */
  readonly line: number
  readonly kind: TransactionKind
  /** The `purchasePrerequisites` of the product's SKU, spelled as in the catalogue. */
  readonly prerequisites: readonly string[]
}

/** A transaction. The gate blocks all of it if it blocks one line. A transaction without lines changes nothing. */
export interface Transaction {
  readonly lines: readonly TransactionLine[]
}
