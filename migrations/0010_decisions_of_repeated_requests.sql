-- A client that repeats a rejected order (the Java SDK sends each five times) gets the first decision again while nothing
-- that it depends on has changed. The unique constraint keeps concurrent repetitions from recording several. Decisions
-- from before have no basis, and are never given again.
ALTER TABLE gate_decision
  ADD COLUMN basis_sha256 bytea CONSTRAINT gate_decision_basis_sha256_length CHECK (octet_length(basis_sha256) = 32),
  ADD CONSTRAINT gate_decision_one_per_basis UNIQUE (partner_id, request_id, basis_sha256);
COMMENT ON COLUMN gate_decision.basis_sha256 IS 'SHA-256 of the facts and of the decision, without its instant.';
