import t from 'tap'
import { ids } from '../helper/app.js'
import { emptyDatabase, testDatabase } from '../helper/database.js'
import { startPrimary } from '../helper/standby.js'
import { commandsOn } from './command.js'

// The configured standby does not exist, so commits wait. PostgreSQL reports a cancelled wait as success, with a
// warning.
const primary = await startPrimary(t)
const database = await testDatabase(t)
const run = commandsOn({ MIGRATE_DATABASE_URL: database.ownerUrl })
const unknown = new RegExp([
  'The database stored this, but no standby has confirmed it \\(canceling wait.*\\): a failover could lose it\\.',
  'Run the command again\\.\n'
].join(' '))

const customer = 'cd000000-0000-4000-8000-000000000001'
const commands: ReadonlyArray<readonly [what: string, argv: readonly string[], again: RegExp]> = [
  [
    'a partner',
    ['partner', 'add', '--id', 'da000000-0000-4000-8000-00000000000a', '--name', 'Woodgrove', '--type', 'direct-bill'],
    /was registered already/
  ],
  [
    'a customer',
    ['customer', 'add', '--id', customer, '--name', 'Woodgrove', '--country', 'US', '--partner', ids.contoso],
    /already/
  ],
  ['a relationship', ['relationship', 'add', '--partner', ids.fabrikam, '--customer', customer], /already/],
  ['an application', ['partner', 'application', 'add', '--partner', ids.contoso, '--id', customer], /already/],
  [
    'a withdrawn application',
    ['partner', 'application', 'remove', '--partner', ids.contoso, '--id', customer],
    /not registered/
  ],
  ['a retired document', ['template', 'retire', '--country', 'DE', '--language', 'de-DE'], /no current document/]
]
for (const [what, argv, again] of commands) {
  t.test(`${what} that no standby confirmed is reported neither as done nor as done before`, async t => {
    for (const time of ['the first time', 'again']) {
      const { code, out, err } = await primary.unconfirmed(() => run(argv))
      t.not(code, 0, time)
      t.equal(out, '', time)
      t.match(err, unknown, time)
    }
    const { out, err } = await run(argv)
    t.match(out + err, again, 'the control: it was stored')
  })
}

t.test('a schema that no standby confirmed is not reported as current', async t => {
  const ownerUrl = await emptyDatabase(t)
  const service = Object.assign(new URL(ownerUrl), { username: 'standby_service', password: 'p' }).href
  const migrate = commandsOn({ MIGRATE_DATABASE_URL: ownerUrl, DATABASE_URL: service })
  for (const time of ['the first time', 'again']) {
    const { code, err } = await primary.unconfirmed(() => migrate(['migrate']))
    t.not(code, 0, time)
    t.match(err, unknown, time)
  }
  t.match(await migrate(['migrate']), { code: 0, out: /the schema was current/ })
})
