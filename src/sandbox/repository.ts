import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.js'
import { agreementTemplates } from '../domain/agreements/agreement-template.js'
import type { Order, Subscription } from './commerce/resources.js'
import {
  sandboxApplications,
  sandboxConfirmations,
  sandboxCustomers,
  sandboxCustomerUsers,
  sandboxPassword,
  sandboxSubscriptions,
  sandboxUsers,
  type SandboxConfirmation,
  type SandboxSubscription
} from './data.js'
import { hashPassword } from './identity/password.js'

/** Data that only the sandbox writes: its customers' users, and confirmations and purchases of the past. */
export interface SandboxRepository {
  /** Stores {@link sandboxCustomerUsers}, and the domains of their customers. Existing ones are not changed. */
  addCustomerUsers (): Promise<void>
  /** Stores {@link sandboxConfirmations} where the partner has no confirmation of that type for the customer. */
  addPastConfirmations (now: Date): Promise<void>
  /** Stores {@link sandboxSubscriptions} with their orders. Existing ones are not changed. */
  addPastPurchases (): Promise<void>
}

/** The repository on PostgreSQL, over a connection of the tables' owner. */
export function sandboxRepository (kysely: Kysely<Tables>): SandboxRepository {
  return {
    addCustomerUsers: () => addCustomerUsers(kysely),
    async addPastConfirmations (now) {
      await kysely
        .insertInto('customer_agreement')
        .values(sandboxConfirmations.map((confirmation, index) => rowOf(confirmation, index, now)))
        .onConflict(conflict => conflict.doNothing())
        .execute()
    },
    async addPastPurchases () {
      for (const subscription of sandboxSubscriptions) {
        await kysely.transaction().execute(async connection => {
          const { numInsertedOrUpdatedRows } = await connection
            .insertInto('sandbox_resource')
            .values(rowsOf(subscription))
            .onConflict(conflict => conflict.doNothing())
            .executeTakeFirst()
          if (numInsertedOrUpdatedRows === 0n) return
          await connection
            .insertInto('purchase')
            .values({
              partner_id: subscription.partnerId,
              customer_id: subscription.customerId,
              purchased_at: boughtAt
            })
            .execute()
        })
      }
    }
  }
}

async function addCustomerUsers (kysely: Kysely<Tables>): Promise<void> {
  for (const { customerId, domain } of sandboxCustomers) {
    await kysely
      .updateTable('customer')
      .set({ domain })
      .where('customer_id', '=', customerId)
      .where('domain', 'is', null)
      .execute()
  }
  const known = await kysely
    .selectFrom('sandbox_user')
    .select('user_id')
    .where(
      'user_id',
      'in',
      sandboxCustomerUsers.map(({ userId }) => userId)
    )
    .execute()
  if (known.length === sandboxCustomerUsers.length) return
  // One hash for all users: hashing is slow, and this password is not a secret.
  const passwordHash = await hashPassword(sandboxPassword)
  await kysely.insertInto('sandbox_user').values(sandboxCustomerUsers.map(user => ({
    user_id: user.userId,
    customer_id: user.customerId,
    user_name: user.userName,
    password_hash: passwordHash,
    first_name: user.firstName,
    last_name: user.lastName,
    email: user.userName,
    is_administrator: user.isAdministrator
  }))).onConflict(conflict => conflict.doNothing()).execute()
}

function rowOf ({ partnerId, customerId, agreementType, dateAgreed }: SandboxConfirmation, index: number, now: Date) {
  const user = sandboxUsers.find(user => user.partnerId === partnerId && user.role === 'AdminAgents')
  const template = agreementTemplates.find(template => template.agreementType === agreementType)
  const application = sandboxApplications.find(application => application.partnerId === partnerId)
  return {
    partner_id: partnerId,
    customer_id: customerId,
    agreement_type: agreementType,
    sequence: 1,
    template_id: template?.templateId as string,
    user_id: user?.objectId as string,
    first_name: 'Sam',
    last_name: 'Sample',
    email: 'sam.sample@customer.example',
    phone_number: null,
    date_agreed: `${dateAgreed}T00:00:00Z`,
    date_agreed_text: `${dateAgreed}T00:00:00Z`,
    received_at: now,
    caller_tenant_id: partnerId,
    caller_application_id: application?.clientId ?? null,
    request_id: `5eed0000-0000-4000-8000-00000000000${index + 1}`,
    request_sha256: Buffer.alloc(32),
    correlation_id: `5eed0000-0000-4000-8000-00000000000${index + 1}`,
    document_id: null
  }
}

/** A date before the first Microsoft Customer Agreement. The subscription was renewed every year since. */
const boughtAt = new Date('2018-06-01T00:00:00Z')

/** The rows of a subscription and its order. The order's id is the subscription's, with `0d` as its first digits. */
function rowsOf ({
  subscriptionId,
  partnerId,
  customerId,
  offerId,
  offerName,
  quantity,
  autoRenew
}: SandboxSubscription) {
  const orderId = `0d${subscriptionId.slice(2)}`
  const creationDate = boughtAt.toISOString()
  const line = { offerId, friendlyName: offerName, quantity, termDuration: 'P1Y' }
  const order: Order = {
    billingCycle: 'monthly',
    creationDate,
    lines: [{ ...line, lineItemNumber: 0, subscriptionId }]
  }
  const subscription: Subscription = {
    ...line,
    orderId,
    offerName,
    status: 'active',
    billingCycle: 'monthly',
    autoRenewEnabled: autoRenew,
    isTrial: false,
    creationDate,
    effectiveStartDate: '2025-06-01T00:00:00.000Z',
    commitmentEndDate: '2026-06-01T00:00:00.000Z'
  }
  const shared = { partner_id: partnerId, customer_id: customerId, revision: 1 }
  return [
    { ...shared, kind: 'order', resource_id: orderId, content: JSON.stringify(order) },
    { ...shared, kind: 'subscription', resource_id: subscriptionId, content: JSON.stringify(subscription) }
  ]
}
