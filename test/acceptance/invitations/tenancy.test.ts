import t from 'tap'
import pg from 'pg'
import { ids, testApp } from '../../helper/app.js'
import { accept, ada, caller, hashOf, sell, type Issued } from '../../helper/invitations.js'

const test = await testApp(t)
const { app, stored, appBearer } = test
const call = caller(test)
const fabrikam = 'adminagent@fabrikam.example'
const unknown = 'cc000000-0000-4000-8000-000000000001'
const mine = (
  await call('POST', `/customers/${ids.adventureWorks}/invitations`, { body: { invited: ada } })
).json<Issued>()

t.test('another partner of the same customer sees nothing of an invitation', async t => {
  t.strictSame((await call('GET', '/invitations', { as: fabrikam })).json(), { items: [] })
  t.strictSame((await call('GET', `/invitations?customerId=${ids.adventureWorks}`, { as: fabrikam })).json(), {
    items: []
  })
})

t.test('what it does to another one\'s is answered as for one that does not exist', async t => {
  for (const [method, suffix] of [['GET', ''], ['POST', '/revoke'], ['POST', '/resend']] as const) {
    const [theirs, none] = await Promise.all(
      [mine.invitationId, unknown].map(id => call(method, `/invitations/${id}${suffix}`, { as: fabrikam }))
    )
    t.equal(theirs?.statusCode, 404, suffix)
    t.equal(theirs?.body, none?.body, suffix)
  }
  t.match((await call('GET', `/invitations/${mine.invitationId}`)).json(), { status: 'sent' })
})

t.test('a customer of others cannot be invited, nor one that does not exist, whatever the body', async t => {
  for (const body of [{ invited: ada }, { invited: ada, country: 'ZZ' }, {}]) {
    const [theirs, none] = await Promise.all(
      [ids.litware, unknown].map(id => call('POST', `/customers/${id}/invitations`, { body }))
    )
    t.equal(theirs?.body, none?.body)
    t.not(theirs?.statusCode, 201)
  }
  t.match((await call('POST', `/customers/${ids.litware}/invitations`, { body: { invited: ada } })).json(), {
    status: 403,
    title: 'NoCustomerRelationship'
  })
  t.match((await call('POST', '/customers/x/invitations', { body: { invited: ada } })).json(), {
    status: 400,
    title: 'CustomerIdNotGuid'
  })
})

t.test('only an Admin or Sales agent of a partner in the public cloud may invite', async t => {
  const rows: Array<[string, number, string]> = [
    ['salesagent@contoso-direct.example', 201, ''], ['helpdeskagent@contoso-direct.example', 403, 'RoleNotAllowed'],
    ['adminagent@northwind.example', 403, 'AuthorizationFailed'],
    ['adminagent@tailspin.example', 403, 'NationalCloudNotSupported']
  ]
  for (const [as, status, title] of rows) {
    const answer = await call('POST', `/customers/${ids.adventureWorks}/invitations`, { body: { invited: ada }, as })
    t.equal(answer.statusCode, status, as)
    if (status !== 201) t.match(answer.json(), { title })
  }
  t.match(
    (
      await app.inject({ url: '/acceptance/v1/invitations', headers: { authorization: await appBearer(ids.contoso) } })
    ).json(),
    { title: 'AppOnlyNotSupported' }
  )
  t.match((await app.inject({ url: '/acceptance/v1/invitations' })).json(), {
    status: 401,
    title: 'PartnerTokenMissing'
  })
})

t.test('R25: a sale closes direct acceptance for all partners, and no answer says whose sale it was', async t => {
  const theirs = (
    await call('POST', `/customers/${ids.adventureWorks}/invitations`, { body: { invited: ada }, as: fabrikam })
  ).json<Issued>()
  await sell(test, ids.fabrikam, ids.adventureWorks)
  const refused = await call('POST', `/customers/${ids.adventureWorks}/invitations`, { body: { invited: ada } })
  t.match(refused.json(), {
    status: 409,
    title: 'DirectAcceptanceNotAvailable',
    detail: new RegExp(`POST /v1/customers/${ids.adventureWorks}/agreements`)
  })
  t.match((await call('POST', `/invitations/${mine.invitationId}/resend`)).json(), {
    status: 409,
    title: 'DirectAcceptanceNotAvailable'
  })
  const listed = await call('GET', `/invitations?customerId=${ids.adventureWorks}`)
  t.match(listed.json<{ items: object[] }>().items, [
    { status: 'sent' },
    {
      status: 'sent',
      directAcceptance: {
        available: false,
        remedy: {
          kind: 'confirmByAttestation',
          method: 'POST',
          path: `/v1/customers/${ids.adventureWorks}/agreements`,
          templateId: ids.customerAgreement
        }
      }
    }
  ])
  t.notMatch(refused.body + listed.body, /fabrikam|d2000000|bought|sold|purchase/i)
  t.match((await call('GET', `/invitations/${theirs.invitationId}`, { as: fabrikam })).json(), {
    directAcceptance: { available: false }
  })
})

t.test('a customer that accepted by itself is not asked again, unless that no longer counts', async t => {
  await accept(test, ids.proseware, null, new Date('2022-05-02T00:00:00Z'))
  t.equal(
    (await call('POST', `/customers/${ids.proseware}/invitations`, { body: { invited: ada } })).statusCode,
    201,
    'before the cut-off'
  )
  await accept(test, ids.proseware)
  t.match((await call('POST', `/customers/${ids.proseware}/invitations`, { body: { invited: ada } })).json(), {
    status: 409,
    title: 'DirectlyAcceptedAlready'
  })
})

t.test('R25: a purchase after an own acceptance that counts changes nothing', async t => {
  const { invitationId } = (
    await call('POST', `/customers/${ids.lucerne}/invitations`, { body: { invited: ada } })
  ).json<Issued>()
  await accept(test, ids.lucerne, null, new Date('2022-05-02T00:00:00Z'))
  await sell(test, ids.contoso, ids.lucerne)
  const seen = async () => (await call('GET', `/invitations/${invitationId}`)).json<object>()
  const refusals = async () =>
    await Promise.all(
      [`/customers/${ids.lucerne}/invitations`, `/invitations/${invitationId}/resend`].map(
        async path =>
          (await call('POST', path, { body: path.endsWith('resend') ? {} : { invited: ada } })).json<{
            title: string
          }>().title
      )
    )
  t.match(await seen(), { status: 'sent', directAcceptance: { available: false } }, 'before the cut-off')
  t.strictSame(await refusals(), ['DirectAcceptanceNotAvailable', 'DirectAcceptanceNotAvailable'])
  await accept(test, ids.lucerne)
  t.match(await seen(), { status: 'acceptedOtherwise' })
  t.strictSame(await refusals(), ['DirectlyAcceptedAlready', 'DirectlyAcceptedAlready'])
})

t.test('in the database, too, an invitation is its partner\'s alone, and nothing of it can be changed', async t => {
  const client = new pg.Client({ connectionString: stored.url })
  await client.connect()
  const countAs = async (partnerId: string, from: string) => {
    await client.query("SELECT set_config('app.partner', $1, false)", [partnerId])
    return (await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`)).rows[0]?.count
  }
  await stored.rows("INSERT INTO invitation_event (invitation_id, what, happened_at) VALUES ($1, 'opened', now())", [
    mine.invitationId
  ])
  for (const from of ['invitation', 'invitation_event']) {
    t.not(await countAs(ids.contoso, from), 0)
    t.equal(await countAs(ids.tailspin, from), 0)
    t.equal(await countAs('', from), 0)
  }
  await client.query("SELECT set_config('app.partner', $1, false)", [ids.tailspin])
  await t.rejects(client.query("INSERT INTO invitation_end VALUES ($1, 'revoked', now(), $1)", [mine.invitationId]), {
    code: '42501'
  })
  for (const statement of [
    'UPDATE invitation SET email = $$x$$', 'DELETE FROM invitation_token',
    'UPDATE invitation_token SET expires_at = now()', 'DELETE FROM invitation_end',
    'UPDATE acceptance_evidence SET email = $$x$$'
  ]) {
    await t.rejects(client.query(statement), { code: '42501' }, statement)
  }
  await client.end()
  t.equal((await stored.rows('SELECT FROM invitation_token WHERE token_sha256 = $1', [hashOf(mine.url)])).length, 1)
})
