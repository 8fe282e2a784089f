-- An invitation stayed open after its customer had accepted another way: by another invitation, whoever sent it, or by a
-- relationship request. Of an invitation that names no customer, who opened it may be that customer.

ALTER TABLE invitation_event ADD COLUMN customer_id uuid;
COMMENT ON COLUMN invitation_event.customer_id IS 'Whose administrator the page met; null for mail, and for events before this column. Told to the partner only once it is a customer of that partner.';
DROP POLICY visits ON invitation_event;
CREATE POLICY visits ON invitation_event FOR INSERT WITH CHECK (
  what IN ('opened', 'unavailable') AND invitation_id = presented_invitation() AND customer_id = calling_customer()
);

-- Finds what was sent to the same person twice.
CREATE INDEX invitation_of_person ON invitation (partner_id, email) WHERE customer_id IS NULL;

-- `otherwise` is since when the customer has all that the invitation asks for, without having answered it.
DROP FUNCTION invitation_status(text, boolean, timestamptz, timestamptz);
CREATE FUNCTION invitation_status(ended text, otherwise timestamptz, opened boolean, expires timestamptz, now timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN ended IS NOT NULL THEN ended
  WHEN otherwise < expires THEN 'acceptedOtherwise'
  WHEN expires <= now THEN 'expired'
  WHEN opened THEN 'opened'
  ELSE 'sent'
END;
