/** A subscription of the sandbox. Instants are ISO 8601 in UTC. */
export interface Subscription {
  readonly orderId: string
  readonly parentSubscriptionId?: string
  /** Offer, or catalogue item. */
  readonly offerId: string
  readonly offerName?: string
  readonly friendlyName: string
  readonly quantity: number
  readonly status: SubscriptionStatus
  readonly billingCycle: string
  readonly termDuration: string
  readonly autoRenewEnabled: boolean
  readonly isTrial: boolean
  /** MPN id of the reseller on record. */
  readonly partnerId?: string
  readonly creationDate: string
  readonly effectiveStartDate: string
  readonly commitmentEndDate: string
}

/** What a subscription can be in the sandbox, where nothing takes time. */
export type SubscriptionStatus = 'active' | 'suspended' | 'deleted'

/** A line of an order, and the subscription that it became. */
export interface OrderLine {
  readonly lineItemNumber: number
  readonly offerId: string
  readonly subscriptionId: string
  readonly parentSubscriptionId?: string
  readonly friendlyName: string
  readonly quantity: number
  readonly termDuration: string
  readonly partnerIdOnRecord?: string
}

/** An order. */
export interface Order {
  readonly billingCycle: string
  readonly lines: readonly OrderLine[]
  readonly creationDate: string
}

/** A line of a cart; `addonItems` become add-ons to it. */
export interface CartLine {
  readonly id: number
  readonly catalogItemId: string
  readonly quantity: number
  readonly billingCycle: string
  readonly termDuration: string
  readonly friendlyName?: string
  readonly addonItems: readonly Omit<CartLine, 'addonItems'>[]
}

/** A cart. */
export interface Cart {
  readonly lines: readonly CartLine[]
  readonly creationTimestamp: string
  readonly lastModifiedTimestamp: string
  readonly expirationTimestamp: string
  /** What its checkout was answered with. */
  readonly checkedOut?: Answer
}

/** What is kept, by kind. */
export interface Contents {
  order: Order
  subscription: Subscription
  cart: Cart
}

/** One of the three. */
export type Kind = keyof Contents

/** A resource as it is kept. A new one has revision 1; every change makes the next. */
export interface Stored<Of extends Kind = Kind> {
  readonly kind: Of
  readonly id: string
  readonly customerId: string
  readonly revision: number
  readonly content: Contents[Of]
}

/** An answer: its status, and its body as it goes over the wire. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/** What a transaction comes to: what is new, what is changed (with the revision that was read), and the answer. */
export interface Outcome {
  readonly created: readonly Stored[]
  readonly changed: readonly Stored[]
  readonly answer: Answer
  readonly notices?: readonly string[]
}

/** What rules need from outside. */
export interface Circumstances {
  readonly customerId: string
  readonly at: Date
  readonly newId: () => string
}
