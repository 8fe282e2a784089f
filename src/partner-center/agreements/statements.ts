import { caller } from '../../database/caller.js'
import { durabilityMark } from '../../database/durability.js'
import { confirmationColumnNames, storedColumns } from './columns.js'
import type { Attestation } from './repository.js'

// The confirmations of many customers of one partner.
// $1: partner id. $2: customer ids.
// For each customer: no row without a relationship, one row of nulls without confirmations, or its confirmations,
// newest first.
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
      SELECT ${confirmationColumnNames.join(', ')} FROM customer_agreement a
      WHERE a.partner_id = caller.partner_id AND a.customer_id = relationship.customer_id
      ORDER BY a.agreement_id DESC OFFSET 0
    ) agreement ON true`
}

// $1: partner id. $2: customer id.
// One row if they have a relationship, otherwise none.
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

const names = storedColumns.map(({ name }) => name).join(', ')
const countsFromParameter = `$${storedColumns.length + 2}`

/**
 * Checks and stores many confirmations of one partner. A row is a duplicate if its contact equals that of the newest
 * confirmation of its type, unless that one does not count and the row does. Texts are compared in NFC, so that one
 * person's name has one identity. The unique sequence decides which row is the newest. A replay and a duplicate say
 * that a confirmation is stored, so they wait until it is durable; a row that is stored pays nothing for that.
 *
 * - $1: the partner. From $2: an array for each of {@link storedColumns}. Last: the first dates that count, or nulls.
 * - Returns a row for each confirmation. `contended`: another instance used its sequence number.
 */
export const confirmStatement = {
  name: 'customer_agreements_confirm',
  text: `
    WITH judged AS MATERIALIZED (
      SELECT i.*, caller.partner_id, relationship.customer_id IS NOT NULL AS related, document.document_id,
        coalesce(latest.sequence, 0) + 1 AS sequence,
        first_answer.agreement AS first_answer, first_answer.same AS same_request,
        (
          normalize(latest.first_name), normalize(latest.last_name), normalize(latest.email),
          normalize(coalesce(latest.phone_number, ''))
        ) = (
          normalize(i.first_name), normalize(i.last_name), normalize(i.email),
          normalize(coalesce(i.phone_number, ''))
        )
          AND (latest.date_agreed < i.counts_from AND i.date_agreed >= i.counts_from) IS NOT TRUE AS duplicate
      FROM ${caller}
      CROSS JOIN LATERAL unnest(
        ${storedColumns.map(({ type }, index) => `$${index + 2}::${type}[]`).join(', ')},
        ${countsFromParameter}::timestamptz[]
      ) WITH ORDINALITY AS i (${names}, counts_from, position)
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
      INSERT INTO customer_agreement (${names}, partner_id, sequence, document_id)
      SELECT ${names}, partner_id, sequence, document_id
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

/** The values of {@link confirmStatement}. */
export function confirmValues (attestations: readonly Attestation[]): unknown[] {
  return [
    attestations[0]?.partnerId,
    ...storedColumns.map(({ of }) => attestations.map(of)),
    attestations.map(({ countsFrom }) => toTimestamp(countsFrom))
  ]
}

function toTimestamp (countsFrom: number): string | null {
  if (countsFrom === -Infinity) return null
  return countsFrom === Infinity ? 'infinity' : new Date(countsFrom).toISOString()
}
