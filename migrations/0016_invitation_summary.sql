-- The list of invitations by status computed the status of each invitation, and every page began at the first one.
-- One row for each invitation now says what its records add up to, apart from its expiry. Triggers keep it, and indexes
-- find the invitations of a status and of a customer.

-- The customer that has everything an invitation asks for, and since when; or no row. An invitation without a customer
-- can belong to a customer that opened it, or to one that accepted the same invitation of the same person where it was
-- made twice. Who accepted that one is evidence: a partner reads it by who_accepted, a trigger from the table.
-- `accepted_from` is the first date of a direct acceptance that counts.
CREATE FUNCTION accepted_otherwise(i invitation, accepted_from timestamptz)
RETURNS TABLE (customer_id uuid, accepted_at timestamptz) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT r.customer_id, greatest(min(d.accepted_at), r.established_at, (i).invited_at)
  FROM (
    SELECT (i).customer_id AS customer_id, NULL::timestamptz AS since
    UNION ALL
    SELECT e.customer_id, NULL
    FROM invitation_event e
    WHERE (i).customer_id IS NULL
      AND e.invitation_id = (i).invitation_id
    UNION ALL
    SELECT
      coalesce(
        (SELECT e.customer_id FROM acceptance_evidence e WHERE e.invitation_id = twin.invitation_id),
        who_accepted(twin.invitation_id)
      ),
      (i).invited_at
    FROM invitation twin
    WHERE (i).customer_id IS NULL
      AND twin.customer_id IS NULL
      AND twin.partner_id = (i).partner_id
      AND twin.email = (i).email
      AND twin.company_name = (i).company_name
      AND twin.country = (i).country
      AND twin.indirect_reseller_id IS NOT DISTINCT FROM (i).indirect_reseller_id
      AND twin.invitation_id <> (i).invitation_id
  ) known
  -- LATERAL with OFFSET 0: on young tables PostgreSQL would read all customers of the partner instead.
  CROSS JOIN LATERAL (
    SELECT r.customer_id, r.established_at
    FROM reselling_relationship r
    WHERE r.partner_id = (i).partner_id AND r.customer_id = known.customer_id
    OFFSET 0
  ) r
  CROSS JOIN LATERAL (
    SELECT d.accepted_at
    FROM direct_acceptance d
    WHERE d.customer_id = r.customer_id
      AND d.accepted_at >= accepted_from
      AND (known.since IS NULL OR d.accepted_at >= known.since)
    OFFSET 0
  ) d
  GROUP BY r.customer_id, r.established_at
  ORDER BY 2
  LIMIT 1;
END;

CREATE TABLE invitation_summary (
  invitation_id uuid CONSTRAINT invitation_summary_pkey PRIMARY KEY,
  partner_id uuid NOT NULL,
  customer_id uuid,
  invited_at timestamptz NOT NULL,
  stage text NOT NULL CONSTRAINT invitation_summary_stage_known
    CHECK (stage IN ('sent', 'opened', 'accepted', 'acceptedOtherwise', 'declined', 'revoked')),
  expires_at timestamptz NOT NULL,
  listed_at timestamptz NOT NULL GENERATED ALWAYS AS (
    CASE WHEN stage IN ('accepted', 'declined', 'revoked') THEN invited_at ELSE expires_at END
  ) STORED,
  CONSTRAINT invitation_summary_is_of_its_partner
    FOREIGN KEY (partner_id, invitation_id) REFERENCES invitation (partner_id, invitation_id)
);
COMMENT ON COLUMN invitation_summary.customer_id
  IS 'Of an invitation that named none: who accepted it, or has accepted everything that it asks for.';
COMMENT ON COLUMN invitation_summary.stage
  IS 'The status if the invitation never expired, and if direct acceptances count from the re-acceptance cut-off on.';
COMMENT ON COLUMN invitation_summary.listed_at
  IS 'Where the list of a status has the invitation: the expiry of one that nobody has answered.';
CREATE INDEX invitation_summary_by_stage ON invitation_summary (partner_id, stage, listed_at, invitation_id);
CREATE INDEX invitation_summary_by_customer ON invitation_summary (partner_id, customer_id, invited_at, invitation_id);
CREATE INDEX invitation_event_of_customer ON invitation_event (customer_id) WHERE customer_id IS NOT NULL;

-- The service may read it. Only the triggers write it, with their owner's rights.
ALTER TABLE invitation_summary ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_summaries ON invitation_summary FOR SELECT USING (partner_id = calling_partner());

-- Locks the invitations before it reads their records: of two changes at the same time the second one sees the first.
CREATE FUNCTION refresh_invitation_summaries(changed uuid[]) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM FROM invitation i
  WHERE i.invitation_id IN (SELECT unnest(changed))
  ORDER BY i.invitation_id
  FOR NO KEY UPDATE;
  INSERT INTO invitation_summary (invitation_id, partner_id, customer_id, invited_at, stage, expires_at)
  SELECT i.invitation_id, i.partner_id, coalesce(i.customer_id, evidence.customer_id, otherwise.customer_id),
    i.invited_at,
    invitation_status(
      ended.what,
      otherwise.accepted_at,
      EXISTS (SELECT FROM invitation_event e WHERE e.invitation_id = i.invitation_id AND e.what = 'opened'),
      token.expires_at,
      '-infinity'
    ),
    token.expires_at
  FROM invitation i
  CROSS JOIN LATERAL (
    SELECT t.expires_at FROM invitation_token t
    WHERE t.invitation_id = i.invitation_id
    ORDER BY t.issued_at DESC
    LIMIT 1
  ) token
  LEFT JOIN acceptance_evidence evidence ON evidence.invitation_id = i.invitation_id
  LEFT JOIN invitation_end ended ON ended.invitation_id = i.invitation_id
  LEFT JOIN LATERAL accepted_otherwise(i, '2023-04-01 00:00:00Z') otherwise ON ended.invitation_id IS NULL
  WHERE i.invitation_id IN (SELECT unnest(changed))
  ON CONFLICT (invitation_id) DO UPDATE
    SET customer_id = excluded.customer_id, stage = excluded.stage, expires_at = excluded.expires_at;
END
$$;

-- The invitations whose state can depend on these customers' acceptances and relationships.
CREATE FUNCTION invitations_about(customers uuid[]) RETURNS uuid[] LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT array_agg(DISTINCT about.invitation_id)
  FROM (
    SELECT i.invitation_id FROM invitation i WHERE i.customer_id IN (SELECT unnest(customers))
    UNION ALL
    SELECT e.invitation_id FROM invitation_event e WHERE e.customer_id IN (SELECT unnest(customers))
    UNION ALL
    SELECT e.invitation_id FROM acceptance_evidence e WHERE e.customer_id IN (SELECT unnest(customers))
    UNION ALL
    SELECT twin.invitation_id
    FROM acceptance_evidence e
    JOIN invitation i ON i.invitation_id = e.invitation_id
    JOIN invitation twin ON twin.partner_id = i.partner_id AND twin.email = i.email AND twin.customer_id IS NULL
    WHERE e.customer_id IN (SELECT unnest(customers)) AND i.customer_id IS NULL
  ) about
  WHERE about.invitation_id IS NOT NULL;
END;

-- As before, but it finds invitations by their customer. On young tables PostgreSQL took the index of partners for as
-- good, and read all invitations of the partner; IS NOT DISTINCT FROM cannot use that index.
CREATE OR REPLACE FUNCTION unanswered_invitations(
  inviting uuid, invited uuid, OUT until timestamptz, OUT is_newest boolean
) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT max(one.expires_at) FILTER (WHERE NOT one.is_ended),
    coalesce((array_agg(NOT one.is_ended ORDER BY one.invited_at DESC, one.invitation_id DESC))[1], false)
  FROM (
    SELECT i.invitation_id, i.invited_at,
      EXISTS (SELECT FROM invitation_end e WHERE e.invitation_id = i.invitation_id) AS is_ended,
      (
        SELECT t.expires_at FROM invitation_token t
        WHERE t.invitation_id = i.invitation_id
        ORDER BY t.issued_at DESC
        LIMIT 1
      ) AS expires_at
    FROM invitation i
    WHERE i.customer_id = invited AND i.partner_id IS NOT DISTINCT FROM inviting
  ) one;
END;

-- As before, but it reads each acceptance once.
CREATE OR REPLACE FUNCTION summarise_acceptances() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
  PERFORM FROM customer c
  WHERE c.customer_id IN (SELECT customer_id FROM added)
  ORDER BY c.customer_id
  FOR NO KEY UPDATE;
  PERFORM FROM acceptance_summary s
  WHERE s.customer_id IN (SELECT customer_id FROM added)
  ORDER BY s.customer_id, s.partner_id
  FOR NO KEY UPDATE;
  UPDATE acceptance_summary s SET accepted_at = greatest(s.accepted_at, one.accepted_at)
  FROM (SELECT customer_id, max(accepted_at) AS accepted_at FROM added GROUP BY customer_id) one
  WHERE s.customer_id = one.customer_id;
  RETURN NULL;
END
$$;

-- Customers are locked before summaries everywhere, or an acceptance and a purchase could block each other.
CREATE OR REPLACE FUNCTION summarise_invitations() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
DECLARE
  changed uuid[] := ARRAY(SELECT DISTINCT invitation_id FROM added);
BEGIN
  PERFORM FROM customer c
  WHERE c.customer_id IN (
    SELECT i.customer_id FROM invitation i WHERE i.invitation_id IN (SELECT unnest(changed))
    UNION
    SELECT e.customer_id FROM acceptance_evidence e WHERE e.invitation_id IN (SELECT unnest(changed))
    UNION
    SELECT e.customer_id FROM invitation_event e WHERE e.invitation_id IN (SELECT unnest(changed))
  )
  ORDER BY c.customer_id
  FOR NO KEY UPDATE;
  PERFORM refresh_invitation_summaries(changed);
  PERFORM FROM acceptance_summary s
  WHERE (s.customer_id, s.partner_id) IN (
    SELECT i.customer_id, i.partner_id FROM invitation i WHERE i.invitation_id IN (SELECT unnest(changed))
  )
  ORDER BY s.customer_id, s.partner_id
  FOR NO KEY UPDATE;
  UPDATE acceptance_summary s SET invited_until = invited.until, is_newest_unanswered = invited.is_newest
  FROM (
    SELECT DISTINCT i.customer_id, i.partner_id FROM invitation i WHERE i.invitation_id IN (SELECT unnest(changed))
  ) one
  CROSS JOIN LATERAL unanswered_invitations(one.partner_id, one.customer_id) invited
  WHERE s.customer_id = one.customer_id AND s.partner_id = one.partner_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER summarise_invitations AFTER INSERT ON invitation_event
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION summarise_invitations();

CREATE FUNCTION summarise_invitations_of_customers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
DECLARE
  customers uuid[] := ARRAY(SELECT DISTINCT customer_id FROM added);
BEGIN
  PERFORM FROM customer c WHERE c.customer_id IN (SELECT unnest(customers)) ORDER BY c.customer_id FOR NO KEY UPDATE;
  PERFORM refresh_invitation_summaries(invitations_about(customers));
  RETURN NULL;
END
$$;
CREATE TRIGGER summarise_invitations AFTER INSERT ON direct_acceptance
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION summarise_invitations_of_customers();
CREATE TRIGGER summarise_invitations AFTER INSERT ON acceptance_evidence
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION summarise_invitations_of_customers();
CREATE TRIGGER summarise_invitations AFTER INSERT ON reselling_relationship
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION summarise_invitations_of_customers();

SELECT refresh_invitation_summaries(array_agg(invitation_id)) FROM invitation;

REVOKE EXECUTE ON FUNCTION summarise_invitations_of_customers, refresh_invitation_summaries, invitations_about
  FROM PUBLIC;
