-- What the order gate rests on and what it decided. Purchases are those that went through this service; they close
-- direct acceptance for the customer (R25) and are told to nobody but the partner who made them.

CREATE TABLE purchase (
  purchase_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT purchase_pkey PRIMARY KEY,
  partner_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  purchased_at timestamptz NOT NULL,
  CONSTRAINT purchase_relationship_exists FOREIGN KEY (partner_id, customer_id) REFERENCES reselling_relationship
);
CREATE INDEX purchase_of_customer ON purchase (partner_id, customer_id, purchased_at);
ALTER TABLE purchase ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_purchases ON purchase USING (partner_id = calling_partner());

-- Append-only, with the facts that each decision rested on: a refusal can be explained years later.
CREATE TABLE gate_decision (
  partner_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  decided_at timestamptz NOT NULL,
  outcome text NOT NULL CONSTRAINT gate_decision_outcome_known CHECK (outcome IN ('allow', 'block')),
  request_id uuid NOT NULL,
  correlation_id text NOT NULL,
  caller_object_id text NOT NULL,
  decision jsonb NOT NULL,
  facts jsonb NOT NULL,
  CONSTRAINT gate_decision_pkey PRIMARY KEY (partner_id, decision_id)
);
ALTER TABLE gate_decision ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_decisions ON gate_decision USING (partner_id = calling_partner());
