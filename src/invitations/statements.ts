import { caller } from '../database/caller.js'

/** $1 partner, $2 customer: what decides whether the customer can be invited; no row without a relationship. */
export const inviteeStatement = {
  name: 'invitation_invitee',
  text: `
    SELECT invitee.* FROM ${caller} CROSS JOIN LATERAL (
      SELECT c.country, c.company_name, has_bought(c.customer_id) AS has_bought,
        ARRAY(SELECT extract(epoch FROM d.accepted_at) * 1000 FROM direct_acceptance d WHERE d.customer_id = c.customer_id) AS direct_acceptances
      FROM reselling_relationship r JOIN customer c ON c.customer_id = r.customer_id
      WHERE r.partner_id = caller.partner_id AND r.customer_id = $2 OFFSET 0
    ) invitee`
}

/** $1 template, $2 country, $3 languages, the best first. */
export const documentStatement = {
  name: 'invitation_document',
  text: `
    SELECT d.document_id::text
    FROM unnest($3::text[]) WITH ORDINALITY AS wanted (language, rank)
    JOIN agreement_document d ON d.template_id = $1 AND d.country = $2 AND d.language = wanted.language AND d.retired_at IS NULL
    ORDER BY wanted.rank LIMIT 1`
}

/** $1 provider, $2 partner: one row if the latter is the provider's indirect reseller. */
export const resellerStatement = {
  name: 'invitation_reseller',
  text: "SELECT FROM partner WHERE partner_id = $2 AND indirect_provider_id = $1 AND type = 'indirect_reseller'"
}

/** Stores an invitation and its first token; $1 partner, then the columns as they stand here. */
export const createStatement = {
  name: 'invitation_create',
  text: `
    WITH created AS (
      INSERT INTO invitation (partner_id, invitation_id, customer_id, asks_relationship, indirect_reseller_id, template_id, document_id, language, country, company_name, first_name, last_name, email, invited_by, invited_at)
      SELECT caller.partner_id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15 FROM ${caller}
      RETURNING partner_id, invitation_id
    )
    INSERT INTO invitation_token (token_sha256, partner_id, invitation_id, issued_at, expires_at)
    SELECT $16, partner_id, invitation_id, $15, $17 FROM created`
}

/**
 * $1 partner, $2 invitation, $3 token's hash, $4 now: a new token for as long as the first one had. No row where the
 * invitation has ended, is another partner's, or got another token in that very moment.
 */
export const resendStatement = {
  name: 'invitation_resend',
  text: `
    INSERT INTO invitation_token (token_sha256, partner_id, invitation_id, issued_at, expires_at)
    SELECT $3, caller.partner_id, i.invitation_id, i.issued_at, $4::timestamptz + i.length
    FROM ${caller} CROSS JOIN LATERAL (
      SELECT i.invitation_id, greatest($4::timestamptz, max(t.issued_at) + interval '1 ms') AS issued_at, (array_agg(t.expires_at - t.issued_at ORDER BY t.issued_at))[1] AS length
      FROM invitation i JOIN invitation_token t ON t.invitation_id = i.invitation_id
      WHERE i.partner_id = caller.partner_id AND i.invitation_id = $2
        AND NOT EXISTS (SELECT FROM invitation_end e WHERE e.invitation_id = i.invitation_id)
      GROUP BY i.invitation_id OFFSET 0
    ) i
    ON CONFLICT DO NOTHING
    RETURNING invitation_id`
}

/** $1 partner, $2 invitation, $3 now, $4 by whom; a row if this is what ended it. */
export const revokeStatement = {
  name: 'invitation_revoke',
  text: `
    INSERT INTO invitation_end (invitation_id, what, ended_at, ended_by)
    SELECT i.invitation_id, 'revoked', $3, $4
    FROM ${caller} CROSS JOIN LATERAL (SELECT i.invitation_id FROM invitation i WHERE i.partner_id = caller.partner_id AND i.invitation_id = $2 OFFSET 0) i
    ON CONFLICT DO NOTHING
    RETURNING invitation_id`
}

/** $1 partner, $2 invitation, $3 what, $4 when. */
export const eventStatement = {
  name: 'invitation_event',
  text: `
    INSERT INTO invitation_event (invitation_id, what, happened_at)
    SELECT i.invitation_id, $3, $4
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
        ${knownCustomer} AS known_customer_id, t.issued_at, t.expires_at, e.mailed_at, e.opened_at, ended.ended_at, otherwise.accepted_at AS otherwise_at, ${status} AS status,
        e.unavailable OR coalesce(has_bought(i.customer_id), false) AS has_bought,
        ARRAY(SELECT extract(epoch FROM d.accepted_at) * 1000 FROM direct_acceptance d WHERE d.customer_id = i.customer_id) AS direct_acceptances
      FROM invitation i
      JOIN partner p ON p.partner_id = i.partner_id
      JOIN agreement_document d ON d.document_id = i.document_id
      LEFT JOIN customer c ON c.customer_id = i.customer_id
      LEFT JOIN invitation_end ended ON ended.invitation_id = i.invitation_id
      CROSS JOIN LATERAL (SELECT t.issued_at, t.expires_at FROM invitation_token t WHERE t.invitation_id = i.invitation_id ORDER BY t.issued_at DESC LIMIT 1) t
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
        AND ($5::uuid IS NULL OR ${knownCustomer} = $5)
        AND ($6::timestamptz IS NULL OR (i.invited_at, i.invitation_id) < ($6, $7::uuid))`, '$8')
}
