import { caller } from '../../database/caller.js'
import { durabilityMark } from '../../database/durability.js'
import type { Attestation } from './repository.js'

const answered = 'agreement_type, template_id, user_id, first_name, last_name, email, phone_number, date_agreed_text'

/** $1 partner, $2 customers: of each one no row without a relationship, one of nulls without confirmations, else newest first. */
export const listStatement = {
  name: 'customer_agreements_list',
  text: `
    SELECT asked.position::int AS position, agreement.*
    FROM ${caller}
    CROSS JOIN LATERAL unnest($2::uuid[]) WITH ORDINALITY AS asked (customer_id, position)
    CROSS JOIN LATERAL (
      SELECT r.customer_id FROM reselling_relationship r
      WHERE r.partner_id = caller.partner_id AND r.customer_id = asked.customer_id OFFSET 0
    ) relationship
    LEFT JOIN LATERAL (
      SELECT ${answered} FROM customer_agreement a
      WHERE a.partner_id = caller.partner_id AND a.customer_id = relationship.customer_id
      ORDER BY a.agreement_id DESC OFFSET 0
    ) agreement ON true`
}

/** $1 partner, $2 customer: one row if the two have a relationship. */
export const relationshipStatement = {
  name: 'customer_agreements_relationship',
  text: `
    SELECT relationship.customer_id
    FROM ${caller}
    CROSS JOIN LATERAL (
      SELECT r.customer_id FROM reselling_relationship r
      WHERE r.partner_id = caller.partner_id AND r.customer_id = $2 OFFSET 0
    ) relationship`
}

const currentDocument = (country: string) => `SELECT d.document_id FROM agreement_document d WHERE d.template_id = i.template_id AND d.country = ${country} AND d.retired_at IS NULL`

/**
 * Judges and stores many attestations of one partner. A row is a duplicate if its contact equals that of the newest
 * confirmation of its type, unless that one does not count and the row does; `counts_from` is the first date that counts,
 * or null. Texts are compared in NFC, so that one person's name has one identity. Who is newest is
 * decided by the unique sequence: a row that loses the race for the next number is `contended`. A replay and a duplicate
 * say that a confirmation is stored, so they wait until it is durable; a row that is stored pays nothing for that.
 */
export const confirmStatement = {
  name: 'customer_agreements_confirm',
  text: `
    WITH judged AS MATERIALIZED (
      SELECT i.*, caller.partner_id, relationship.customer_id IS NOT NULL AS related, document.document_id,
        coalesce(latest.sequence, 0) + 1 AS sequence,
        first_answer.agreement AS first_answer, first_answer.same AS same_request,
        (normalize(latest.first_name), normalize(latest.last_name), normalize(latest.email), normalize(coalesce(latest.phone_number, '')))
          = (normalize(i.first_name), normalize(i.last_name), normalize(i.email), normalize(coalesce(i.phone_number, '')))
          AND (latest.date_agreed < i.counts_from AND i.date_agreed >= i.counts_from) IS NOT TRUE AS duplicate
      FROM ${caller}
      CROSS JOIN LATERAL unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[],
        $11::timestamptz[], $12::text[], $13::timestamptz[], $14::uuid[], $15::text[], $16::bytea[], $17::text[], $18::timestamptz[]) WITH ORDINALITY
        AS i (request_id, customer_id, agreement_type, template_id, user_id, first_name, last_name, email, phone_number,
          date_agreed, date_agreed_text, received_at, caller_tenant_id, caller_application_id, request_sha256, correlation_id, counts_from, position)
      LEFT JOIN LATERAL (
        SELECT r.customer_id, c.country FROM reselling_relationship r JOIN customer c ON c.customer_id = r.customer_id
        WHERE r.partner_id = caller.partner_id AND r.customer_id = i.customer_id LIMIT 1
      ) relationship ON true
      LEFT JOIN LATERAL (
        SELECT to_json(a) AS agreement, a.request_sha256 = i.request_sha256 AND a.customer_id = i.customer_id AS same
        FROM customer_agreement a WHERE a.partner_id = caller.partner_id AND a.request_id = i.request_id LIMIT 1
      ) first_answer ON true
      LEFT JOIN LATERAL (
        SELECT a.sequence, a.first_name, a.last_name, a.email, a.phone_number, a.date_agreed FROM customer_agreement a
        WHERE a.partner_id = caller.partner_id AND a.customer_id = i.customer_id AND a.agreement_type = i.agreement_type
        ORDER BY a.sequence DESC LIMIT 1
      ) latest ON true
      LEFT JOIN LATERAL (
        SELECT coalesce(
          (${currentDocument('relationship.country')} ORDER BY d.language <> 'en-US', d.language LIMIT 1),
          (${currentDocument("'US'")} AND d.language = 'en-US' LIMIT 1)
        ) AS document_id OFFSET 0
      ) document ON true
    ), stored AS (
      INSERT INTO customer_agreement (request_id, customer_id, agreement_type, template_id, user_id, first_name, last_name, email, phone_number,
        date_agreed, date_agreed_text, received_at, caller_tenant_id, caller_application_id, request_sha256, correlation_id,
        partner_id, sequence, document_id)
      SELECT request_id, customer_id, agreement_type, template_id, user_id, first_name, last_name, email, phone_number,
        date_agreed, date_agreed_text, received_at, caller_tenant_id, caller_application_id, request_sha256, correlation_id,
        partner_id, sequence, document_id
      FROM judged WHERE related AND first_answer IS NULL AND duplicate IS NOT TRUE
      ON CONFLICT DO NOTHING
      RETURNING request_id
    )
    SELECT judged.position::int AS position, CASE WHEN same_request THEN judged.first_answer END AS first_answer, CASE
        WHEN NOT related THEN 'unrelated'
        WHEN same_request THEN 'replayed'
        WHEN judged.first_answer IS NOT NULL THEN 'requestReused'
        WHEN duplicate THEN 'duplicate'
        WHEN stored.request_id IS NULL THEN 'contended'
        ELSE 'stored'
      END AS outcome,
      CASE WHEN same_request OR (judged.first_answer IS NULL AND duplicate) THEN ${durabilityMark} END AS durable_from
    FROM judged LEFT JOIN stored ON stored.request_id = judged.request_id`
}

/** The values of {@link confirmStatement}: the partner, then one array a column. */
export function confirmValues (attestations: readonly Attestation[]): unknown[] {
  const column = (pick: (attestation: Attestation) => unknown) => attestations.map(pick)
  return [
    attestations[0]?.partnerId,
    column(({ requestId }) => requestId),
    column(({ customerId }) => customerId),
    column(({ confirmation }) => confirmation.agreementType),
    column(({ confirmation }) => confirmation.templateId),
    column(({ confirmation }) => confirmation.userId),
    column(({ confirmation }) => confirmation.primaryContact.firstName),
    column(({ confirmation }) => confirmation.primaryContact.lastName),
    column(({ confirmation }) => confirmation.primaryContact.email),
    column(({ confirmation }) => confirmation.primaryContact.phoneNumber),
    column(({ confirmation }) => toMicroseconds(confirmation.dateAgreed)),
    column(({ confirmation }) => confirmation.dateAgreed),
    column(({ receivedAt }) => receivedAt),
    column(({ callerTenantId }) => callerTenantId),
    column(({ callerApplicationId }) => callerApplicationId ?? null),
    column(({ requestSha256 }) => requestSha256),
    column(({ correlationId }) => correlationId),
    column(({ countsFrom }) => toTimestamp(countsFrom))
  ]
}

function toTimestamp (countsFrom: number): string | null {
  if (countsFrom === -Infinity) return null
  return countsFrom === Infinity ? 'infinity' : new Date(countsFrom).toISOString()
}

/** timestamptz rounds a 7th digit, and 9999-12-31T23:59:59.9999999Z up into a year that no client can read. */
function toMicroseconds (dateAgreed: string): string {
  return dateAgreed.replace(/(\.\d{6})\d+Z$/, '$1Z')
}
