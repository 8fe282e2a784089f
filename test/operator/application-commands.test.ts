import t from 'tap'
import { ids } from '../helper/app.js'
import { testDatabase } from '../helper/database.js'
import { commandsOn } from './command.js'

const database = await testDatabase(t)
const run = commandsOn({ MIGRATE_DATABASE_URL: database.ownerUrl })
const id = 'AB000000-0000-4000-8000-00000000000A'
const application = ['--partner', ids.contoso, '--id', `{${id}}`]
const name = `application ${id.toLowerCase()} of partner ${ids.contoso}`
const stored = () =>
  database.rows('SELECT registered_at FROM partner_application WHERE partner_id = $1 AND application_id = $2', [
    ids.contoso,
    id
  ])

await t.test('registering an application twice changes nothing', async t => {
  t.same(await run(['partner', 'application', 'add', ...application]), {
    code: 0,
    out: `registered ${name}\n`,
    err: ''
  })
  t.same(await stored(), [{ registered_at: new Date('2026-03-02T10:00:00Z') }])
  t.same(await run(['partner', 'application', 'add', ...application]), {
    code: 0,
    out: `${name} was registered already; nothing was changed\n`,
    err: ''
  })
})

await t.test('two partners can have the same application', async t => {
  t.equal((await run(['partner', 'application', 'add', '--partner', ids.fabrikam, '--id', id])).code, 0)
  t.equal((await run(['partner', 'application', 'remove', '--partner', ids.fabrikam, '--id', id])).code, 0)
  t.equal((await stored()).length, 1)
})

await t.test('the list is aligned for people, and JSON lines for programs', async t => {
  const people = (await run(['partner', 'application', 'list'])).out.trimEnd().split('\n')
  t.match(people[0], /^PARTNER ID +APPLICATION ID +REGISTERED AT$/)
  t.equal(people.length, 6, 'the sandbox registers one for each of its four partners')
  const json = (await run(['partner', 'application', 'list', '--partner', ids.contoso, '--json'])).out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  t.same(json, [
    {
      partnerId: ids.contoso,
      applicationId: 'a1000000-0000-4000-8000-000000000001',
      registeredAt: '2026-01-01T00:00:00.000Z'
    },
    { partnerId: ids.contoso, applicationId: id.toLowerCase(), registeredAt: '2026-03-02T10:00:00.000Z' }
  ])
})

await t.test('withdrawing an application that is not registered is an error', async t => {
  t.same(await run(['partner', 'application', 'remove', ...application]), {
    code: 0,
    out: `withdrew ${name}\n`,
    err: ''
  })
  t.same(await stored(), [])
  t.same(await run(['partner', 'application', 'remove', ...application]), {
    code: 1,
    out: '',
    err: `partner-agreements: 1 error:\n  - --id: ${name} is not registered.\n`
  })
})

await t.test('wrong options and unknown partners are reported', async t => {
  t.match(await run(['partner', 'application', 'add', '--id', 'x']), {
    code: 2,
    err: /--partner is missing: it takes a GUID\.[^]*--id is "x": it takes a GUID\./
  })
  t.match(await run(['partner', 'application', 'list', '--partner', 'x']), { code: 2, err: '--partner is "x"' })
  t.match(await run(['partner', 'application', 'add', '--partner', ids.litware, '--id', id]), {
    code: 1,
    err: 'The partner is not registered'
  })
})
