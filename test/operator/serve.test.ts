import { randomBytes } from 'node:crypto'
import t from 'tap'
import { readConfig } from '../../src/config.js'
import { startServer } from '../../src/server.js'
import { testDatabase } from '../helper/database.js'
import { runProcess } from './command.js'

const production = (databaseUrl: string) => ({
  NODE_ENV: 'production', LOG_LEVEL: 'silent', PORT: '0', DATABASE_URL: databaseUrl, PUBLIC_URL: 'https://agreements.example.com', LINK_SIGNING_KEY: Buffer.alloc(32, 7).toString('base64')
})

const start = (databaseUrl: string) => startServer(readConfig(production(databaseUrl)), () => {})
const refusal = (databaseUrl: string) => start(databaseUrl).then(server => server.stop().then(() => []), ({ faults }) => faults)

await t.test('production names all settings that are missing or wrong, and keys never', async t => {
  t.throws(() => readConfig({ NODE_ENV: 'production' }), { message: /^DATABASE_URL is missing.*\nPUBLIC_URL is missing.*\nLINK_SIGNING_KEY is missing.*$/ })
  const wrong = await runProcess(['serve', '--ephemeral'], { NODE_ENV: 'production', PORT: '-1', DATABASE_URL: 'mysql://root:hidden@db/x', PUBLIC_URL: 'agreements', LINK_SIGNING_KEY: 'aGlkZGVu', SANDBOX: 'true' })
  t.equal(wrong.code, 2)
  for (const name of ['PORT', 'DATABASE_URL', 'PUBLIC_URL', 'LINK_SIGNING_KEY', 'SANDBOX', 'EPHEMERAL']) t.match(wrong.err, `  - ${name} `)
  t.notMatch(wrong.err, /hidden|aGlkZGVu/)
})

await t.test('production refuses roles above row-level security', async t => {
  const { url, ownerUrl, rows } = await testDatabase(t)
  const [owner, bypassing] = ['owner', 'bypassing'].map(name => `test_${name}_${randomBytes(4).toString('hex')}`) as [string, string]
  await rows(`CREATE ROLE ${owner} LOGIN PASSWORD 'test'; CREATE ROLE ${bypassing} LOGIN BYPASSRLS PASSWORD 'test'; ALTER TABLE partner OWNER TO ${owner}`)
  await rows(`GRANT SELECT ON kysely_migration TO ${owner}, ${bypassing}`)
  t.teardown(() => rows(`REASSIGN OWNED BY ${owner} TO CURRENT_USER; DROP OWNED BY ${owner}, ${bypassing}; DROP ROLE ${owner}, ${bypassing}`))
  const as = (username: string) => Object.assign(new URL(url), { username }).href
  const { code, err } = await runProcess(['serve'], production(ownerUrl))
  t.equal(code, 2)
  t.match(err, /this is wrong:\n {2}- The database role ".+" is a superuser: connect as an application role/)
  t.match(await refusal(as(owner)), [`The database role "${owner}" owns the tables: migrate as the owner`])
  t.match(await refusal(as(bypassing)), [`The database role "${bypassing}" bypasses row-level security`])
})

await t.test('production refuses another schema', async t => {
  const [older, newer] = [await testDatabase(t), await testDatabase(t)]
  await older.rows('DELETE FROM kysely_migration WHERE name = (SELECT max(name) FROM kysely_migration)')
  await newer.rows("INSERT INTO kysely_migration (name, timestamp) VALUES ('9999_from_the_future', '')")
  t.match(await refusal(older.url), ['The schema of the database is older than this version: run `partner-agreements migrate`'])
  t.match(await refusal(newer.url), ['The schema of the database is newer than this version'])
})

await t.test('production serves as the application role', async t => {
  const server = await start((await testDatabase(t)).url)
  t.equal(server.url, 'https://agreements.example.com')
  await server.stop()
})
