import pg from 'pg'
import t from 'tap'
import { testDatabase } from '../helper/database.js'

// What the service's role may do, as PostgreSQL's catalogue has it: a new table or right without a fence fails here.

/**
 * Each command on a table that row-level security does not bind to a partner or customer, and why that does no harm.
 */
const exceptions: Readonly<Record<string, string>> = {
  'SELECT agreement_document': 'Published texts. They belong to no tenant.',
  'SELECT document_content': 'Published texts. They belong to no tenant.',
  'SELECT kysely_migration': 'Names of migrations. They belong to no tenant.',
  'SELECT partner':
    'A caller is looked up by its tenant before a partner is set, and the page names partners to customers.',
  'INSERT spent_cookie': "Hashes of secrets. They name no tenant, and only the secret's bearer can spend it.",
  'SELECT spent_cookie': 'Hashes of secrets. They name no tenant, and are looked up before anybody is known.',
  'INSERT sandbox_user':
    'Exists only in the sandbox, whose passwords are in the README. Production grants no right to it.',
  'SELECT sandbox_user': 'Exists only in the sandbox: a sign-in looks a user up by name before anybody is known.'
}

/**
 * Each function that runs with its owner's rights, so beyond row-level security, and why it tells no tenant about
 * another.
 */
const definers: Readonly<Record<string, string>> = {
  forget_expired_cookies: 'Removes rows that are needed no more, and tells nothing.',
  has_bought: 'Tells whether a customer bought, never through whom (R25). Callers pass customers of their own.',
  ...Object.fromEntries(
    ['acceptances', 'confirmations', 'invitations', 'invitations_of_customers', 'purchases', 'relationships'].map(
      what => [`summarise_${what}`, 'Keeps summaries, as a trigger, and tells nothing.']
    )
  ),
  who_accepted: "Compares the invitation's partner with calling_partner() itself."
}

interface Access {
  readonly access: string
  readonly isEnabled: boolean
  readonly conditions: readonly string[]
}

const { url, ownerUrl } = await testDatabase(t)
const [client, owner] = [url, ownerUrl].map(connectionString => new pg.Client({ connectionString })) as [
  pg.Client,
  pg.Client
]
for (const one of [client, owner]) {
  await one.connect()
  t.teardown(() => one.end())
}

const allAccess = `
  SELECT command || ' ' || c.relname AS access, c.relrowsecurity AS "isEnabled",
    ARRAY(
      SELECT coalesce(condition, 'true') FROM pg_policy p
      CROSS JOIN LATERAL (VALUES
        (command <> 'INSERT', pg_get_expr(p.polqual, p.polrelid)),
        (command IN ('INSERT', 'UPDATE'), pg_get_expr(coalesce(p.polwithcheck, p.polqual), p.polrelid))
      ) of_policy (applies, condition)
      WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', letter) AND applies
    ) AS conditions
  FROM pg_class c
  CROSS JOIN (
    VALUES ('SELECT', 'r'::"char"), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')
  ) commands (command, letter)
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND (has_table_privilege(c.oid, command) OR (command <> 'DELETE' AND has_any_column_privilege(c.oid, command)))
  ORDER BY 1`

const tenant = /\b(calling_partner|calling_customer|presented_invitation|presented_token)\(\)/
// Row-level security of `invitation` applies to the subquery.
const throughInvitation =
  /^\(?EXISTS \( SELECT\s+FROM invitation i\s+WHERE \(i\.invitation_id = \w+\.invitation_id\)\s+OFFSET 0\)\)?$/

/**
 * The commands that the role may run on rows of any tenant: no row-level security, or a policy that names no tenant.
 */
async function unfenced (): Promise<string[]> {
  const { rows } = await client.query<Access>(allAccess)
  return rows
    .filter(
      ({ isEnabled, conditions }) =>
        !isEnabled || conditions.some(condition => !tenant.test(condition) && !throughInvitation.test(condition))
    )
    .map(({ access }) => access)
}

t.test('every command on tenants\' rows is fenced; the exceptions are written down', async t => {
  const { rows } = await client.query<Access>(allAccess)
  t.ok(rows.length > 20, `the control: ${rows.length} rights are looked at`)
  t.strictSame((await unfenced()).sort(), Object.keys(exceptions).sort())
})

t.test('a table without row-level security, or with a policy for everybody, is found', async t => {
  await owner.query('CREATE TABLE unprotected (id int); GRANT SELECT, INSERT ON unprotected TO PUBLIC')
  t.strictSame(
    (await unfenced()).filter(access => access.endsWith('unprotected')),
    ['INSERT unprotected', 'SELECT unprotected']
  )
  await owner.query(
    'ALTER TABLE unprotected ENABLE ROW LEVEL SECURITY; CREATE POLICY everybody ON unprotected FOR INSERT WITH ' +
      'CHECK (id > 0)'
  )
  t.strictSame((await unfenced()).filter(access => access.endsWith('unprotected')), ['INSERT unprotected'])
  await owner.query('REVOKE ALL ON unprotected FROM PUBLIC; GRANT INSERT (id) ON unprotected TO PUBLIC')
  t.strictSame(
    (await unfenced()).filter(access => access.endsWith('unprotected')),
    ['INSERT unprotected'],
    'a right to one column is a right'
  )
  await owner.query('DROP TABLE unprotected')
})

t.test('the role has no right that row-level security does not bind', async t => {
  const { rows } = await client.query(`
    SELECT c.relname, privilege
    FROM pg_class c
    CROSS JOIN unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
    WHERE c.relnamespace = 'public'::regnamespace
      AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND has_table_privilege(c.oid, privilege)`)
  t.strictSame(rows, [])
})

t.test('functions with their owner\'s rights are known, and nobody else may call them', async t => {
  const { rows } = await owner.query<{ name: string, config: string[] | null, isPublic: boolean }>(`
    SELECT proname AS name, proconfig AS config, EXISTS (
      SELECT
      FROM aclexplode(coalesce(proacl, acldefault('f', proowner)))
      WHERE grantee = 0 AND privilege_type = 'EXECUTE'
    ) AS "isPublic"
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef ORDER BY 1`)
  t.strictSame(rows.map(({ name }) => name), Object.keys(definers).sort())
  for (const { name, config, isPublic } of rows) {
    t.match(config, [/^search_path=/], name)
    t.notOk(isPublic, name)
  }
})
