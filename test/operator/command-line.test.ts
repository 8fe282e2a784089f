import { randomBytes } from 'node:crypto'
import t from 'tap'
import { emptyDatabase, testDatabase } from '../helper/database.js'
import { commandsOn, runProcess } from './command.js'

const database = await testDatabase(t)
const commands = [
  'partner add', 'partner list', 'partner application add', 'partner application remove', 'partner application list',
  'customer add', 'customer import', 'customer list', 'relationship add', 'template import', 'template list',
  'template retire'
]
const password = randomBytes(6).toString('hex')
const withPassword = (url: string) => Object.assign(new URL(url), { password }).href

await t.test("every command's help has an example with options that exist", async t => {
  const run = commandsOn({})
  for (const command of commands) {
    const { code, out, err } = await run([...command.split(' '), '--help'])
    t.equal(code, 0, command)
    t.equal(err, '')
    const [, example = ''] = out.split(/Examples?:\n/)
    t.match(example, `partner-agreements ${command}`)
    t.match(out, /MIGRATE_DATABASE_URL, as the role that owns the tables\. The service's own role .*\.\nA sandbox/)
    const options = new Set(out.split(/Examples?:\n/)[0]?.match(/--[a-z-]+/g))
    t.same(
      (example.match(/ --[a-z-]+/g) ?? []).filter(option => !options.has(option.trim())),
      [],
      'options of the example exist'
    )
  }
})

await t.test('a missing connection is reported together with the other errors', async t => {
  for (const MIGRATE_DATABASE_URL of [undefined, ' ']) {
    const { code, err } = await commandsOn({ MIGRATE_DATABASE_URL })(['relationship', 'add', '--customer', 'x'])
    t.equal(code, 2)
    t.match(
      err,
      new RegExp(
        [
          '3 errors:',
          '--partner is missing',
          '--customer is "x"',
          'MIGRATE_DATABASE_URL is missing: it takes a postgres:// URL, ' +
            "of the tables' owner \\(the service's own role may only read\\)\\."
        ].join('[^]*')
      )
    )
  }
})

await t.test('an error message never repeats a URL', async t => {
  const { code, err } = await commandsOn({ MIGRATE_DATABASE_URL: `mysql://root:${password}@localhost/x` })([
    'partner',
    'list'
  ])
  t.equal(code, 2)
  t.match(err, 'MIGRATE_DATABASE_URL is unfit: it takes a postgres:// URL')
  t.notMatch(err, password)
})

await t.test('a database that cannot be reached is reported without the password', async t => {
  for (const host of ['127.0.0.1', 'localhost']) {
    const { code, out, err } = await commandsOn({ MIGRATE_DATABASE_URL: `postgres://owner:${password}@${host}:1/x` })([
      'partner',
      'list'
    ])
    t.equal(code, 1)
    t.equal(out, '')
    t.match(err, /The database cannot be reached or is unavailable \(ECONNREFUSED/)
    t.notMatch(err, password)
  }
})

await t.test("the service's role is rejected instead of being shown empty tables", async t => {
  for (const argv of [['customer', 'list'], ['template', 'list']]) {
    const { code, out, err } = await commandsOn({ MIGRATE_DATABASE_URL: database.url })(argv)
    t.equal(code, 2)
    t.equal(out, '')
    t.match(err, 'The role of MIGRATE_DATABASE_URL does not own the tables')
  }
})

await t.test('a role that sees all rows but may not write is rejected', async t => {
  const role = `test_reader_${password}`
  await database.rows(`CREATE ROLE ${role} LOGIN BYPASSRLS PASSWORD '${password}'`)
  t.teardown(() => database.rows(`DROP OWNED BY ${role}; DROP ROLE ${role}`))
  await database.rows(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`)
  const url = Object.assign(new URL(withPassword(database.ownerUrl)), { username: role }).href
  t.match(
    await commandsOn({ MIGRATE_DATABASE_URL: url })(['template', 'retire', '--country', 'DE', '--language', 'de-DE']),
    {
      code: 1,
      err: "The database role may not do this. Set MIGRATE_DATABASE_URL to a connection of the tables' owner."
    }
  )
})

await t.test('a schema of another version is reported with the command to run', async t => {
  t.match(await commandsOn({ MIGRATE_DATABASE_URL: await emptyDatabase(t) })(['partner', 'list']), {
    code: 2,
    err: 'older than this version: run `partner-agreements migrate`'
  })
  const newer = await testDatabase(t)
  await newer.rows("INSERT INTO kysely_migration (name, timestamp) VALUES ('9999_from_the_future', '')")
  t.match(await commandsOn({ MIGRATE_DATABASE_URL: newer.ownerUrl })(['partner', 'list']), {
    code: 2,
    err: 'newer than this version: run the version that migrated it'
  })
})

await t.test('unknown commands and options are errors of the command line', async t => {
  const run = commandsOn({})
  for (const [argv, message] of [
    [['burn'], "unknown command 'burn'"],
    [['template', 'burn'], "unknown command 'burn'"],
    [['partner', 'add', '--colour'], "unknown option '--colour'"],
    [['customer', 'import'], "missing required argument 'FILE'"],
    [['partner'], 'Usage: ']
  ] as const) {
    t.match(await run(argv), { code: 2, out: '', err: message })
  }
  t.match(await run(['--version']), { code: 0, out: '0.0.0\n' })
})

await t.test('the real command has the same exit codes, and prints results and errors to two streams', async t => {
  const environment = { MIGRATE_DATABASE_URL: database.ownerUrl }
  const [done, failed] = await Promise.all([
    runProcess(['partner', 'list', '--json'], environment),
    runProcess(
      ['customer', 'import', '-', '--format', 'csv', '--partner', 'd1000000-0000-4000-8000-000000000001'],
      environment
    )
  ])
  t.equal(done.out.trimEnd().split('\n').length, 4)
  t.same([done.code, done.err], [0, ''])
  t.match(failed, { code: 1, out: '', err: 'line 1: the header is missing' })
})
