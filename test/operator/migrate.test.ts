import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import pg from 'pg'
import t from 'tap'
import { emptyDatabase, testDatabase } from '../helper/database.js'
import { commandsOn, runProcess } from './command.js'
import { projectFile } from '../helper/project.js'

const role = `test_service_${randomBytes(4).toString('hex')}`
const ownerUrl = await emptyDatabase(t)
const serviceUrl = Object.assign(new URL(ownerUrl), { username: role, password: 'p%40ss' }).href
const migrate = (environment: Record<string, string>) => commandsOn(environment)(['migrate'])
const migrations = readdirSync(projectFile('migrations/'))
  .map(file => file.replace('.sql', ''))
  .sort()
const environment = { MIGRATE_DATABASE_URL: ownerUrl, DATABASE_URL: serviceUrl }

async function query<Row> (url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

await t.test('all settings that are missing or not URLs are reported at once', async t => {
  const missing = await migrate({})
  const unfit = await migrate({ MIGRATE_DATABASE_URL: 'localhost', DATABASE_URL: 'https://example.com/secret' })
  const same = await migrate({ MIGRATE_DATABASE_URL: ownerUrl, DATABASE_URL: ownerUrl })
  const nobody = await migrate({ MIGRATE_DATABASE_URL: ownerUrl, DATABASE_URL: 'postgres://localhost/x' })
  t.match(missing, {
    code: 2,
    out: '',
    err: /2 errors:\n {2}- MIGRATE_DATABASE_URL is missing.*\n {2}- DATABASE_URL is missing/
  })
  t.match(unfit, {
    code: 2,
    err: /2 errors:\n {2}- MIGRATE_DATABASE_URL is unfit: it takes a postgres:\/\/ URL.*\n {2}- DATABASE_URL is unfit/
  })
  t.notMatch(unfit.err, 'secret')
  t.match(same, { code: 2, err: 'name the same role: the service must not own the tables.' })
  t.match(nobody, { code: 2, err: 'DATABASE_URL has no user name: add the role of the service.' })
  t.same(await query(ownerUrl, "SELECT to_regclass('partner') AS partner"), [{ partner: null }], 'nothing was changed')
})

await t.test('a new database gets the schema and the role of the service', async t => {
  t.teardown(() => query(ownerUrl, `DROP OWNED BY ${role}; DROP ROLE ${role}`))
  const { code, out, err } = await runProcess(['migrate'], environment)
  t.equal(code, 0)
  t.equal(err, '')
  t.equal(
    out,
    `${migrations.map(name => `applied ${name}\n`).join('')}` +
      `the schema is current; role "${role}" created with the rights of the service\n`
  )
  t.same(
    await query(serviceUrl, 'SELECT FROM partner'),
    [],
    'the role may sign in with the password of its URL, and read'
  )
  await t.rejects(
    query(serviceUrl, "INSERT INTO customer VALUES ('c1000000-0000-4000-8000-000000000001', 'x', 'US', now())"),
    { code: '42501' }
  )

  await t.test('a second time changes nothing', async t => {
    t.same(await migrate(environment), {
      code: 0,
      out: `the schema was current; role "${role}" has the rights of the service\n`,
      err: ''
    })
  })
})

await t.test('a schema of a later version is reported and not changed', async t => {
  const newer = await testDatabase(t)
  await newer.rows("INSERT INTO kysely_migration (name, timestamp) VALUES ('9999_from_the_future', '')")
  t.same(await migrate({ MIGRATE_DATABASE_URL: newer.ownerUrl, DATABASE_URL: serviceUrl }), {
    code: 1,
    out: '',
    err:
      'partner-agreements: 1 error:\n  - The schema of the database is newer than this version: ' +
      'run the version that migrated it, or a later one.\n'
  })
})

await t.test('a database that cannot be reached is reported without the password', async t => {
  const { code, err } = await migrate({
    MIGRATE_DATABASE_URL: 'postgres://owner:hidden@localhost:1/x',
    DATABASE_URL: serviceUrl
  })
  t.equal(code, 1)
  t.match(err, /cannot be reached|ECONNREFUSED/)
  t.notMatch(err, 'hidden')
})
