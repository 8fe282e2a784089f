-- The documents behind a template, by country and language. A confirmation points at the row that was current
-- when it was made, so rows are retired, never changed or removed. Contents are kept once by their SHA-256: many
-- countries share one document.

CREATE TABLE document_content (
  sha256 bytea CONSTRAINT document_content_pkey PRIMARY KEY CONSTRAINT document_content_sha256_length CHECK (octet_length(sha256) = 32),
  media_type text NOT NULL,
  content bytea NOT NULL
);

CREATE TABLE agreement_document (
  document_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT agreement_document_pkey PRIMARY KEY,
  template_id uuid NOT NULL,
  country text NOT NULL CONSTRAINT agreement_document_country_two_letters CHECK (country ~ '^[A-Z]{2}$'),
  language text NOT NULL,
  version text NOT NULL,
  display_sha256 bytea NOT NULL CONSTRAINT agreement_document_display_exists REFERENCES document_content,
  download_sha256 bytea NOT NULL CONSTRAINT agreement_document_download_exists REFERENCES document_content,
  imported_at timestamptz NOT NULL,
  retired_at timestamptz
);
CREATE UNIQUE INDEX agreement_document_one_current ON agreement_document (template_id, country, language) WHERE retired_at IS NULL;
