import type { ColumnType, Generated } from 'kysely'
import type { AgreementType } from '../domain/agreement-template.js'
import type { Cloud, PartnerType } from '../domain/partner.js'

/** Rows of migrations/, as Kysely sees them. Timestamps are `Date` (ms), dates are `YYYY-MM-DD` text. */
export interface Tables {
  partner: PartnerRow
  partner_application: PartnerApplicationRow
  customer: CustomerTable
  reselling_relationship: ResellingRelationshipRow
  document_content: DocumentContentRow
  agreement_document: AgreementDocumentRow
  customer_agreement: CustomerAgreementRow
  direct_acceptance: DirectAcceptanceRow
  purchase: PurchaseRow
  sandbox_resource: SandboxResourceRow
  sandbox_request: SandboxRequestRow
  sandbox_user: SandboxUserRow
}

/** A registered partner. */
export interface PartnerRow {
  partner_id: string
  name: string
  type: PartnerType
  cloud: Cloud
  indirect_provider_id: string | null
  mpn_id: string | null
  csp_region: string | null
  partner_agreement_signed_on: string | null
  admin_agent_claims: string[]
  sales_agent_claims: string[]
  registered_at: Date
}

/** An application that may call for its partner without a user. */
export interface PartnerApplicationRow {
  partner_id: string
  application_id: string
  registered_at: Date
}

/** A customer's tenant. */
export interface CustomerRow {
  customer_id: string
  company_name: string
  country: string
  registered_at: Date
}

/** The same with what only customers made here have. */
export interface CustomerTable extends CustomerRow {
  domain: string | null
  /** Written as JSON text, read as what it says. */
  profile: ColumnType<unknown, string | undefined, never>
}

/** That a partner sells to a customer, perhaps through an indirect reseller. */
export interface ResellingRelationshipRow {
  partner_id: string
  customer_id: string
  indirect_reseller_id: string | null
  established_at: Date
}

/** A document's bytes, once for each content. */
export interface DocumentContentRow {
  sha256: Buffer
  media_type: string
  content: Buffer
}

/** One version of a template's document for a country and language. */
export interface AgreementDocumentRow {
  document_id: Generated<string>
  template_id: string
  country: string
  language: string
  version: string
  display_sha256: Buffer
  download_sha256: Buffer
  imported_at: Date
  retired_at: Date | null
}

/** One confirmation (partner attestation). */
export interface CustomerAgreementRow {
  agreement_id: Generated<string>
  partner_id: string
  customer_id: string
  agreement_type: AgreementType
  sequence: number
  template_id: string
  user_id: string
  first_name: string
  last_name: string
  email: string
  phone_number: string | null
  date_agreed: Date | string
  date_agreed_text: string
  received_at: Date
  caller_tenant_id: string
  caller_application_id: string | null
  request_id: string
  request_sha256: Buffer
  correlation_id: string
  document_id: string | null
}

/** A customer's own acceptance of the Microsoft Customer Agreement. */
export interface DirectAcceptanceRow {
  acceptance_id: Generated<string>
  customer_id: string
  template_id: string
  accepted_at: Date
}

/** A purchase that a partner made for a customer through this service. */
export interface PurchaseRow {
  purchase_id: Generated<string>
  partner_id: string
  customer_id: string
  purchased_at: Date
}

/** An order, subscription or cart of the sandbox. */
export interface SandboxResourceRow {
  partner_id: string
  kind: string
  resource_id: string
  customer_id: string
  sequence: Generated<string>
  revision: number
  /** Written as JSON text, read as what it says. */
  content: ColumnType<unknown, string, string>
}

/** What the sandbox answered to a request that changed something. */
export interface SandboxRequestRow {
  partner_id: string
  request_id: string
  subject: string
  body_sha256: Buffer
  answered_at: Date
  status: number
  answer: string
}

/** Who can sign in at the sandbox's stand-in for Entra ID, beside the partners' fixed users. */
export interface SandboxUserRow {
  user_id: string
  customer_id: string
  user_name: string
  password_hash: string
  first_name: string
  last_name: string
  email: string
  is_administrator: boolean
}
