-- Row-level security where it was missing or too wide. A statement that forgot its partner could attach a token to another
-- partner's invitation, which ends the real one, or attach an acceptance's evidence to another customer's acceptance.

-- A row's partner as a column of its own: a policy of INSERT that read the invitation would not see one that the same
-- statement inserts. The foreign key keeps the two partners equal.
ALTER TABLE invitation ADD CONSTRAINT invitation_of_partner_unique UNIQUE (partner_id, invitation_id);
ALTER TABLE invitation_token ADD COLUMN partner_id uuid;
UPDATE invitation_token t SET partner_id = i.partner_id FROM invitation i WHERE i.invitation_id = t.invitation_id;
ALTER TABLE invitation_token
  ALTER COLUMN partner_id SET NOT NULL,
  ADD CONSTRAINT invitation_token_is_of_its_partner FOREIGN KEY (partner_id, invitation_id) REFERENCES invitation (partner_id, invitation_id);

-- The page knows a token before it knows a partner: it sees the token that was presented to it, and then those of that
-- token's invitation.
CREATE FUNCTION presented_token() RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
  RETURN decode(nullif(current_setting('app.token', true), ''), 'hex');
ALTER TABLE invitation_token ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tokens ON invitation_token FOR SELECT USING (
  CASE WHEN partner_id = calling_partner() THEN true WHEN token_sha256 = presented_token() THEN true ELSE invitation_id = presented_invitation() END
);
CREATE POLICY new_tokens ON invitation_token FOR INSERT WITH CHECK (partner_id = calling_partner());

-- A partner records what became of its mail, the page what its visitor saw; before, either could record both, and so
-- could a customer.
DROP POLICY of_visible_invitations ON invitation_event;
CREATE POLICY of_visible_invitations ON invitation_event FOR SELECT USING (
  EXISTS (SELECT FROM invitation i WHERE i.invitation_id = invitation_event.invitation_id OFFSET 0)
);
CREATE POLICY partners_mail ON invitation_event FOR INSERT WITH CHECK (
  what IN ('mailed', 'mailFailed')
  AND EXISTS (SELECT FROM invitation i WHERE i.invitation_id = invitation_event.invitation_id AND i.partner_id = calling_partner() OFFSET 0)
);
CREATE POLICY visits ON invitation_event FOR INSERT WITH CHECK (what IN ('opened', 'unavailable') AND invitation_id = presented_invitation());

-- Only a customer of the partner is invited to the agreement alone.
DROP POLICY new_invitations ON invitation;
CREATE POLICY new_invitations ON invitation FOR INSERT WITH CHECK (
  partner_id = calling_partner() AND (asks_relationship OR EXISTS (
    SELECT FROM reselling_relationship r WHERE r.partner_id = calling_partner() AND r.customer_id = invitation.customer_id OFFSET 0
  ))
);

-- Evidence belongs to an acceptance of its own customer, and to no invitation but the one that was presented.
ALTER TABLE direct_acceptance ADD CONSTRAINT direct_acceptance_of_customer_unique UNIQUE (customer_id, acceptance_id);
ALTER TABLE acceptance_evidence
  ADD CONSTRAINT acceptance_evidence_is_of_its_customer FOREIGN KEY (customer_id, acceptance_id) REFERENCES direct_acceptance (customer_id, acceptance_id);
DROP POLICY own_evidence ON acceptance_evidence;
CREATE POLICY own_evidence ON acceptance_evidence FOR SELECT USING (customer_id = calling_customer());
CREATE POLICY new_evidence ON acceptance_evidence FOR INSERT WITH CHECK (
  customer_id = calling_customer() AND (invitation_id IS NULL OR invitation_id = presented_invitation())
);
