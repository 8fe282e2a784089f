-- The sandbox's orders, subscriptions and carts: enough to rehearse a whole flow against the order gate. In production
-- these tables stay empty and the service has no right to them: Partner Center keeps the real ones. Contents are
-- documents, because nothing here asks for anything but a resource by its id and the list of a customer's; `revision`
-- is what an ETag stands for.

CREATE TABLE sandbox_resource (
  partner_id uuid NOT NULL,
  kind text NOT NULL CONSTRAINT sandbox_resource_kind_known CHECK (kind IN ('order', 'subscription', 'cart')),
  resource_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  revision integer NOT NULL,
  content jsonb NOT NULL,
  CONSTRAINT sandbox_resource_pkey PRIMARY KEY (partner_id, kind, resource_id),
  CONSTRAINT sandbox_resource_relationship_exists FOREIGN KEY (partner_id, customer_id) REFERENCES reselling_relationship
);
CREATE INDEX sandbox_resource_of_customer ON sandbox_resource (partner_id, customer_id, kind, sequence);
ALTER TABLE sandbox_resource ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_resources ON sandbox_resource USING (partner_id = calling_partner());

-- What was answered to each request that changed something, by which a repetition is answered the same.
CREATE TABLE sandbox_request (
  partner_id uuid NOT NULL,
  request_id uuid NOT NULL,
  subject text NOT NULL,
  body_sha256 bytea NOT NULL,
  answered_at timestamptz NOT NULL,
  status integer NOT NULL,
  answer text NOT NULL,
  CONSTRAINT sandbox_request_pkey PRIMARY KEY (partner_id, request_id)
);
COMMENT ON COLUMN sandbox_request.subject IS 'Method and path: the same body sent elsewhere is another request.';
ALTER TABLE sandbox_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_requests ON sandbox_request USING (partner_id = calling_partner());
