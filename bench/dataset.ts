import type pg from 'pg'
import { agreementTemplates } from '../src/domain/agreements/agreement-template.js'
import { partners } from './tokens.js'

/** What is stored: for each partner this many customers to read, with one or two confirmations each. */
export interface Dataset {
  readonly customersOfEachPartner: number
}

/** Customers of each partner that only confirmations are sent for, so that what is read keeps its size. */
export const writtenCustomers = 10_000

/** The id of a partner's customer up to its last group, which is a number of 12 decimal digits. */
export function customerPrefix (partnerIndex: number, use: 'read' | 'written'): string {
  return `c${partnerIndex + 1}000000-0000-4000-800${use === 'read' ? 0 : 1}-`
}

/** The template that confirmations name: the one current. */
export const template = agreementTemplates.find(({ retiredAt }) => retiredAt === undefined) as typeof agreementTemplates[number]

/** Fills an empty, migrated database with as many confirmations as asked for, over a connection of the tables' owner. */
export async function fill (owner: pg.Client, confirmations: number): Promise<Dataset> {
  // Every second customer has two confirmations.
  const customersOfEachPartner = Math.ceil(confirmations / partners.length / 1.5)
  await owner.query(`
    INSERT INTO document_content VALUES (sha256('x'), 'text/html', 'x');
    INSERT INTO agreement_document (template_id, country, language, version, display_sha256, download_sha256, imported_at)
    VALUES ('${template.templateId}', 'US', 'en-US', 'bench', sha256('x'), sha256('x'), now())`)
  for (const [index, { partnerId }] of partners.entries()) {
    await owner.query(`
      INSERT INTO partner (partner_id, name, type, cloud, admin_agent_claims, sales_agent_claims, registered_at)
      VALUES ($1, 'Bench', 'direct_bill', 'public', '{AdminAgents}', '{SalesAgents}', now())`, [partnerId])
    await addCustomers(owner, partnerId, customerPrefix(index, 'read'), customersOfEachPartner)
    await addCustomers(owner, partnerId, customerPrefix(index, 'written'), writtenCustomers)
    await addConfirmations(owner, partnerId, customerPrefix(index, 'read'), customersOfEachPartner)
  }
  await owner.query('VACUUM (ANALYZE)')
  await owner.query('CHECKPOINT')
  return { customersOfEachPartner }
}

async function addCustomers (owner: pg.Client, partnerId: string, prefix: string, count: number): Promise<void> {
  await owner.query("INSERT INTO customer SELECT ($1 || lpad(n::text, 12, '0'))::uuid, 'Customer ' || n, 'US', now() FROM generate_series(0, $2::int - 1) n", [prefix, count])
  await owner.query("INSERT INTO reselling_relationship SELECT $1, ($2 || lpad(n::text, 12, '0'))::uuid, NULL, now() FROM generate_series(0, $3::int - 1) n", [partnerId, prefix, count])
}

async function addConfirmations (owner: pg.Client, partnerId: string, prefix: string, customers: number): Promise<void> {
  // In no order: those of one customer, and those of neighbours, lie on different pages, as after years of use.
  await owner.query(`
    INSERT INTO customer_agreement (partner_id, customer_id, agreement_type, sequence, template_id, user_id, first_name, last_name, email, phone_number,
      date_agreed, date_agreed_text, received_at, caller_tenant_id, caller_application_id, request_id, request_sha256, correlation_id, document_id)
    SELECT $1::uuid, ($2 || lpad(n::text, 12, '0'))::uuid, $4, s, $5::uuid, $1::uuid, 'Ada', 'Lovelace ' || s, 'ada.lovelace@adventure-works.example', '+1 425 555 0100',
      '2026-01-15T09:30:00Z', '2026-01-15T09:30:00Z', now(), $1::uuid, $1, gen_random_uuid(), sha256('x'), gen_random_uuid()::text, 1
    FROM generate_series(0, $3::int - 1) n CROSS JOIN LATERAL generate_series(1, 1 + n % 2) s
    ORDER BY hashint4(n * 2 + s)`, [partnerId, prefix, customers, template.agreementType, template.templateId])
}
