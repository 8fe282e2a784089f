-- The list of customers by state read all customers to find those of one state. One row for each relationship now says
-- what the customer's records add up to. Triggers keep it, and an index finds the customers of a state. The row depends
-- neither on the time nor on the programme's rules: readers compare both with it.

CREATE TABLE acceptance_summary (
  customer_id uuid NOT NULL,
  partner_id uuid NOT NULL,
  cloud_confirmed_at timestamptz,
  confirmed_at timestamptz,
  accepted_at timestamptz,
  has_bought boolean NOT NULL,
  invited_until timestamptz,
  is_newest_unanswered boolean NOT NULL,
  -- Each kind of acceptance is absent (0), from before the re-acceptance cut-off (1) or later (2). Where the rules have
  -- another cut-off, a reader looks at all customers of the classes that it divides. No function: it would be inlined
  -- again for each statement. src/records/acceptance-classes.ts reads the number.
  class smallint NOT NULL GENERATED ALWAYS AS ((
    CASE WHEN cloud_confirmed_at IS NULL THEN 0 WHEN cloud_confirmed_at < '2023-04-01 00:00:00Z' THEN 1 ELSE 2 END
    + CASE WHEN confirmed_at IS NULL THEN 0 WHEN confirmed_at < '2023-04-01 00:00:00Z' THEN 3 ELSE 6 END
    + CASE WHEN accepted_at IS NULL THEN 0 WHEN accepted_at < '2023-04-01 00:00:00Z' THEN 9 ELSE 18 END
    + CASE WHEN confirmed_at >= accepted_at THEN 27 ELSE 0 END
    + CASE WHEN is_newest_unanswered AND NOT has_bought THEN 54 ELSE 0 END
  )::smallint) STORED,
  open_until timestamptz NOT NULL GENERATED ALWAYS AS (
    CASE WHEN has_bought OR invited_until IS NULL THEN '1970-01-01 00:00:00Z'::timestamptz ELSE invited_until END
  ) STORED,
  CONSTRAINT acceptance_summary_pkey PRIMARY KEY (customer_id, partner_id),
  CONSTRAINT acceptance_summary_relationship_exists
    FOREIGN KEY (partner_id, customer_id) REFERENCES reselling_relationship ON DELETE CASCADE
) WITH (fillfactor = 80);
COMMENT ON COLUMN acceptance_summary.cloud_confirmed_at
  IS 'Newest date of this partner''s confirmations of the Cloud Agreement.';
COMMENT ON COLUMN acceptance_summary.confirmed_at
  IS 'Newest date of this partner''s confirmations of the Customer Agreement.';
COMMENT ON COLUMN acceptance_summary.accepted_at
  IS 'Newest direct acceptance of the customer.';
COMMENT ON COLUMN acceptance_summary.has_bought
  IS 'Through any partner (R25).';
COMMENT ON COLUMN acceptance_summary.invited_until
  IS 'When the last unanswered invitation expires; null without one.';
COMMENT ON COLUMN acceptance_summary.is_newest_unanswered
  IS 'Whether nothing has ended the newest invitation but its expiry.';
COMMENT ON COLUMN acceptance_summary.open_until
  IS 'Until when an invitation can be accepted; 1970 where none can (R25).';
CREATE INDEX acceptance_summary_by_class ON acceptance_summary (partner_id, class, open_until, customer_id);

-- The service may read it. Only the triggers write it, with their owner's rights.
ALTER TABLE acceptance_summary ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_summaries ON acceptance_summary FOR SELECT USING (partner_id = calling_partner());

-- The invitations of a customer by a partner, as the summary has them.
CREATE FUNCTION unanswered_invitations(inviting uuid, invited uuid, OUT until timestamptz, OUT is_newest boolean)
LANGUAGE sql STABLE
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
    WHERE i.partner_id = inviting AND i.customer_id = invited
  ) one;
END;

INSERT INTO acceptance_summary (
  customer_id, partner_id, cloud_confirmed_at, confirmed_at, accepted_at, has_bought, invited_until,
  is_newest_unanswered
)
SELECT r.customer_id, r.partner_id, confirmed.cloud_at, confirmed.at, accepted.at,
  EXISTS (SELECT FROM purchase p WHERE p.customer_id = r.customer_id), invited.until, invited.is_newest
FROM reselling_relationship r
CROSS JOIN LATERAL (
  SELECT max(a.date_agreed) FILTER (WHERE a.agreement_type = 'MicrosoftCloudAgreement') AS cloud_at,
    max(a.date_agreed) FILTER (WHERE a.agreement_type = 'MicrosoftCustomerAgreement') AS at
  FROM customer_agreement a
  WHERE a.partner_id = r.partner_id AND a.customer_id = r.customer_id
) confirmed
CROSS JOIN LATERAL (
  SELECT max(d.accepted_at) AS at FROM direct_acceptance d WHERE d.customer_id = r.customer_id
) accepted
CROSS JOIN LATERAL unanswered_invitations(r.partner_id, r.customer_id) invited;

-- Triggers of statements, not of rows. They lock summaries in the order of their keys, so that two statements about the
-- same customers do not block each other.
--
-- They lock the customer's row before they read its records. Of two statements about a customer at the same time the
-- second one waits there, and then sees the records of the first one.
CREATE FUNCTION summarise_relationships() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
  PERFORM FROM customer c
  WHERE c.customer_id IN (SELECT customer_id FROM added)
  ORDER BY c.customer_id
  FOR NO KEY UPDATE;
  INSERT INTO acceptance_summary (customer_id, partner_id, accepted_at, has_bought, invited_until, is_newest_unanswered)
  SELECT r.customer_id, r.partner_id,
    (SELECT max(d.accepted_at) FROM direct_acceptance d WHERE d.customer_id = r.customer_id),
    EXISTS (SELECT FROM purchase p WHERE p.customer_id = r.customer_id), invited.until, invited.is_newest
  FROM added r
  CROSS JOIN LATERAL unanswered_invitations(r.partner_id, r.customer_id) invited;
  RETURN NULL;
END
$$;
CREATE TRIGGER summarise_relationships AFTER INSERT ON reselling_relationship
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION summarise_relationships();

-- This one is hot, so it locks in no order. Two statements that confirm the same customers have waited for each other
-- before, at the unique sequence of their confirmations.
CREATE FUNCTION summarise_confirmations() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
  UPDATE acceptance_summary s
  SET confirmed_at = greatest(s.confirmed_at, one.confirmed_at),
    cloud_confirmed_at = greatest(s.cloud_confirmed_at, one.cloud_confirmed_at)
  FROM (
    SELECT customer_id, partner_id,
      max(date_agreed) FILTER (WHERE agreement_type = 'MicrosoftCustomerAgreement') AS confirmed_at,
      max(date_agreed) FILTER (WHERE agreement_type = 'MicrosoftCloudAgreement') AS cloud_confirmed_at
    FROM added
    GROUP BY customer_id, partner_id
  ) one
  WHERE s.customer_id = one.customer_id AND s.partner_id = one.partner_id AND (
    one.confirmed_at > coalesce(s.confirmed_at, '-infinity')
    OR one.cloud_confirmed_at > coalesce(s.cloud_confirmed_at, '-infinity')
  );
  RETURN NULL;
END
$$;
CREATE TRIGGER summarise_confirmations AFTER INSERT ON customer_agreement
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION summarise_confirmations();

CREATE FUNCTION summarise_acceptances() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
  PERFORM FROM customer c
  WHERE c.customer_id IN (SELECT customer_id FROM added)
  ORDER BY c.customer_id
  FOR NO KEY UPDATE;
  WITH locked AS (
    SELECT s.customer_id, s.partner_id FROM acceptance_summary s
    WHERE s.customer_id IN (SELECT customer_id FROM added)
    ORDER BY s.customer_id, s.partner_id
    FOR NO KEY UPDATE
  )
  UPDATE acceptance_summary s
  SET accepted_at = greatest(s.accepted_at, (
    SELECT max(a.accepted_at) FROM added a WHERE a.customer_id = s.customer_id
  ))
  FROM locked
  WHERE s.customer_id = locked.customer_id AND s.partner_id = locked.partner_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER summarise_acceptances AFTER INSERT ON direct_acceptance
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION summarise_acceptances();

CREATE FUNCTION summarise_purchases() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
  -- Only a customer's first purchase says anything new.
  IF NOT EXISTS (
    SELECT FROM added a JOIN acceptance_summary s ON s.customer_id = a.customer_id WHERE NOT s.has_bought
  ) THEN
    RETURN NULL;
  END IF;
  PERFORM FROM customer c
  WHERE c.customer_id IN (SELECT customer_id FROM added)
  ORDER BY c.customer_id
  FOR NO KEY UPDATE;
  WITH locked AS (
    SELECT s.customer_id, s.partner_id FROM acceptance_summary s
    WHERE s.customer_id IN (SELECT customer_id FROM added) AND NOT s.has_bought
    ORDER BY s.customer_id, s.partner_id
    FOR NO KEY UPDATE
  )
  UPDATE acceptance_summary s SET has_bought = true
  FROM locked
  WHERE s.customer_id = locked.customer_id AND s.partner_id = locked.partner_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER summarise_purchases AFTER INSERT ON purchase
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION summarise_purchases();

-- Locks the summaries before it reads their invitations, for the same reason.
CREATE FUNCTION summarise_invitations() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
  PERFORM FROM acceptance_summary s
  WHERE (s.customer_id, s.partner_id) IN (
    SELECT i.customer_id, i.partner_id FROM added a JOIN invitation i ON i.invitation_id = a.invitation_id
  )
  ORDER BY s.customer_id, s.partner_id
  FOR NO KEY UPDATE;
  UPDATE acceptance_summary s SET invited_until = invited.until, is_newest_unanswered = invited.is_newest
  FROM (
    SELECT DISTINCT i.customer_id, i.partner_id FROM added a JOIN invitation i ON i.invitation_id = a.invitation_id
  ) one
  CROSS JOIN LATERAL unanswered_invitations(one.partner_id, one.customer_id) invited
  WHERE s.customer_id = one.customer_id AND s.partner_id = one.partner_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER summarise_invitations AFTER INSERT ON invitation_token
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION summarise_invitations();
CREATE TRIGGER summarise_invitations AFTER INSERT ON invitation_end
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION summarise_invitations();

REVOKE EXECUTE ON FUNCTION summarise_relationships, summarise_confirmations, summarise_acceptances, summarise_purchases,
  summarise_invitations FROM PUBLIC;
