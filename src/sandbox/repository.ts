import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.js'
import { agreementTemplates } from '../domain/agreement-template.js'
import type { Order, Subscription } from '../sandbox-commerce/resources.js'
import { sandboxApplications, sandboxConfirmations, sandboxSubscriptions, sandboxUsers, type SandboxConfirmation, type SandboxSubscription } from './data.js'

/** What only the sandbox writes: confirmations and purchases from before its time. */
export interface SandboxRepository {
  /** Stores {@link sandboxConfirmations}, unless the partner confirmed anything of that type for the customer already. */
  addPastConfirmations (now: Date): Promise<void>
  /** Stores {@link sandboxSubscriptions} with their orders, unless they are there, whatever became of them. */
  addPastPurchases (): Promise<void>
}

/** The repository on PostgreSQL, over a connection of the tables' owner. */
export function sandboxRepository (kysely: Kysely<Tables>): SandboxRepository {
  return {
    async addPastConfirmations (now) {
      await kysely.insertInto('customer_agreement').values(sandboxConfirmations.map((confirmation, index) => rowOf(confirmation, index, now)))
        .onConflict(conflict => conflict.doNothing()).execute()
    },
    async addPastPurchases () {
      for (const subscription of sandboxSubscriptions) {
        await kysely.transaction().execute(async connection => {
          const { numInsertedOrUpdatedRows } = await connection.insertInto('sandbox_resource').values(rowsOf(subscription)).onConflict(conflict => conflict.doNothing()).executeTakeFirst()
          if (numInsertedOrUpdatedRows === 0n) return
          await connection.insertInto('purchase').values({ partner_id: subscription.partnerId, customer_id: subscription.customerId, purchased_at: boughtAt }).execute()
        })
      }
    }
  }
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

/** Before any Microsoft Customer Agreement existed; renewed every year since. */
const boughtAt = new Date('2018-06-01T00:00:00Z')

/** A subscription and its order; the order's id is the subscription's with `0d` for its first two digits. */
function rowsOf ({ subscriptionId, partnerId, customerId, offerId, offerName, quantity, autoRenew }: SandboxSubscription) {
  const orderId = `0d${subscriptionId.slice(2)}`
  const creationDate = boughtAt.toISOString()
  const line = { offerId, friendlyName: offerName, quantity, termDuration: 'P1Y' }
  const order: Order = { billingCycle: 'monthly', creationDate, lines: [{ ...line, lineItemNumber: 0, subscriptionId }] }
  const subscription: Subscription = { ...line, orderId, offerName, status: 'active', billingCycle: 'monthly', autoRenewEnabled: autoRenew, isTrial: false, creationDate, effectiveStartDate: '2025-06-01T00:00:00.000Z', commitmentEndDate: '2026-06-01T00:00:00.000Z' }
  const shared = { partner_id: partnerId, customer_id: customerId, revision: 1 }
  return [
    { ...shared, kind: 'order', resource_id: orderId, content: JSON.stringify(order) },
    { ...shared, kind: 'subscription', resource_id: subscriptionId, content: JSON.stringify(subscription) }
  ]
}
