import { sql, type Kysely } from 'kysely'
import { schemaState } from './migrate.js'
import type { Tables } from './tables.js'

const oldest = 14
const newest = 18

interface Role {
  readonly name: string
  readonly version: number
  readonly is_superuser: boolean
  readonly bypasses: boolean
  readonly owns: boolean
  /**
   * Whether it may execute {@link durabilityMark}, as every role may unless an administrator has revoked that right.
   */
  readonly emits: boolean
  /** Null if there is no such table. */
  readonly reads_migrations: boolean | null
}

/**
 * Returns the reasons why the service must not run on this database with this role, a sentence each. A role that owns
 * the tables or bypasses row-level security, or can become such a role, would see all partners' rows if a query lacked
 * its predicate.
 */
export async function databaseFaults (kysely: Kysely<Tables>): Promise<string[]> {
  const role = await findRole(kysely)
  const faults: string[] = []
  if (role === undefined) return ['The database role no longer exists.']
  if (role.version < oldest || role.version > newest) {
    faults.push(`The database is PostgreSQL ${role.version}: ${oldest} to ${newest} are supported.`)
  }
  if (role.is_superuser) {
    faults.push(
      `The database role "${role.name}" is a superuser, or a member of one: connect as an application role, ` +
        'which `partner-agreements migrate` prepares.'
    )
  } else if (role.bypasses) {
    faults.push(
      `The database role "${role.name}" bypasses row-level security, or is a member of a role that does: connect ` +
        'as an application role without BYPASSRLS.'
    )
  } else if (role.owns) {
    faults.push(
      `The database role "${role.name}" owns the tables, or is a member of a role that does: migrate as the ` +
        'owner, and connect as an application role.'
    )
  }
  if (!role.emits) {
    faults.push(
      `The database role "${role.name}" may not execute pg_logical_emit_message, by which a repeated request ` +
        'waits for its standby: GRANT EXECUTE on it as a superuser.'
    )
  }
  if (role.reads_migrations === false) {
    return [
      ...faults,
      `The database role "${role.name}" has no rights on the tables: run \`partner-agreements migrate\` as the owner.`
    ]
  }
  switch (await schemaState(kysely)) {
    case 'older':
      faults.push(
        'The schema of the database is older than this version: run `partner-agreements migrate` as the owner.'
      )
      break
    case 'newer':
      faults.push(
        'The schema of the database is newer than this version: run the version that migrated it, or a later one.'
      )
      break
    case 'current':
      break
  }
  return faults
}

/** Reads only the catalogue, which every role may read. MEMBER includes inherited roles and those for SET ROLE. */
async function findRole (kysely: Kysely<Tables>): Promise<Role | undefined> {
  const {
    rows: [role]
  } = await sql<Role>`
    WITH service_table AS (
      SELECT oid, relname, relowner, relnamespace FROM pg_class
      WHERE relkind IN ('r', 'p')
        AND relnamespace IN (
          SELECT relnamespace FROM pg_class WHERE relkind = 'r' AND relname = 'customer_agreement'
        )
    )
    SELECT rolname AS name, current_setting('server_version_num')::int / 10000 AS version,
      EXISTS (SELECT FROM pg_roles r WHERE r.rolsuper AND pg_has_role(r.oid, 'MEMBER')) AS is_superuser,
      EXISTS (SELECT FROM pg_roles r WHERE r.rolbypassrls AND pg_has_role(r.oid, 'MEMBER')) AS bypasses,
      EXISTS (SELECT FROM service_table WHERE pg_has_role(relowner, 'MEMBER')) AS owns,
      (
        SELECT bool_and(has_function_privilege(oid, 'EXECUTE'))
        FROM pg_proc
        WHERE proname = 'pg_logical_emit_message' AND pronamespace = 'pg_catalog'::regnamespace
      ) AS emits,
      (
        SELECT bool_or(has_schema_privilege(relnamespace, 'USAGE') AND has_table_privilege(oid, 'SELECT'))
        FROM service_table
        WHERE relname = 'kysely_migration'
      ) AS reads_migrations
    FROM pg_roles WHERE rolname = current_user`.execute(kysely)
  return role
}
