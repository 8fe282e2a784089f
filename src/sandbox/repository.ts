import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.js'
import { agreementTemplates } from '../domain/agreement-template.js'
import { sandboxApplications, sandboxConfirmations, sandboxUsers, type SandboxConfirmation } from './data.js'

/** What only the sandbox writes: confirmations from before its time. */
export interface SandboxRepository {
  /** Stores {@link sandboxConfirmations}, unless the partner confirmed anything of that type for the customer already. */
  addPastConfirmations (now: Date): Promise<void>
}

/** The repository on PostgreSQL, over a connection of the tables' owner. */
export function sandboxRepository (kysely: Kysely<Tables>): SandboxRepository {
  return {
    async addPastConfirmations (now) {
      await kysely.insertInto('customer_agreement').values(sandboxConfirmations.map((confirmation, index) => rowOf(confirmation, index, now)))
        .onConflict(conflict => conflict.doNothing()).execute()
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
