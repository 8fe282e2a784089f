-- Two policies of a table are joined by OR, and PostgreSQL plans a statement before it has set whom it is for: of
-- `partner_id = calling_partner() OR customer_id = calling_customer()` it then expects no row at all, may take either side
-- for the best way into the table, and reads all that a partner has to find one customer. Within a CASE they only judge
-- the rows that the statement's own conditions found. Who sees what is unchanged.

DROP POLICY own_relationships ON reselling_relationship;
DROP POLICY own_partners ON reselling_relationship;
CREATE POLICY own_relationships ON reselling_relationship FOR SELECT USING (
  CASE WHEN partner_id = calling_partner() THEN true ELSE customer_id = calling_customer() END
);
CREATE POLICY new_relationships ON reselling_relationship FOR INSERT WITH CHECK (partner_id = calling_partner());

DROP POLICY own_confirmations ON customer_agreement;
DROP POLICY own_attestations ON customer_agreement;
CREATE POLICY own_confirmations ON customer_agreement FOR SELECT USING (
  CASE WHEN partner_id = calling_partner() THEN true ELSE customer_id = calling_customer() END
);
CREATE POLICY new_confirmations ON customer_agreement FOR INSERT WITH CHECK (partner_id = calling_partner());

DROP POLICY own_invitations ON invitation;
DROP POLICY presented ON invitation;
DROP POLICY received ON invitation;
CREATE POLICY own_invitations ON invitation FOR SELECT USING (
  CASE WHEN partner_id = calling_partner() THEN true WHEN invitation_id = presented_invitation() THEN true ELSE customer_id = calling_customer() END
);
CREATE POLICY new_invitations ON invitation FOR INSERT WITH CHECK (partner_id = calling_partner());
