/**
 * SQL of the calling partner, as `caller`. $1: partner id. It sets the partner for row-level security within the
 * statement, which saves a round trip. Tables must be read after that: make each read a LATERAL subquery that depends
 * on `caller`, with OFFSET or LIMIT. Without OFFSET or LIMIT the planner may merge the subquery into the outer query.
 */
export const caller = "(SELECT set_config('app.partner', $1, true)::uuid AS partner_id OFFSET 0) caller"
