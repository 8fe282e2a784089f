import { randomBytes } from 'node:crypto'
import t from 'tap'
import { readConfig } from '../../src/settings/config.js'
import { startServer } from '../../src/server.js'
import { testDatabase } from '../helper/database.js'
import { runProcess } from './command.js'

const production = (databaseUrl: string) => ({
  NODE_ENV: 'production',
  LOG_LEVEL: 'silent',
  PORT: '0',
  DATABASE_URL: databaseUrl,
  PUBLIC_URL: 'https://agreements.example.com',
  LINK_SIGNING_KEY: Buffer.alloc(32, 7).toString('base64')
})

const start = (databaseUrl: string) => startServer(readConfig(production(databaseUrl)), () => {})
const startErrors = (databaseUrl: string) =>
  start(databaseUrl).then(
    server => server.stop().then(() => []),
    ({ problems }) => problems
  )

await t.test('production reports all missing or wrong settings, and never prints keys', async t => {
  t.throws(() => readConfig({ NODE_ENV: 'production' }), {
    message: /^DATABASE_URL is missing.*\nPUBLIC_URL is missing.*\nLINK_SIGNING_KEY is missing.*$/
  })
  const wrong = await runProcess(['serve', '--ephemeral'], {
    NODE_ENV: 'production',
    PORT: '-1',
    DATABASE_URL: 'mysql://root:hidden@db/x',
    PUBLIC_URL: 'agreements',
    LINK_SIGNING_KEY: 'aGlkZGVu',
    SANDBOX: 'true'
  })
  t.equal(wrong.code, 2)
  for (const name of ['PORT', 'DATABASE_URL', 'PUBLIC_URL', 'LINK_SIGNING_KEY', 'SANDBOX', 'EPHEMERAL']) {
    t.match(wrong.err, `  - ${name} `)
  }
  t.notMatch(wrong.err, /hidden|aGlkZGVu/)
})

await t.test('production rejects roles that row-level security does not apply to', async t => {
  const { url, ownerUrl, rows } = await testDatabase(t)
  const newRole = async (name: string, attributes = '') => {
    const role = `test_${name}_${randomBytes(4).toString('hex')}`
    await rows(`CREATE ROLE ${role} LOGIN PASSWORD 'test' ${attributes}`)
    t.teardown(() => rows(`REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`))
    return role
  }
  const startErrorsAs = async (username: string) => await startErrors(Object.assign(new URL(url), { username }).href)
  const { code, err } = await runProcess(['serve'], production(ownerUrl))
  t.equal(code, 2)
  t.match(
    err,
    /1 error:\n {2}- The database role ".+" is a superuser, or a member of one: connect as an application role/
  )

  await t.test(
    "a role that owns a table, or is a member of its owner without inheriting the owner's rights",
    async t => {
      for (const table of ['direct_acceptance', 'gate_decision', 'kysely_migration']) {
        const owner = await newRole('owner')
        const member = await newRole('member', `NOINHERIT IN ROLE ${owner}`)
        await rows(`ALTER TABLE ${table} OWNER TO ${owner}; GRANT SELECT ON kysely_migration TO ${owner}, ${member}`)
        t.match(
          await startErrorsAs(owner),
          [`The database role "${owner}" owns the tables, or is a member of a role that does: migrate as the owner`],
          table
        )
        t.match(
          await startErrorsAs(member),
          [`The database role "${member}" owns the tables, or is a member of a role that does`],
          table
        )
        await rows(`ALTER TABLE ${table} OWNER TO CURRENT_USER`)
      }
    }
  )

  await t.test('a role that bypasses it, or is a member of such a role, with or without rights on tables', async t => {
    const bypassing = await newRole('bypassing', 'BYPASSRLS')
    const member = await newRole('member', `NOINHERIT IN ROLE ${bypassing}`)
    const [bypasses, lacksRights] = [
      /bypasses row-level security, or is a member of a role that does/,
      /has no rights on the tables/
    ]
    for (const role of [bypassing, member]) t.match(await startErrorsAs(role), [bypasses, lacksRights])
    await rows(`GRANT SELECT ON kysely_migration TO ${bypassing}, ${member}`)
    for (const role of [bypassing, member]) t.match(await startErrorsAs(role), [bypasses])
  })

  await t.test('a role that cannot wait for a standby when a request is repeated', async t => {
    const { url, rows } = await testDatabase(t)
    await rows(
      `DO $$
       BEGIN
         EXECUTE (
           SELECT string_agg(format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure), ';')
           FROM pg_proc
           WHERE proname = 'pg_logical_emit_message'
         );
       END $$`
    )
    t.match(await startErrors(url), [/may not execute pg_logical_emit_message/])
  })

  await t.test('a role without rights on the tables or on their schema', async t => {
    const stranger = await newRole('stranger')
    t.match(await startErrorsAs(stranger), [
      `The database role "${stranger}" has no rights on the tables: run \`partner-agreements migrate\` as the owner`
    ])
    await rows(`GRANT SELECT ON kysely_migration TO ${stranger}; REVOKE USAGE ON SCHEMA public FROM PUBLIC`)
    t.match(await startErrorsAs(stranger), [`The database role "${stranger}" has no rights on the tables`])
  })
})

await t.test('errors of the settings and of the database are reported together', async t => {
  const { ownerUrl, rows } = await testDatabase(t)
  await rows('DELETE FROM kysely_migration WHERE name = (SELECT max(name) FROM kysely_migration)')
  const both = await runProcess(['serve'], { ...production(ownerUrl), SANDBOX: '1' })
  t.match(both, {
    code: 2,
    err: new RegExp(
      ['3 errors:', 'SANDBOX is on.*', 'The database role ".+" is a superuser.*', 'The schema of the database is older']
        .join('\n {2}- ')
    )
  })
  const { hostname, port, pathname, username, password } = new URL(ownerUrl)
  const libpq = {
    DATABASE_URL: '',
    PGHOST: hostname,
    PGPORT: port,
    PGDATABASE: pathname.slice(1),
    PGUSER: username,
    PGPASSWORD: password || 'none'
  }
  t.match(await runProcess(['serve'], { ...production(''), ...libpq, SANDBOX: '1' }), {
    code: 2,
    err: /3 errors/
  })
  const away = await runProcess(['serve'], {
    ...production('postgres://app:hidden@127.0.0.1:1/agreements'),
    SANDBOX: '1'
  })
  t.match(away, { code: 2, err: /1 error:\n {2}- SANDBOX is on[^\n]*\n$/ })
})

await t.test('production rejects a schema of another version', async t => {
  const [older, newer] = [await testDatabase(t), await testDatabase(t)]
  await older.rows('DELETE FROM kysely_migration WHERE name = (SELECT max(name) FROM kysely_migration)')
  await newer.rows("INSERT INTO kysely_migration (name, timestamp) VALUES ('9999_from_the_future', '')")
  t.match(await startErrors(older.url), [
    'The schema of the database is older than this version: run `partner-agreements migrate`'
  ])
  t.match(await startErrors(newer.url), ['The schema of the database is newer than this version'])
})

await t.test('production serves as the application role', async t => {
  const server = await start((await testDatabase(t)).url)
  t.equal(server.url, 'https://agreements.example.com')
  await server.stop()
})
