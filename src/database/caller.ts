/**
 * SQL for the partner who asks, $1, as `caller`: sets it for row-level security within the statement, which saves a round
 * trip. That a table is read only after it is set must not be left to the planner: each read is to be a LATERAL subquery
 * that depends on `caller` and has an OFFSET or LIMIT, which keeps PostgreSQL from merging it into the outer query.
 */
export const caller = "(SELECT set_config('app.partner', $1, true)::uuid AS partner_id OFFSET 0) caller"
