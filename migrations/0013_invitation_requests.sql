-- A client repeats a request whose response it did not get, with the same MS-RequestId. That made a second invitation, and
-- sent a second mail. Each request that changed something is kept with its response, recorded with the change and before
-- any mail is sent: a repetition gets the first response and does nothing.

CREATE TABLE invitation_request (
  partner_id uuid NOT NULL,
  request_id uuid NOT NULL,
  request_sha256 bytea NOT NULL CONSTRAINT invitation_request_sha256_length CHECK (octet_length(request_sha256) = 32),
  invitation_id uuid NOT NULL,
  sends_mail boolean NOT NULL,
  response bytea NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT invitation_request_pkey PRIMARY KEY (partner_id, request_id),
  CONSTRAINT invitation_request_is_of_its_partner
    FOREIGN KEY (partner_id, invitation_id) REFERENCES invitation (partner_id, invitation_id)
);
COMMENT ON COLUMN invitation_request.request_sha256 IS 'Of the operation, what it is about, and the body''s bytes.';
COMMENT ON COLUMN invitation_request.response IS 'Encrypted under a key of the service: it holds the link, of which everything else here is only a hash.';
COMMENT ON COLUMN invitation_request.recorded_at IS 'By the database''s clock, which all instances share.';
CREATE INDEX invitation_request_of_invitation ON invitation_request (invitation_id);
ALTER TABLE invitation_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_requests ON invitation_request USING (partner_id = calling_partner());

-- Of several mails of an invitation, whose outcome an event tells.
ALTER TABLE invitation_event ADD COLUMN request_id uuid;
COMMENT ON COLUMN invitation_event.request_id IS 'Of mailed and mailFailed: the request that asked for the mail; null for events before this column, and for visits.';
CREATE UNIQUE INDEX invitation_event_one_outcome ON invitation_event (invitation_id, request_id)
  WHERE request_id IS NOT NULL;
