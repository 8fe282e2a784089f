import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { ids, type TestApp } from './app.js'

/** A person as an invitation names one. */
export const ada = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example' }

/** What the tests read of an invitation that was just made. */
export interface Issued {
  readonly invitationId: string
  readonly status: string
  readonly expiresAt: string
  readonly url: string
  readonly mail: { readonly to: string, readonly subject: string, readonly text: string, readonly html: string, readonly mailto: string }
}

/** Calls this service's own paths as a partner's user, Contoso's Admin agent unless told otherwise. */
export function caller ({ app, bearer }: TestApp) {
  return async (method: 'GET' | 'POST', path: string, { body, as, headers = {} }: { body?: object, as?: string, headers?: Record<string, string> } = {}) =>
    await app.inject({ method, url: `/acceptance/v1${path}`, headers: { authorization: await bearer(as), ...headers }, ...(body === undefined ? {} : { payload: body }) })
}

/** The hash under which a link's token is stored. */
export function hashOf (url: string): Buffer {
  return createHash('sha256').update(url.slice(url.lastIndexOf('/') + 1)).digest()
}

type Recorded = Pick<TestApp, 'stored' | 'clock'>

/** Ends an invitation as the customer's page does. */
export async function end (test: Recorded, invitationId: string, what: 'accepted' | 'declined'): Promise<void> {
  await test.stored.rows('INSERT INTO invitation_end (invitation_id, what, ended_at, ended_by) VALUES ($1, $2, $3, $4)', [invitationId, what, test.clock.at, randomUUID()])
}

/** Records that an administrator of the customer saw the invitation, as the customer's page does. */
export async function open (test: Recorded, invitationId: string): Promise<void> {
  await test.stored.rows("INSERT INTO invitation_event (invitation_id, what, happened_at) VALUES ($1, 'opened', $2)", [invitationId, test.clock.at])
}

/** Accepts as the customer's page does, with an invitation or without one. */
export async function accept (test: Recorded, customerId: string, invitationId: string | null = null, acceptedAt = test.clock.at): Promise<void> {
  const { stored } = test
  const [acceptance] = await stored.rows<{ acceptance_id: string }>('INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) VALUES ($1, $2, $3) RETURNING acceptance_id', [customerId, ids.customerAgreement, acceptedAt])
  await stored.rows(`
    INSERT INTO acceptance_evidence (acceptance_id, customer_id, reference_id, invitation_id, first_name, last_name, email, identity_issuer, identity_subject, identity_object_id, identity_user_name, signed_in_at,
      document_id, document_version, document_language, document_country, document_sha256, consent_text, consent_sha256, page_language, page_version, opened_at, ip, user_agent, partners_shown)
    SELECT $1, $2, $3, $4, 'Ada', 'Lovelace', 'ada@example.com', 'https://issuer.example', 'subject', $3, 'ada@example.com', $5, document_id, version, language, country, display_sha256, 'I accept.', $6, 'en', '1', $5, '192.0.2.1', 'browser', '[]'
    FROM agreement_document LIMIT 1`, [acceptance?.acceptance_id, customerId, randomUUID(), invitationId, acceptedAt, randomBytes(32)])
  if (invitationId !== null) await end(test, invitationId, 'accepted')
}

/** Records that a partner sold something to a customer of its own. */
export async function sell (test: TestApp, partnerId: string, customerId: string): Promise<void> {
  await test.stored.rows('INSERT INTO purchase (partner_id, customer_id, purchased_at) VALUES ($1, $2, $3)', [partnerId, customerId, test.clock.at])
}
