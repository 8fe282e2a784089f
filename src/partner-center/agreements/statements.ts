import { caller } from '../../database/calling-partner.js'
import { durabilityMark } from '../../database/durability.js'
import { confirmationColumnNames, storedColumns } from './columns.js'
import type { NewConfirmation } from './repository.js'

/**
 * Reads the confirmations of many customers, newest first.
 *
 * - $1: the partner. $2: the customers.
 * - Returns no row for a customer without a relationship, and a row of nulls for one without confirmations.
 */
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

/**
 * - $1: the partner. $2: the customer.
 * - Returns one row if the two have a relationship.
 */
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

const currentDocument = (country: string) => `
            SELECT d.document_id FROM agreement_document d
            WHERE d.template_id = i.template_id AND d.country = ${country} AND d.retired_at IS NULL`

const names = storedColumns.map(({ name }) => name).join(', ')
const countsFromParameter = `$${storedColumns.length + 2}`

/**
 * Judges and stores many confirmations of one partner. A confirmation is a duplicate if its contact equals that of the
 * newest one of its type, unless the newest does not count and this one does. Texts are compared in NFC, so that two
 * encodings of one name are equal. The unique sequence decides which confirmation is the newest. A replay and a
 * duplicate say that a confirmation is stored, so they wait until it is durable.
 *
 * - $1: the partner.
 * - From $2: an array for each of {@link storedColumns}.
 * - Last: for each confirmation the first date that counts, or null if every date does.
 * - Returns a row for each confirmation. `contended` lost the race for the next number in the sequence.
 */
export const confirmStatement = {
  name: 'customer_agreements_confirm',
  text: `
    WITH judged AS MATERIALIZED (
      SELECT i.*, caller.partner_id, relationship.customer_id IS NOT NULL AS related, document.document_id,
        coalesce(latest.sequence, 0) + 1 AS sequence,
        first_response.agreement AS first_response, first_response.same AS same_request,
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
      ) first_response ON true
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
      FROM judged WHERE related AND first_response IS NULL AND duplicate IS NOT TRUE
      ON CONFLICT DO NOTHING
      RETURNING request_id
    )
    SELECT judged.position::int AS position,
      CASE WHEN same_request THEN judged.first_response END AS first_response,
      CASE
        WHEN NOT related THEN 'unrelated'
        WHEN same_request THEN 'replayed'
        WHEN judged.first_response IS NOT NULL THEN 'requestReused'
        WHEN duplicate THEN 'duplicate'
        WHEN stored.request_id IS NULL THEN 'contended'
        ELSE 'stored'
      END AS outcome,
      CASE WHEN same_request OR (judged.first_response IS NULL AND duplicate) THEN ${durabilityMark} END AS durable_from
    FROM judged LEFT JOIN stored ON stored.request_id = judged.request_id`
}

/** The values of {@link confirmStatement}. */
export function confirmValues (confirmations: readonly NewConfirmation[]): unknown[] {
  return [
    confirmations[0]?.partnerId,
    ...storedColumns.map(({ of }) => confirmations.map(of)),
    confirmations.map(({ countsFrom }) => toTimestamp(countsFrom))
  ]
}

function toTimestamp (countsFrom: number): string | null {
  if (countsFrom === -Infinity) return null
  return countsFrom === Infinity ? 'infinity' : new Date(countsFrom).toISOString()
}
