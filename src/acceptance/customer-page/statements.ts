import { directAcceptancesOf } from '../../records/customer-statements.js'

// As everywhere, a statement sets for row-level security itself whose rows it may see. What is read only after that is a
// LATERAL subquery that depends on it, with an OFFSET or LIMIT that keeps PostgreSQL from merging it into the outer query.
const customer = "(SELECT set_config('app.customer', $1, true)::uuid AS customer_id OFFSET 0) me"

// An invitation has exactly one newest token.
const isNewest = (token: string) => `NOT EXISTS (
        SELECT FROM invitation_token newer WHERE newer.invitation_id = ${token}.invitation_id AND newer.issued_at > ${token}.issued_at
      )`

/** The condition on a token, beside its hash and its invitation, under which it can still be used at an instant. */
const isUsable = (now: string) => `t.expires_at > ${now} AND ${isNewest('t')}`

/** $1 SHA-256 of a token: the invitation that it is the newest of, whatever became of it. */
export const findInvitation = {
  name: 'acceptance_find_invitation',
  text: `
    SELECT i.invitation_id AS "invitationId", i.customer_id AS "customerId", i.asks_relationship AS "asksRelationship",
      i.language, i.country, i.company_name AS "companyName", i.invited_at AS "invitedAt", presented.expires_at AS "expiresAt",
      i.template_id AS "templateId", ended.what AS ended, opened.at AS "openedAt",
      json_build_object('id', p.partner_id, 'name', p.name) AS partner,
      CASE WHEN r.partner_id IS NOT NULL THEN json_build_object('id', r.partner_id, 'name', r.name) END AS reseller,
      json_build_object('documentId', d.document_id::text, 'version', d.version, 'language', d.language, 'country', d.country, 'sha256', encode(d.display_sha256, 'hex')) AS document
    FROM (SELECT decode(set_config('app.token', encode($1, 'hex'), true), 'hex') AS token_sha256 OFFSET 0) asked
    CROSS JOIN LATERAL (
      SELECT set_config('app.invitation', t.invitation_id::text, true)::uuid AS invitation_id, t.issued_at, t.expires_at
      FROM invitation_token t WHERE t.token_sha256 = asked.token_sha256 OFFSET 0
    ) presented
    CROSS JOIN LATERAL (
      SELECT * FROM invitation WHERE invitation_id = presented.invitation_id AND ${isNewest('presented')} OFFSET 0
    ) i
    JOIN partner p ON p.partner_id = i.partner_id
    LEFT JOIN partner r ON r.partner_id = i.indirect_reseller_id
    JOIN agreement_document d ON d.document_id = i.document_id
    LEFT JOIN LATERAL (SELECT e.what FROM invitation_end e WHERE e.invitation_id = presented.invitation_id LIMIT 1) ended ON true
    LEFT JOIN LATERAL (
      SELECT min(e.happened_at) AS at FROM invitation_event e WHERE e.invitation_id = presented.invitation_id AND e.what = 'opened' OFFSET 0
    ) opened ON true`
}

/** $1 invitation, $2 now, $3 what, $4 customer: records that the page met the customer so, the first time only. */
export const recordEvent = {
  name: 'acceptance_record_event',
  text: `
    INSERT INTO invitation_event (invitation_id, what, happened_at, customer_id)
    SELECT presented.invitation_id, $3, $2, presented.customer_id
    FROM (
      SELECT set_config('app.invitation', $1, true)::uuid AS invitation_id,
        set_config('app.customer', $4, true)::uuid AS customer_id OFFSET 0
    ) presented
    CROSS JOIN LATERAL (
      SELECT count(*) AS times FROM invitation_event e
      WHERE e.invitation_id = presented.invitation_id AND e.what = $3 AND e.customer_id = presented.customer_id OFFSET 0
    ) before
    WHERE before.times = 0`
}

/** $1 customer: what is known of it, as one row also where nothing is. */
export const findCustomer = {
  name: 'acceptance_find_customer',
  text: `
    SELECT has_bought(me.customer_id) AS "hasBought",
      ${directAcceptancesOf('me.customer_id').trim()} AS "directAcceptances",
      c.company_name AS "companyName", c.country,
      accepted.accepted_at AS "acceptedAt", accepted.reference_id AS "referenceId", accepted.identity_object_id AS "acceptedBy"
    FROM ${customer}
    LEFT JOIN LATERAL (SELECT company_name, country FROM customer WHERE customer_id = me.customer_id LIMIT 1) c ON true
    LEFT JOIN LATERAL (
      SELECT d.accepted_at, e.reference_id, e.identity_object_id
      FROM direct_acceptance d LEFT JOIN acceptance_evidence e ON e.acceptance_id = d.acceptance_id
      WHERE d.customer_id = me.customer_id ORDER BY d.acceptance_id DESC LIMIT 1
    ) accepted ON true`
}

/** $1 customer: every partner that it works with or was invited by. */
export const listPartners = {
  name: 'acceptance_list_partners',
  text: `
    SELECT p.partner_id AS id, p.name, related.established_at AS since, reseller.name AS reseller,
      attested.date_agreed AS "attestedAt", invited.at AS "invitedAt"
    FROM ${customer}
    CROSS JOIN LATERAL (
      SELECT partner_id FROM reselling_relationship WHERE customer_id = me.customer_id
      UNION SELECT partner_id FROM invitation WHERE customer_id = me.customer_id OFFSET 0
    ) known
    JOIN partner p ON p.partner_id = known.partner_id
    LEFT JOIN LATERAL (
      SELECT r.established_at, r.indirect_reseller_id FROM reselling_relationship r
      WHERE r.customer_id = me.customer_id AND r.partner_id = known.partner_id LIMIT 1
    ) related ON true
    LEFT JOIN partner reseller ON reseller.partner_id = related.indirect_reseller_id
    LEFT JOIN LATERAL (
      SELECT a.date_agreed FROM customer_agreement a
      WHERE a.customer_id = me.customer_id AND a.partner_id = known.partner_id AND a.agreement_type = 'MicrosoftCustomerAgreement'
      ORDER BY a.sequence DESC LIMIT 1
    ) attested ON true
    LEFT JOIN LATERAL (
      SELECT max(i.invited_at) AS at FROM invitation i WHERE i.customer_id = me.customer_id AND i.partner_id = known.partner_id OFFSET 0
    ) invited ON true
    ORDER BY p.name, p.partner_id`
}

/** $1 customer, then what it is looked for by; nulls match nothing: $2 reference, $3 object id, $4 invitation, $5 partner and $6 document of a request. */
export const findConfirmation = {
  name: 'acceptance_find_confirmation',
  text: `
    SELECT e.reference_id AS "referenceId", e.identity_object_id AS "objectId", e.identity_user_name AS "userName",
      e.first_name AS "firstName", e.last_name AS "lastName", e.document_id::text AS "documentId", e.document_version AS version,
      e.document_language AS language, e.document_country AS country, encode(e.document_sha256, 'hex') AS sha256,
      e.consent_text AS consent, e.page_language AS "consentLanguage", d.accepted_at AS "acceptedAt", c.company_name AS "companyName", p.name AS partner
    FROM ${customer}
    CROSS JOIN LATERAL (
      SELECT * FROM acceptance_evidence e WHERE e.customer_id = me.customer_id AND (
        (e.reference_id = $2::uuid AND e.identity_object_id = $3::uuid) OR e.invitation_id = $4::uuid
        OR (e.invitation_id IS NULL AND e.relationship_partner_id = $5::uuid AND e.document_id = $6::bigint)
      ) LIMIT 1
    ) e
    CROSS JOIN LATERAL (SELECT accepted_at FROM direct_acceptance WHERE acceptance_id = e.acceptance_id LIMIT 1) d
    CROSS JOIN LATERAL (SELECT company_name FROM customer WHERE customer_id = me.customer_id LIMIT 1) c
    LEFT JOIN partner p ON p.partner_id = e.relationship_partner_id`
}

/**
 * Everything that an acceptance is, or nothing: $1 customer, $2 invitation or null, $3 SHA-256 of its token, $4 now,
 * $5 object id, $6 the evidence as JSON, $7 template, $8 company's name and $9 country of a customer that may be new,
 * $10 partner and $11 reseller of a relationship, $12 whether the customer has an acceptance that counts, which none can
 * take away, so that R25 closes nothing. The primary key of invitation_end decides who accepts an invitation; without
 * one the unique index of the evidence does, and the statement fails. Foreign keys are looked at in its end.
 */
export const acceptStatement = {
  name: 'acceptance_accept',
  text: `
    WITH going AS MATERIALIZED (
      SELECT me.*, has_bought(me.customer_id) AND NOT $12::boolean AS closed
      FROM (
        SELECT set_config('app.customer', $1, true)::uuid AS customer_id,
          nullif(set_config('app.invitation', coalesce($2, ''), true), '')::uuid AS invitation_id OFFSET 0
      ) me
    ), ended AS (
      INSERT INTO invitation_end (invitation_id, what, ended_at, ended_by)
      SELECT going.invitation_id, 'accepted', $4, $5
      FROM going CROSS JOIN LATERAL (
        SELECT FROM invitation_token t
        WHERE t.token_sha256 = $3 AND t.invitation_id = going.invitation_id AND ${isUsable('$4')} OFFSET 0
      ) token
      WHERE NOT going.closed
      ON CONFLICT DO NOTHING RETURNING invitation_id
    ), accepting AS (
      SELECT going.customer_id FROM going LEFT JOIN ended ON true
      WHERE NOT going.closed AND (going.invitation_id IS NULL OR ended.invitation_id IS NOT NULL)
    ), newcomer AS (
      INSERT INTO customer (customer_id, company_name, country, registered_at)
      SELECT customer_id, $8, $9, $4 FROM accepting WHERE $8::text IS NOT NULL ON CONFLICT DO NOTHING
    ), related AS (
      INSERT INTO reselling_relationship (partner_id, customer_id, indirect_reseller_id, established_at)
      SELECT $10, customer_id, $11, $4 FROM accepting WHERE $10::uuid IS NOT NULL ON CONFLICT DO NOTHING
    ), acceptance AS (
      INSERT INTO direct_acceptance (customer_id, template_id, accepted_at)
      SELECT customer_id, $7, $4 FROM accepting RETURNING acceptance_id
    ), evidence AS (
      INSERT INTO acceptance_evidence
      SELECT e.* FROM acceptance
      CROSS JOIN LATERAL jsonb_populate_record(NULL::acceptance_evidence, $6::jsonb || jsonb_build_object('acceptance_id', acceptance.acceptance_id)) e
      RETURNING reference_id
    )
    SELECT going.closed, (SELECT reference_id FROM evidence) AS "referenceId" FROM going`
}

/** $1 invitation, $2 SHA-256 of its token, $3 now, $4 object id: one row if this declined it. */
export const declineStatement = {
  name: 'acceptance_decline',
  text: `
    INSERT INTO invitation_end (invitation_id, what, ended_at, ended_by)
    SELECT presented.invitation_id, 'declined', $3, $4
    FROM (SELECT set_config('app.invitation', $1, true)::uuid AS invitation_id OFFSET 0) presented
    CROSS JOIN LATERAL (
      SELECT FROM invitation_token t
      WHERE t.token_sha256 = $2 AND t.invitation_id = presented.invitation_id AND ${isUsable('$3')} OFFSET 0
    ) token
    ON CONFLICT DO NOTHING RETURNING invitation_id`
}
