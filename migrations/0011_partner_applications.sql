-- Which applications may call for a partner without a user. A token of an application alone has no role, and every
-- application of the partner's tenant can get one: without this list each of them could list customers and place orders.

CREATE TABLE partner_application (
  partner_id uuid NOT NULL CONSTRAINT partner_application_partner_exists REFERENCES partner,
  application_id uuid NOT NULL,
  registered_at timestamptz NOT NULL,
  CONSTRAINT partner_application_pkey PRIMARY KEY (partner_id, application_id)
);
COMMENT ON COLUMN partner_application.application_id IS 'Client id at Entra ID: the claim appid or azp.';

ALTER TABLE partner_application ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_applications ON partner_application FOR SELECT USING (partner_id = calling_partner());
