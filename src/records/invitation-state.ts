/**
 * A subquery of `i`: the customer that has everything an invitation asks for, and since when; or no row.
 *
 * An invitation without a customer can belong to a customer that opened it, or to one that accepted the same invitation
 * of the same person where it was made twice. Row-level security hides customers that are not the partner's.
 */
const otherwise = `
        SELECT r.customer_id, greatest(min(d.accepted_at), r.established_at, i.invited_at) AS accepted_at
        FROM (
          SELECT i.customer_id, NULL::timestamptz AS since
          UNION ALL
          SELECT e.customer_id, NULL
          FROM invitation_event e
          WHERE i.customer_id IS NULL
            AND e.invitation_id = i.invitation_id
          UNION ALL
          SELECT who_accepted(twin.invitation_id), i.invited_at
          FROM invitation twin
          WHERE i.customer_id IS NULL
            AND twin.customer_id IS NULL
            AND twin.partner_id = i.partner_id
            AND twin.email = i.email
            AND twin.company_name = i.company_name
            AND twin.country = i.country
            AND twin.indirect_reseller_id IS NOT DISTINCT FROM i.indirect_reseller_id
            AND twin.invitation_id <> i.invitation_id
        ) known
        JOIN reselling_relationship r
          ON r.partner_id = i.partner_id
          AND r.customer_id = known.customer_id
        JOIN direct_acceptance d
          ON d.customer_id = r.customer_id
          AND d.accepted_at >= $3
          AND (known.since IS NULL OR d.accepted_at >= known.since)
        GROUP BY r.customer_id, r.established_at
        ORDER BY 2
        LIMIT 1`

/**
 * SQL that joins to `invitation i` what became of it, for a statement whose $2 is now and whose $3 is the first date of
 * a direct acceptance that counts:
 *
 * - `token`: dates of the newest link, and the lifetime of the first one;
 * - `event`: when it was opened and mailed, and whether R25 stopped the customer;
 * - `ended`: the answer or the revocation;
 * - `otherwise`: the customer that has accepted in another way.
 */
export const invitationState = `
      CROSS JOIN LATERAL (
        SELECT max(t.issued_at) AS issued_at,
          (array_agg(t.expires_at ORDER BY t.issued_at DESC))[1] AS expires_at,
          extract(epoch FROM (array_agg(t.expires_at - t.issued_at ORDER BY t.issued_at))[1])::float8 * 1000 AS lifetime_ms
        FROM invitation_token t
        WHERE t.invitation_id = i.invitation_id
      ) token
      CROSS JOIN LATERAL (
        SELECT max(e.happened_at) FILTER (WHERE e.what = 'mailed') AS mailed_at,
          min(e.happened_at) FILTER (WHERE e.what = 'opened') AS opened_at,
          coalesce(bool_or(e.what = 'unavailable'), false) AS is_unavailable
        FROM invitation_event e
        WHERE e.invitation_id = i.invitation_id
      ) event
      LEFT JOIN invitation_end ended ON ended.invitation_id = i.invitation_id
      LEFT JOIN LATERAL (${otherwise}
      ) otherwise ON ended.invitation_id IS NULL`

/** SQL for the status of an invitation with its {@link invitationState}. */
export const invitationStatus = 'invitation_status(' +
  'ended.what, otherwise.accepted_at, event.opened_at IS NOT NULL, token.expires_at, $2)'

/** SQL for the customer of an invitation with its {@link invitationState}; null if nobody knows it yet. */
export const invitedCustomer = 'coalesce(i.customer_id, who_accepted(i.invitation_id), otherwise.customer_id)'

/** SQL for the end of an invitation with its {@link invitationState}; null if nothing has ended it. */
export const invitationEndedAt = 'coalesce(ended.ended_at, ' +
  'CASE WHEN otherwise.accepted_at < token.expires_at THEN otherwise.accepted_at END)'
