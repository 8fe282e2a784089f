-- Partner attestations (confirmations) and the customers' own direct acceptances. Both are append-only: the
-- service's role may insert and read, nothing else.

CREATE TABLE customer_agreement (
  agreement_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT customer_agreement_pkey PRIMARY KEY,
  partner_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  agreement_type text NOT NULL CONSTRAINT customer_agreement_type_known CHECK (agreement_type IN ('MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement')),
  sequence integer NOT NULL,
  template_id uuid NOT NULL,
  user_id uuid NOT NULL,
  first_name text NOT NULL,
  last_name text NOT NULL,
  email text NOT NULL,
  phone_number text,
  date_agreed timestamptz NOT NULL,
  date_agreed_text text NOT NULL,
  received_at timestamptz NOT NULL,
  caller_tenant_id uuid NOT NULL,
  caller_application_id text,
  request_id uuid NOT NULL,
  request_sha256 bytea NOT NULL,
  correlation_id text NOT NULL,
  document_id bigint CONSTRAINT customer_agreement_document_exists REFERENCES agreement_document,
  CONSTRAINT customer_agreement_relationship_exists FOREIGN KEY (partner_id, customer_id) REFERENCES reselling_relationship,
  -- The database decides who is first: two concurrent confirmations of one customer both compute the next number,
  -- and one of them finds it taken.
  CONSTRAINT customer_agreement_one_per_sequence UNIQUE (partner_id, customer_id, agreement_type, sequence),
  -- Repeating a request finds its first answer; the partner comes first so that no tenant learns of another's ids.
  CONSTRAINT customer_agreement_one_per_request UNIQUE (partner_id, request_id)
);
COMMENT ON COLUMN customer_agreement.date_agreed_text IS 'The instant as acknowledged, in UTC with up to 7 fraction digits: timestamptz keeps only 6.';
COMMENT ON COLUMN customer_agreement.user_id IS 'Object id of the partner''s user who confirmed.';
COMMENT ON COLUMN customer_agreement.document_id IS 'The template''s en-US document for the customer''s country that was current then; null if none was imported.';

ALTER TABLE customer_agreement ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_confirmations ON customer_agreement USING (partner_id = calling_partner());

CREATE TABLE direct_acceptance (
  acceptance_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT direct_acceptance_pkey PRIMARY KEY,
  customer_id uuid NOT NULL CONSTRAINT direct_acceptance_customer_exists REFERENCES customer,
  template_id uuid NOT NULL,
  accepted_at timestamptz NOT NULL
);
CREATE INDEX direct_acceptance_of_customer ON direct_acceptance (customer_id);

-- It belongs to the customer, so every partner with a relationship may read it.
ALTER TABLE direct_acceptance ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_customers_acceptances ON direct_acceptance USING (
  EXISTS (SELECT FROM reselling_relationship r WHERE r.partner_id = calling_partner() AND r.customer_id = direct_acceptance.customer_id OFFSET 0)
);
