-- Direct acceptance (R19-R25): whom a partner invited, what came of it, and the evidence of what was accepted. All of it
-- is append-only: the state of an invitation is what its rows add up to.

ALTER TABLE customer ADD COLUMN domain text, ADD COLUMN profile jsonb;
COMMENT ON COLUMN customer.profile IS 'Billing profile as POST /v1/customers had it; null: registered by the operator or by an acceptance.';

-- A signed-in customer sees what is its own: the same fence as calling_partner(), for the page.
CREATE FUNCTION calling_customer() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.customer', true), '')::uuid;

CREATE POLICY oneself ON customer FOR SELECT USING (customer_id = calling_customer());
CREATE POLICY newcomers ON customer FOR INSERT WITH CHECK (calling_partner() IS NOT NULL OR customer_id = calling_customer());
CREATE POLICY own_partners ON reselling_relationship FOR SELECT USING (customer_id = calling_customer());
CREATE POLICY accepted_partners ON reselling_relationship FOR INSERT WITH CHECK (customer_id = calling_customer());
CREATE POLICY own_attestations ON customer_agreement FOR SELECT USING (customer_id = calling_customer());
-- A partner reads its customers' acceptances; that it could record one was no harm while nobody did.
DROP POLICY own_customers_acceptances ON direct_acceptance;
CREATE POLICY own_customers_acceptances ON direct_acceptance FOR SELECT USING (
  EXISTS (SELECT FROM reselling_relationship r WHERE r.partner_id = calling_partner() AND r.customer_id = direct_acceptance.customer_id OFFSET 0)
);
CREATE POLICY own_acceptances ON direct_acceptance USING (customer_id = calling_customer());
CREATE INDEX reselling_relationship_of_customer ON reselling_relationship (customer_id);

-- Whether a customer bought anything through any partner (R25), and nothing else of it: a partner may know that direct
-- acceptance is closed, and never through whom or when.
CREATE INDEX purchase_of_any_partner ON purchase (customer_id);
CREATE FUNCTION has_bought(buyer uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  RETURN EXISTS (SELECT FROM purchase p WHERE p.customer_id = buyer);
REVOKE EXECUTE ON FUNCTION has_bought FROM PUBLIC;

CREATE TABLE invitation (
  invitation_id uuid CONSTRAINT invitation_pkey PRIMARY KEY,
  partner_id uuid NOT NULL CONSTRAINT invitation_partner_exists REFERENCES partner,
  customer_id uuid CONSTRAINT invitation_customer_exists REFERENCES customer,
  asks_relationship boolean NOT NULL,
  indirect_reseller_id uuid CONSTRAINT invitation_reseller_exists REFERENCES partner,
  template_id uuid NOT NULL,
  document_id bigint NOT NULL CONSTRAINT invitation_document_exists REFERENCES agreement_document,
  language text NOT NULL,
  country text NOT NULL,
  company_name text,
  first_name text NOT NULL,
  last_name text NOT NULL,
  email text NOT NULL,
  invited_by uuid NOT NULL,
  invited_at timestamptz NOT NULL,
  CONSTRAINT invitation_names_its_customer CHECK (asks_relationship OR customer_id IS NOT NULL)
);
COMMENT ON COLUMN invitation.customer_id IS 'Null: a customer that is not yet the partner''s; whoever signs in and accepts decides.';
COMMENT ON COLUMN invitation.language IS 'Of the page and the mail; the document has its own.';
COMMENT ON COLUMN invitation.invited_by IS 'Object id of the partner''s user.';
CREATE INDEX invitation_of_partner ON invitation (partner_id, invited_at, invitation_id);

-- Only the hash: who reads the database cannot accept. The newest one opens the invitation until it expires, those before
-- do not; no two are the newest. No row-level security: the page finds a token before it knows a partner, and the rows name
-- nobody. A query that forgot its partner would list hashes of 256 random bits, which open nothing, ids and dates; what
-- they belong to is fenced in the tables below.
CREATE TABLE invitation_token (
  token_sha256 bytea CONSTRAINT invitation_token_pkey PRIMARY KEY CONSTRAINT invitation_token_sha256_length CHECK (octet_length(token_sha256) = 32),
  invitation_id uuid NOT NULL CONSTRAINT invitation_token_invitation_exists REFERENCES invitation,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT invitation_token_one_newest UNIQUE (invitation_id, issued_at)
);

CREATE TABLE invitation_event (
  event_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT invitation_event_pkey PRIMARY KEY,
  invitation_id uuid NOT NULL CONSTRAINT invitation_event_invitation_exists REFERENCES invitation,
  what text NOT NULL CONSTRAINT invitation_event_known CHECK (what IN ('mailed', 'mailFailed', 'opened', 'unavailable')),
  happened_at timestamptz NOT NULL
);
COMMENT ON COLUMN invitation_event.what IS 'opened: a signed-in administrator of the customer saw the page; a mail scanner''s GET is nobody''s. unavailable: R25 closes direct acceptance to whom the page met.';
CREATE INDEX invitation_event_of_invitation ON invitation_event (invitation_id);

-- The primary key decides who ends an invitation, however many try at once.
CREATE TABLE invitation_end (
  invitation_id uuid CONSTRAINT invitation_end_pkey PRIMARY KEY CONSTRAINT invitation_end_invitation_exists REFERENCES invitation,
  what text NOT NULL CONSTRAINT invitation_end_known CHECK (what IN ('accepted', 'declined', 'revoked')),
  ended_at timestamptz NOT NULL,
  ended_by uuid NOT NULL
);
COMMENT ON COLUMN invitation_end.ended_by IS 'Object id of the customer''s or, if revoked, of the partner''s user.';

-- What an invitation's rows add up to, for all who ask.
CREATE FUNCTION invitation_status(ended text, opened boolean, expires timestamptz, now timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN ended IS NOT NULL THEN ended WHEN expires <= now THEN 'expired' WHEN opened THEN 'opened' ELSE 'sent' END;

-- A partner has its own invitations; the page has the one whose token was presented to it.
CREATE FUNCTION presented_invitation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.invitation', true), '')::uuid;
ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_invitations ON invitation USING (partner_id = calling_partner());
CREATE POLICY presented ON invitation FOR SELECT USING (invitation_id = presented_invitation());
CREATE POLICY received ON invitation FOR SELECT USING (customer_id = calling_customer());
CREATE INDEX invitation_of_customer ON invitation (customer_id);
ALTER TABLE invitation_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_visible_invitations ON invitation_event USING (EXISTS (SELECT FROM invitation i WHERE i.invitation_id = invitation_event.invitation_id OFFSET 0));
ALTER TABLE invitation_end ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_visible_invitations ON invitation_end FOR SELECT USING (EXISTS (SELECT FROM invitation i WHERE i.invitation_id = invitation_end.invitation_id OFFSET 0));
CREATE POLICY partners_revoke ON invitation_end FOR INSERT WITH CHECK (
  what = 'revoked' AND EXISTS (SELECT FROM invitation i WHERE i.invitation_id = invitation_end.invitation_id AND i.partner_id = calling_partner() OFFSET 0)
);
CREATE POLICY customers_decide ON invitation_end FOR INSERT WITH CHECK (what IN ('accepted', 'declined') AND invitation_id = presented_invitation());

-- What proves a direct acceptance years later.
CREATE TABLE acceptance_evidence (
  acceptance_id bigint CONSTRAINT acceptance_evidence_pkey PRIMARY KEY CONSTRAINT acceptance_evidence_acceptance_exists REFERENCES direct_acceptance,
  customer_id uuid NOT NULL,
  reference_id uuid NOT NULL CONSTRAINT acceptance_evidence_reference_unique UNIQUE,
  invitation_id uuid CONSTRAINT acceptance_evidence_invitation_unique UNIQUE CONSTRAINT acceptance_evidence_invitation_exists REFERENCES invitation,
  relationship_partner_id uuid CONSTRAINT acceptance_evidence_partner_exists REFERENCES partner,
  first_name text NOT NULL,
  last_name text NOT NULL,
  email text NOT NULL,
  phone_number text,
  identity_issuer text NOT NULL,
  identity_subject text NOT NULL,
  identity_object_id uuid NOT NULL,
  identity_user_name text NOT NULL,
  signed_in_at timestamptz NOT NULL,
  document_id bigint NOT NULL CONSTRAINT acceptance_evidence_document_exists REFERENCES agreement_document,
  document_version text NOT NULL,
  document_language text NOT NULL,
  document_country text NOT NULL,
  document_sha256 bytea NOT NULL,
  consent_text text NOT NULL,
  consent_sha256 bytea NOT NULL,
  page_language text NOT NULL,
  page_version text NOT NULL,
  invited_at timestamptz,
  opened_at timestamptz NOT NULL,
  ip inet NOT NULL,
  user_agent text NOT NULL,
  partners_shown jsonb NOT NULL
);
COMMENT ON COLUMN acceptance_evidence.relationship_partner_id IS 'The partner whose relationship request was accepted with it; null: none was asked for.';
COMMENT ON COLUMN acceptance_evidence.consent_text IS 'Exactly the words beside the boxes that were ticked.';
CREATE INDEX acceptance_evidence_of_customer ON acceptance_evidence (customer_id);
-- A relationship request without an invitation is answered once for each document: there is no invitation to end.
CREATE UNIQUE INDEX acceptance_evidence_one_per_request ON acceptance_evidence (customer_id, relationship_partner_id, document_id) WHERE invitation_id IS NULL;
ALTER TABLE acceptance_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_evidence ON acceptance_evidence USING (customer_id = calling_customer());

-- Which customer accepted an invitation that named none: for the partner who sent it, and nothing else of the evidence.
CREATE FUNCTION who_accepted(accepted uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  RETURN (SELECT e.customer_id FROM acceptance_evidence e JOIN invitation i ON i.invitation_id = e.invitation_id WHERE e.invitation_id = accepted AND i.partner_id = calling_partner());
REVOKE EXECUTE ON FUNCTION who_accepted FROM PUBLIC;

-- Who can sign in at the sandbox's stand-in for Entra ID beside the fixed users: nobody's evidence.
CREATE TABLE sandbox_user (
  user_id uuid CONSTRAINT sandbox_user_pkey PRIMARY KEY,
  customer_id uuid NOT NULL,
  user_name text NOT NULL CONSTRAINT sandbox_user_name_unique UNIQUE,
  password_hash text NOT NULL,
  first_name text NOT NULL,
  last_name text NOT NULL,
  email text NOT NULL,
  is_administrator boolean NOT NULL
);
