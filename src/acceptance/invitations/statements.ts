import { caller } from '../../database/caller.js'

/** $1 partner, $2 customer: what decides whether the customer can be invited; no row without a relationship. */
export const inviteeStatement = {
  name: 'invitation_invitee',
  text: `
    SELECT invitee.* FROM ${caller} CROSS JOIN LATERAL (
      SELECT c.country, c.company_name, c.profile IS NOT NULL AS is_new_customer, has_bought(c.customer_id) AS has_bought,
        ARRAY(SELECT extract(epoch FROM d.accepted_at) * 1000 FROM direct_acceptance d WHERE d.customer_id = c.customer_id) AS direct_acceptances
      FROM reselling_relationship r JOIN customer c ON c.customer_id = r.customer_id
      WHERE r.partner_id = caller.partner_id AND r.customer_id = $2 OFFSET 0
    ) invitee`
}

/** $1 template, $2 country, $3 languages, the best first, $4 the partner that invites. */
export const documentStatement = {
  name: 'invitation_document',
  text: `
    SELECT d.document_id::text AS "documentId", d.version, d.language, d.display_sha256 AS sha256, p.name AS "partnerName"
    FROM unnest($3::text[]) WITH ORDINALITY AS wanted (language, rank)
    JOIN agreement_document d ON d.template_id = $1 AND d.country = $2 AND d.language = wanted.language AND d.retired_at IS NULL
    JOIN partner p ON p.partner_id = $4
    ORDER BY wanted.rank LIMIT 1`
}

/** $1 provider, $2 partner: one row if the latter is the provider's indirect reseller. */
export const resellerStatement = {
  name: 'invitation_reseller',
  text: "SELECT FROM partner WHERE partner_id = $2 AND indirect_provider_id = $1 AND type = 'indirect_reseller'"
}

/** $1 partner, $2 request: what it did, and what became of its mail. */
export const findRequestStatement = {
  name: 'invitation_find_request',
  text: `
    SELECT request.* FROM ${caller} CROSS JOIN LATERAL (
      SELECT r.request_sha256, r.invitation_id, r.sends_mail, r.response, e.what AS outcome, e.happened_at,
        extract(epoch FROM clock_timestamp() - r.recorded_at)::float8 * 1000 AS age_ms
      FROM invitation_request r
      LEFT JOIN invitation_event e ON e.invitation_id = r.invitation_id AND e.request_id = r.request_id
      WHERE r.partner_id = caller.partner_id AND r.request_id = $2 OFFSET 0
    ) request`
}

/**
 * The first step of every statement below: records the request, $3 to $6, for the invitation, $2, unless its id was used
 * before. It waits for a request with the same id that is just being recorded. What follows is to depend on its row.
 */
function recordRequest (from: string): string {
  return `
      INSERT INTO invitation_request (partner_id, invitation_id, request_id, request_sha256, sends_mail, response)
      SELECT partner_id, $2, $3, $4, $5, $6 FROM ${from}
      ON CONFLICT DO NOTHING RETURNING partner_id, invitation_id`
}

/**
 * Stores an invitation and its first token; $1 partner, $2 invitation, $3 to $6 request, then the columns as they stand
 * here. A row if it did.
 */
export const createStatement = {
  name: 'invitation_create',
  text: `
    WITH requested AS (${recordRequest(caller)}
    ), created AS (
      INSERT INTO invitation (
        partner_id, invitation_id, customer_id, asks_relationship, indirect_reseller_id, template_id, document_id, language,
        country, company_name, first_name, last_name, email, invited_by, invited_at
      )
      SELECT partner_id, invitation_id, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19 FROM requested
      RETURNING partner_id, invitation_id
    )
    INSERT INTO invitation_token (token_sha256, partner_id, invitation_id, issued_at, expires_at)
    SELECT $20, partner_id, invitation_id, $19, $21 FROM created
    RETURNING invitation_id`
}

/**
 * $1 partner, $2 invitation, $3 to $6 request, $7 token's hash, $8 when it was issued, $9 when it expires: a new token,
 * unless the invitation has ended or one that is as new is there. One that comes at the same time breaks a constraint.
 */
export const resendStatement = {
  name: 'invitation_resend',
  text: `
    WITH going AS MATERIALIZED (
      SELECT caller.partner_id, i.* FROM ${caller} CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM invitation_end e WHERE e.invitation_id = i.invitation_id) AS has_ended,
          EXISTS (SELECT FROM invitation_token t WHERE t.invitation_id = i.invitation_id AND t.issued_at >= $8) AS is_late
        FROM invitation i WHERE i.partner_id = caller.partner_id AND i.invitation_id = $2 OFFSET 0
      ) i
    ), requested AS (${recordRequest('going WHERE NOT has_ended AND NOT is_late')}
    ), renewed AS (
      INSERT INTO invitation_token (token_sha256, partner_id, invitation_id, issued_at, expires_at)
      SELECT $7, partner_id, invitation_id, $8, $9 FROM requested
    )
    SELECT has_ended, is_late, EXISTS (SELECT FROM requested) AS is_stored FROM going`
}

/**
 * $1 partner, $2 invitation, $3 to $6 request, $7 now, $8 by whom; a row if this ended it. One that has ended already
 * breaks a constraint.
 */
export const revokeStatement = {
  name: 'invitation_revoke',
  text: `
    WITH going AS MATERIALIZED (
      SELECT caller.partner_id FROM ${caller} CROSS JOIN LATERAL (
        SELECT FROM invitation i WHERE i.partner_id = caller.partner_id AND i.invitation_id = $2 OFFSET 0
      ) i
    ), requested AS (${recordRequest('going')}
    )
    INSERT INTO invitation_end (invitation_id, what, ended_at, ended_by)
    SELECT invitation_id, 'revoked', $7, $8 FROM requested
    RETURNING invitation_id`
}

/** $1 partner, $2 invitation, $3 request, $4 what became of its mail, $5 when. */
export const mailStatement = {
  name: 'invitation_mail',
  text: `
    INSERT INTO invitation_event (invitation_id, request_id, what, happened_at)
    SELECT i.invitation_id, $3, $4, $5
    FROM ${caller} CROSS JOIN LATERAL (SELECT i.invitation_id FROM invitation i WHERE i.partner_id = caller.partner_id AND i.invitation_id = $2 OFFSET 0) i`
}

/**
 * A subquery of `i`: which customer has all that an invitation asks for, and since when, or no row. $3 is from when on an
 * acceptance counts. Of an invitation without a customer it may be one that opened it, or one that accepted the same
 * invitation of the same person when it was made twice. Row-level security hides who is no customer of the partner.
 */
const otherwise = `
        SELECT r.customer_id, greatest(min(d.accepted_at), r.established_at, i.invited_at) AS accepted_at
        FROM (
          SELECT i.customer_id, NULL::timestamptz AS since
          UNION ALL
          SELECT e.customer_id, NULL FROM invitation_event e WHERE i.customer_id IS NULL AND e.invitation_id = i.invitation_id
          UNION ALL
          SELECT who_accepted(twin.invitation_id), i.invited_at FROM invitation twin
          WHERE i.customer_id IS NULL AND twin.customer_id IS NULL AND twin.partner_id = i.partner_id AND twin.email = i.email
            AND twin.company_name = i.company_name AND twin.country = i.country
            AND twin.indirect_reseller_id IS NOT DISTINCT FROM i.indirect_reseller_id AND twin.invitation_id <> i.invitation_id
        ) known
        JOIN reselling_relationship r ON r.partner_id = i.partner_id AND r.customer_id = known.customer_id
        JOIN direct_acceptance d ON d.customer_id = r.customer_id AND d.accepted_at >= $3
          AND (known.since IS NULL OR d.accepted_at >= known.since)
        GROUP BY r.customer_id, r.established_at
        ORDER BY 2 LIMIT 1`

const knownCustomer = 'coalesce(i.customer_id, who_accepted(i.invitation_id), otherwise.customer_id)'
const status = 'invitation_status(ended.what, otherwise.accepted_at, e.opened_at IS NOT NULL, t.expires_at, $2)'

/** $1 partner, $2 now, $3 from when on an acceptance counts; further values are the condition's. Newest first. */
function listed (condition: string, limit: string): string {
  return `
    SELECT page.* FROM ${caller} CROSS JOIN LATERAL (
      SELECT i.*, d.version AS document_version, d.language AS document_language, d.display_sha256 AS document_sha256, d.retired_at IS NOT NULL AS outdated,
        p.name AS partner_name, c.company_name AS customer_name, c.profile IS NOT NULL AS is_new_customer,
        ${knownCustomer} AS known_customer_id, t.issued_at, t.expires_at, t.lifetime_ms, e.mailed_at,
        mail.status AS mail_status, e.opened_at, ended.ended_at, otherwise.accepted_at AS otherwise_at, ${status} AS status,
        e.unavailable OR coalesce(has_bought(i.customer_id), false) AS has_bought,
        ARRAY(SELECT extract(epoch FROM d.accepted_at) * 1000 FROM direct_acceptance d WHERE d.customer_id = i.customer_id) AS direct_acceptances
      FROM invitation i
      JOIN partner p ON p.partner_id = i.partner_id
      JOIN agreement_document d ON d.document_id = i.document_id
      LEFT JOIN customer c ON c.customer_id = i.customer_id
      LEFT JOIN invitation_end ended ON ended.invitation_id = i.invitation_id
      CROSS JOIN LATERAL (
        SELECT max(t.issued_at) AS issued_at, (array_agg(t.expires_at ORDER BY t.issued_at DESC))[1] AS expires_at,
          extract(epoch FROM (array_agg(t.expires_at - t.issued_at ORDER BY t.issued_at))[1])::float8 * 1000 AS lifetime_ms
        FROM invitation_token t WHERE t.invitation_id = i.invitation_id
      ) t
      LEFT JOIN LATERAL (
        SELECT CASE m.what WHEN 'mailed' THEN 'sent' WHEN 'mailFailed' THEN 'failed' ELSE 'unconfirmed' END AS status
        FROM invitation_request r
        LEFT JOIN invitation_event m ON m.invitation_id = r.invitation_id AND m.request_id = r.request_id
        WHERE r.invitation_id = i.invitation_id AND r.sends_mail ORDER BY r.recorded_at DESC LIMIT 1
      ) mail ON true
      CROSS JOIN LATERAL (
        SELECT max(e.happened_at) FILTER (WHERE e.what = 'mailed') AS mailed_at, min(e.happened_at) FILTER (WHERE e.what = 'opened') AS opened_at,
          coalesce(bool_or(e.what = 'unavailable'), false) AS unavailable
        FROM invitation_event e WHERE e.invitation_id = i.invitation_id
      ) e
      LEFT JOIN LATERAL (${otherwise}
      ) otherwise ON ended.invitation_id IS NULL
      WHERE i.partner_id = caller.partner_id AND ${condition}
      ORDER BY i.invited_at DESC, i.invitation_id DESC LIMIT ${limit}
    ) page`
}

/** $4 invitation. */
export const findStatement = { name: 'invitation_find', text: listed('i.invitation_id = $4', '1') }

/** $4 status, $5 customer, $6 and $7 after which invitation to go on, each perhaps null; $8 how many. */
export const listStatement = {
  name: 'invitation_list',
  text: listed(`($4::text IS NULL OR ${status} = $4)
        AND ($5::uuid IS NULL OR i.customer_id IS NULL OR i.customer_id = $5) AND ($5::uuid IS NULL OR ${knownCustomer} = $5)
        AND ($6::timestamptz IS NULL OR (i.invited_at, i.invitation_id) < ($6, $7::uuid))`, '$8')
}
