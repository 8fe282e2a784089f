-- Cookies of the customer's page that must not be used again, though they have not expired: sessions that were signed out
-- of, and attempts to sign in that succeeded. A cookie carries its content itself, under encryption, so a copy would stay
-- good without this. Only a hash of each one's secret is kept; the rows name nobody, hence no row-level security.
CREATE TABLE spent_cookie (
  cookie_sha256 bytea CONSTRAINT spent_cookie_pkey PRIMARY KEY CONSTRAINT spent_cookie_sha256_length CHECK (octet_length(cookie_sha256) = 32),
  expires_at timestamptz NOT NULL
);
COMMENT ON COLUMN spent_cookie.expires_at IS 'When the cookie expires by itself, after which the row is needed no more.';
CREATE INDEX spent_cookie_by_expiry ON spent_cookie (expires_at);

-- The service may remove nothing, but these rows would grow for ever. Its owner's right to delete is lent for expired rows
-- alone. A day more than needed: clocks of instances differ from the database's.
CREATE FUNCTION forget_expired_cookies() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public
BEGIN ATOMIC
  DELETE FROM spent_cookie WHERE expires_at < now() - interval '1 day';
END;
REVOKE EXECUTE ON FUNCTION forget_expired_cookies FROM PUBLIC;
