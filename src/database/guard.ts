import { sql, type Kysely } from 'kysely'
import { schemaState } from './migrate.js'
import type { Tables } from './tables.js'

const oldest = 14
const newest = 18

/**
 * Why the service should not run on this database with this role, a sentence each; empty if it may. A role that owns
 * the tables, or is above row-level security, would see every partner's rows if a query ever forgot its predicate.
 */
export async function databaseFaults (kysely: Kysely<Tables>): Promise<string[]> {
  const { rows: [role] } = await sql<{ name: string, is_superuser: boolean, bypasses: boolean, owns: boolean, version: number }>`
    SELECT rolname AS name, rolsuper AS is_superuser, rolbypassrls AS bypasses, current_setting('server_version_num')::int / 10000 AS version,
      EXISTS (SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relname IN ('partner', 'customer_agreement') AND pg_has_role(c.relowner, 'USAGE')) AS owns
    FROM pg_roles WHERE rolname = current_user`.execute(kysely)
  const faults: string[] = []
  if (role === undefined) return ['The database role does not exist any more.']
  if (role.version < oldest || role.version > newest) faults.push(`The database is PostgreSQL ${role.version}: ${oldest} to ${newest} are supported.`)
  if (role.is_superuser) faults.push(`The database role "${role.name}" is a superuser: connect as an application role, which \`partner-agreements migrate\` prepares.`)
  else if (role.bypasses) faults.push(`The database role "${role.name}" bypasses row-level security: connect as an application role without BYPASSRLS.`)
  else if (role.owns) faults.push(`The database role "${role.name}" owns the tables: migrate as the owner, and connect as an application role.`)
  switch (await schemaState(kysely)) {
    case 'older': faults.push('The schema of the database is older than this version: run `partner-agreements migrate` as the owner.'); break
    case 'newer': faults.push('The schema of the database is newer than this version: run the version that migrated it, or a later one.'); break
    case 'current': break
  }
  return faults
}
