/**
 * SQL for the partner who asks, $1, as `caller`: sets it for row-level security within the statement, which saves a round
 * trip. That a table is read only after it is set must not be left to the planner: each read is to be a LATERAL subquery
 * that depends on `caller` and has an OFFSET or LIMIT, which keeps PostgreSQL from merging it into the outer query.
 */
export const caller = "(SELECT set_config('app.partner', $1, true)::uuid AS partner_id OFFSET 0) caller"

/**
 * SQL for a page of the customers of {@link caller} by id; to be joined LATERAL. What else is read of the customers is to
 * be joined to it LATERAL too, with an OFFSET 0.
 *
 * It repeats `calling_partner()` of row-level security, from which the planner expects one row: without it, reading all
 * of a partner's customers and sorting them looks as cheap as reading a page in the index's order. `after` is left out
 * for the first page: under `$2 IS NULL OR customer_id > $2` a plan for any $2 reads all those before it for each page.
 */
export function customerPage ({ after, limit }: { readonly after?: string, readonly limit: string }): string {
  return `
    SELECT r.partner_id, r.customer_id FROM reselling_relationship r
    WHERE r.partner_id = caller.partner_id AND r.partner_id = calling_partner() ${after === undefined ? '' : `AND r.customer_id > ${after}`}
    ORDER BY r.customer_id LIMIT ${limit}`
}
