import { caller } from '../../database/calling-partner.js'
import { directAcceptancesOf } from '../../records/customer-statements.js'
import {
  invitationEndedAt, invitationState, invitationStatus, invitedCustomer
} from '../../records/invitation-state.js'

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
 * $1: the partner. $2: now. $3: the first date of a direct acceptance that counts. Further parameters are those of the
 * subquery.
 * Returns the partner's invitations that the subquery yields as `invitation_id` and `listed_at`, the latest first.
 */
function invitationsOf (picked: string): string {
  return `
    SELECT picked.listed_at, one.*
    FROM ${caller}
    CROSS JOIN LATERAL (${picked}
    ) picked
    CROSS JOIN LATERAL (
      SELECT i.*, d.version AS document_version, d.language AS document_language,
        encode(d.display_sha256, 'hex') AS document_sha256, d.retired_at IS NOT NULL AS outdated,
        p.name AS partner_name, c.company_name AS customer_name, c.profile IS NOT NULL AS is_new_customer,
        ${invitedCustomer} AS known_customer_id, token.issued_at, token.expires_at, token.lifetime_ms,
        event.mailed_at, mail.status AS mail_status, event.opened_at,
        ${invitationEndedAt} AS ended_at, ${invitationStatus} AS status,
        event.is_unavailable OR coalesce(has_bought(i.customer_id), false) AS has_bought,
        ${directAcceptancesOf('i.customer_id').trim()} AS direct_acceptances
      FROM invitation i
      JOIN partner p ON p.partner_id = i.partner_id
      JOIN agreement_document d ON d.document_id = i.document_id
      LEFT JOIN customer c ON c.customer_id = i.customer_id${invitationState}
      LEFT JOIN LATERAL (
        SELECT CASE m.what WHEN 'mailed' THEN 'sent' WHEN 'mailFailed' THEN 'failed' ELSE 'unconfirmed' END AS status
        FROM invitation_request r
        LEFT JOIN invitation_event m
          ON m.invitation_id = r.invitation_id
          AND m.request_id = r.request_id
        WHERE r.invitation_id = i.invitation_id
          AND r.sends_mail
        ORDER BY r.recorded_at DESC
        LIMIT 1
      ) mail ON true
      WHERE i.partner_id = caller.partner_id
        AND i.invitation_id = picked.invitation_id
      OFFSET 0
    ) one
    ORDER BY picked.listed_at DESC, picked.invitation_id DESC`
}

/** $4: the invitation. */
export const findStatement = {
  name: 'invitation_find',
  text: invitationsOf('SELECT $4::uuid AS invitation_id, NULL::timestamptz AS listed_at')
}

/** SQL for a page in the order of an index, from its end. */
function pageOf (table: string, listedAt: string, condition = ''): string {
  return `
      SELECT i.invitation_id, i.${listedAt} AS listed_at
      FROM ${table} i
      WHERE i.partner_id = caller.partner_id
        AND (i.${listedAt}, i.invitation_id) < ($4::timestamptz, $5::uuid)
        ${condition}
      ORDER BY i.${listedAt} DESC, i.invitation_id DESC
      LIMIT $6`
}

/**
 * $4 and $5: the date and the id of the invitation before the page. $6: the number of invitations.
 * Returns the invitations by the date on which they were made.
 */
export const listStatement = { name: 'invitation_list', text: invitationsOf(pageOf('invitation', 'invited_at')) }

/** $7: the customer. The rest as in {@link listStatement}. */
export const listOfCustomerStatement = {
  name: 'invitation_list_of_customer',
  text: invitationsOf(pageOf('invitation_summary', 'invited_at', 'AND i.customer_id = $7'))
}

/**
 * Reads as many rows of the index `invitation_summary_by_stage` from each stage as the page can have, and sorts these.
 *
 * $7: stages. $8 and $9: of each stage, after and until which date the links expire. The rest as in {@link listStatement}.
 * Returns the invitations by `listed_at` of their summary.
 */
export const listOfStagesStatement = {
  name: 'invitation_list_of_stages',
  text: invitationsOf(`
      SELECT found.invitation_id, found.listed_at
      FROM unnest($7::text[], $8::timestamptz[], $9::timestamptz[]) AS part (stage, since, until)
      CROSS JOIN LATERAL (${pageOf('invitation_summary', 'listed_at', `AND i.stage = part.stage
        AND i.listed_at > part.since
        AND i.listed_at <= part.until`)}
      ) found
      ORDER BY found.listed_at DESC, found.invitation_id DESC
      LIMIT $6`)
}
