import { caller } from '../database/calling-partner.js'
import type { Statement } from '../database/connect.js'
import { epochMs } from './instants.js'
import { invitationEndedAt, invitationState, invitationStatus } from './invitation-state.js'

/** SQL for the direct acceptances of a customer, as an array of ms since the epoch. */
export const directAcceptancesOf = (customerId: string) => `
        ARRAY(
          SELECT ${epochMs('d.accepted_at')}
          FROM direct_acceptance d
          WHERE d.customer_id = ${customerId}
        )`

/**
 * The facts that the order gate decides by, one a row: it costs PostgreSQL less than one row with arrays. Each
 * relationship has one summary, which also knows whether the customer has bought.
 *
 * $1: the partner. $2: the customers.
 * Returns no row for a customer without a relationship, one row of nulls for a customer without facts, and otherwise one
 * row for each fact.
 */
export const factsStatement: Statement = {
  name: 'customer_facts',
  text: `
    SELECT asked.position::int AS position, fact.*
    FROM ${caller}
    CROSS JOIN LATERAL unnest($2::uuid[]) WITH ORDINALITY AS asked (customer_id, position)
    CROSS JOIN LATERAL (
      SELECT s.partner_id, s.customer_id, s.has_bought
      FROM acceptance_summary s
      WHERE s.partner_id = caller.partner_id
        AND s.customer_id = asked.customer_id
      OFFSET 0
    ) relationship
    LEFT JOIN LATERAL (
      SELECT a.agreement_type AS fact, ${epochMs('a.date_agreed')} AS agreed_at, ${epochMs('a.received_at')} AS received_at
      FROM customer_agreement a
      WHERE a.partner_id = relationship.partner_id
        AND a.customer_id = relationship.customer_id
      UNION ALL
      SELECT 'directAcceptance', ${epochMs('d.accepted_at')}, NULL
      FROM direct_acceptance d
      WHERE d.customer_id = relationship.customer_id
      UNION ALL
      (
        SELECT 'boughtThroughPartner', NULL, NULL
        FROM purchase p
        WHERE relationship.has_bought
          AND p.partner_id = relationship.partner_id
          AND p.customer_id = relationship.customer_id
        LIMIT 1
      )
      UNION ALL
      SELECT 'hasBought', NULL, NULL
      WHERE relationship.has_bought
      OFFSET 0
    ) fact ON true`
}

const confirmations = `
        (
          SELECT coalesce(json_agg(json_build_object(
            'agreementType', a.agreement_type,
            'dateAgreed', ${epochMs('a.date_agreed')},
            'receivedAt', ${epochMs('a.received_at')}
          )), '[]')
          FROM customer_agreement a
          WHERE a.partner_id = r.partner_id
            AND a.customer_id = r.customer_id
        )`

// An open invitation goes before a newer one that has ended.
const invitation = `
        (
          SELECT json_build_object(
            'invitationId', one.invitation_id,
            'status', one.status,
            'sentAt', ${epochMs('one.issued_at')},
            'expiresAt', ${epochMs('one.expires_at')},
            'openedAt', ${epochMs('one.opened_at')},
            'endedAt', ${epochMs('one.ended_at')}
          )
          FROM (
            SELECT i.invitation_id, i.invited_at, token.issued_at, token.expires_at, event.opened_at,
              ${invitationEndedAt} AS ended_at, ${invitationStatus} AS status
            FROM invitation i${invitationState}
            WHERE i.partner_id = r.partner_id
              AND i.customer_id = r.customer_id
          ) one
          ORDER BY one.status IN ('sent', 'opened') DESC, one.invited_at DESC, one.invitation_id DESC
          LIMIT 1
        )`

/**
 * Customers with everything that their partner may know of them.
 *
 * $1: the partner. $2: now. $3: the first date of a direct acceptance that counts.
 * Returns one row for each relationship `r` that the subquery yields, in an order of these relationships.
 */
function customersOf (relationships: string, order = 'r.customer_id'): string {
  return `
    SELECT r.*, customer.*
    FROM ${caller}
    CROSS JOIN LATERAL (${relationships}
    ) r
    CROSS JOIN LATERAL (
      SELECT c.customer_id, c.company_name, c.country, c.profile IS NOT NULL AS is_new_customer,
        has_bought(c.customer_id) AS has_bought,
        EXISTS (
          SELECT FROM purchase p
          WHERE p.partner_id = r.partner_id
            AND p.customer_id = r.customer_id
          OFFSET 0
        ) AS bought_through_partner,${directAcceptancesOf('c.customer_id')} AS direct_acceptances,${confirmations} AS confirmations,${invitation} AS invitation
      FROM customer c
      WHERE c.customer_id = r.customer_id
      OFFSET 0
    ) customer
    ORDER BY ${order}`
}

/**
 * SQL for a page of the calling partner's relationships in the order of the customers' ids. What else is read of the
 * customers must be joined to it LATERAL too, with an OFFSET 0.
 *
 * It repeats `calling_partner()` of row-level security, from which the planner expects one row: without it, reading all
 * of a partner's customers and sorting them looks as cheap as reading a page in the index's order. `after` is left out
 * for the first page: under `$2 IS NULL OR customer_id > $2` a plan for any $2 reads all those before it for each page.
 */
export function customerPage ({ after, limit }: { readonly after?: string, readonly limit: string }): string {
  return `
      SELECT r.partner_id, r.customer_id
      FROM reselling_relationship r
      WHERE r.partner_id = caller.partner_id
        AND r.partner_id = calling_partner()
        ${after === undefined ? '' : `AND r.customer_id > ${after}`}
      ORDER BY r.customer_id
      LIMIT ${limit}`
}

/**
 * $4: the customer.
 * Returns one row, or none without a relationship.
 */
export const customerStatement: Statement = {
  name: 'customer_record',
  text: customersOf(`
      SELECT r.partner_id, r.customer_id
      FROM reselling_relationship r
      WHERE r.partner_id = caller.partner_id
        AND r.customer_id = $4
      OFFSET 0`)
}

/**
 * $4: the number of customers.
 * Returns the partner's first customers.
 */
export const firstCustomersStatement: Statement = {
  name: 'customer_records_first',
  text: customersOf(customerPage({ limit: '$4' }))
}

/**
 * $4: the customer before the page. $5: the number of customers.
 * Returns the customers after that one.
 */
export const customersAfterStatement: Statement = {
  name: 'customer_records_after',
  text: customersOf(customerPage({ after: '$4', limit: '$5' }))
}

/**
 * Reads as many rows of the index `acceptance_summary_by_class` from each class as the page can have, and sorts these.
 * The condition with `calling_partner()` is there for the planner, as in {@link customerPage}.
 *
 * $4 and $5: the classes, and of each one whether it is that of customers that can accept an invitation. $6 and $7: date
 * and customer after which the page begins. $8: the number of customers.
 * Returns the customers of these classes by the expiry of their open or expired invitation, those without one first, and
 * by their ids. `position` is this date, in microseconds since 1970.
 */
export const customersByClassStatement: Statement = {
  name: 'customer_records_by_class',
  text: customersOf(`
      SELECT found.partner_id, found.customer_id, found.open_until,
        (extract(epoch FROM found.open_until) * 1000000)::bigint::text AS position
      FROM unnest($4::smallint[], $5::boolean[]) AS part (class, is_invited)
      CROSS JOIN LATERAL (
        SELECT s.partner_id, s.customer_id, s.open_until
        FROM acceptance_summary s
        WHERE s.partner_id = caller.partner_id
          AND s.partner_id = calling_partner()
          AND s.class = part.class
          AND s.open_until > CASE WHEN part.is_invited THEN $2::timestamptz ELSE '-infinity' END
          AND s.open_until <= CASE WHEN part.is_invited THEN 'infinity' ELSE $2::timestamptz END
          AND (s.open_until, s.customer_id) > ($6::timestamptz, $7::uuid)
        ORDER BY s.open_until, s.customer_id
        LIMIT $8
      ) found
      ORDER BY found.open_until, found.customer_id
      LIMIT $8`, 'r.open_until, r.customer_id')
}
