-- Who may call, and for whom. Partners and customers are registered by the operator; the service only reads
-- them. A customer belongs to nobody: what a partner sees of it goes through its reselling relationship.

CREATE TABLE partner (
  partner_id uuid CONSTRAINT partner_pkey PRIMARY KEY,
  name text NOT NULL,
  type text NOT NULL CONSTRAINT partner_type_known CHECK (type IN ('direct_bill', 'indirect_provider', 'indirect_reseller')),
  cloud text NOT NULL CONSTRAINT partner_cloud_known CHECK (cloud IN ('public', 'us_government', 'germany', 'china')),
  indirect_provider_id uuid CONSTRAINT partner_indirect_provider_exists REFERENCES partner,
  mpn_id text CONSTRAINT partner_mpn_id_unique UNIQUE CONSTRAINT partner_mpn_id_numeric CHECK (mpn_id ~ '^[0-9]{1,18}$'),
  csp_region text,
  partner_agreement_signed_on date,
  admin_agent_claims text[] NOT NULL,
  sales_agent_claims text[] NOT NULL,
  registered_at timestamptz NOT NULL
);
COMMENT ON COLUMN partner.csp_region IS 'Region of the CSP enrolment; null: the MPN account has no CSP enrolment.';
COMMENT ON COLUMN partner.admin_agent_claims IS 'Values of the role claim (roles, groups or wids) that make a user an Admin agent.';

CREATE TABLE customer (
  customer_id uuid CONSTRAINT customer_pkey PRIMARY KEY,
  company_name text NOT NULL,
  country text NOT NULL CONSTRAINT customer_country_two_letters CHECK (country ~ '^[A-Z]{2}$'),
  registered_at timestamptz NOT NULL
);

CREATE TABLE reselling_relationship (
  partner_id uuid NOT NULL CONSTRAINT reselling_relationship_partner_exists REFERENCES partner,
  customer_id uuid NOT NULL CONSTRAINT reselling_relationship_customer_exists REFERENCES customer,
  indirect_reseller_id uuid CONSTRAINT reselling_relationship_reseller_exists REFERENCES partner,
  established_at timestamptz NOT NULL,
  CONSTRAINT reselling_relationship_pkey PRIMARY KEY (partner_id, customer_id)
);

-- The second fence behind the partner predicate that every query carries: a query that forgets it sees nothing.
-- An unset setting reads '' after a SET LOCAL, hence the nullif. The table owner (migrations, the operator's
-- commands) is not bound by it, which is why the service refuses to run as that role in production.
CREATE FUNCTION calling_partner() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.partner', true), '')::uuid;

ALTER TABLE reselling_relationship ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_relationships ON reselling_relationship USING (partner_id = calling_partner());

-- OFFSET 0 keeps the planner from reading all of a partner's relationships into a hash table to look at one customer.
ALTER TABLE customer ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_customers ON customer USING (
  EXISTS (SELECT FROM reselling_relationship r WHERE r.partner_id = calling_partner() AND r.customer_id = customer.customer_id OFFSET 0)
);
