/** A subscription of the sandbox. Instants are ISO 8601 in UTC. */
export interface Subscription {
  readonly orderId: string
  readonly parentSubscriptionId?: string
  /** An offer id, or the id of a catalogue item. */
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

/** The statuses of a subscription. The sandbox has no pending status, because its changes take effect at once. */
export type SubscriptionStatus = 'active' | 'suspended' | 'deleted'

/** A line of an order, with the id of its subscription. */
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

/** A line of a cart. `addonItems` are add-ons to the line's product. */
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
  /** The response of its checkout; absent until then. */
  readonly checkedOut?: SandboxResponse
}

/** The stored content of each kind of resource. */
export interface ResourceContents {
  order: Order
  subscription: Subscription
  cart: Cart
}

/** A kind of resource. */
export type ResourceKind = keyof ResourceContents

/** A stored resource. A new resource has revision 1; each change adds 1. */
export interface StoredResource<Kind extends ResourceKind = ResourceKind> {
  readonly kind: Kind
  readonly id: string
  readonly customerId: string
  readonly revision: number
  readonly content: ResourceContents[Kind]
}

/** A stored order. */
export type SandboxOrder = StoredResource<'order'>

/** A stored subscription. */
export type SandboxSubscription = StoredResource<'subscription'>

/** A stored cart. */
export type SandboxCart = StoredResource<'cart'>

/** Stored subscriptions by their ids. */
export type SubscriptionsById = ReadonlyMap<string, SandboxSubscription>

/** A response: its status, and its body as sent. */
export interface SandboxResponse {
  readonly status: number
  readonly body: string
}

/** What an operation writes and returns. */
export interface OperationResult {
  readonly created: readonly StoredResource[]
  /** Changed resources, each with the revision after the one that was read. */
  readonly changed: readonly StoredResource[]
  readonly response: SandboxResponse
  readonly notices?: readonly string[]
}

/** What an operation needs besides its body. */
export interface OperationContext {
  readonly customerId: string
  readonly at: Date
  readonly newId: () => string
}

/** A request that changed something, with its response. */
export interface CompletedRequest {
  /** The `MS-RequestId`, in lower case without braces. */
  readonly requestId: string
  /** Method and path. */
  readonly subject: string
  readonly bodySha256: Buffer
  readonly response: SandboxResponse
}

/** Everything that one request writes. */
export interface Changes {
  readonly partnerId: string
  readonly customerId: string
  readonly at: Date
  readonly created: readonly StoredResource[]
  /** The new state of each changed resource, with the revision after the one that was read. */
  readonly changed: readonly StoredResource[]
  readonly isPurchase: boolean
  readonly request: CompletedRequest
}
