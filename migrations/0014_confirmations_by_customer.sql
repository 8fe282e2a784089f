-- Both constraints began with the partner. While a table is young PostgreSQL expects few rows of a partner, so either
-- index looked as good as the other one for any look-up. Statements that are planned once then read all confirmations
-- of the partner for each new one, until the next autovacuum. What tells rows apart comes first now.
ALTER TABLE customer_agreement
  ADD CONSTRAINT customer_agreement_sequence_unique UNIQUE (customer_id, partner_id, agreement_type, sequence),
  ADD CONSTRAINT customer_agreement_request_unique UNIQUE (request_id, partner_id),
  DROP CONSTRAINT customer_agreement_one_per_sequence,
  DROP CONSTRAINT customer_agreement_one_per_request;
