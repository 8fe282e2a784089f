import t from 'tap'
import { ids } from '../../helper/app.js'
import { accept, ada, caller, type Issued } from '../../helper/invitations.js'
import { day, filled, pageTest } from './helper.js'

// An invitation whose customer has accepted another way, from the partner's API to the customer's page and back.
const test = await pageTest(t)
const call = caller(test)
const fabrikam = 'adminagent@fabrikam.example'
const both = { ...filled, relationship: 'yes' }
const requestOf = (partnerId: string) =>
  `/accept/relationship?invType=ResellerRelationship&partnerId=${partnerId}&msppId=0&DAP=false`
const unnamed = { invited: ada, country: 'US', companyName: 'Fourth Coffee' }

/** Invites a customer, or without one whoever it will be. */
async function invite (customerId?: string, { as, body = { invited: ada } }: { as?: string, body?: object } = {}) {
  const answer = await call(
    'POST',
    customerId === undefined ? '/invitations' : `/customers/${customerId}/invitations`,
    { body, ...(as && { as }) }
  )
  const { invitationId, url } = answer.json<Issued>()
  const seen = async () =>
    (await call('GET', `/invitations/${invitationId}`, as === undefined ? {} : { as })).json<Record<string, unknown>>()
  return { invitationId, path: new URL(url).pathname, seen }
}

async function acceptAt (path: string, userName: string): Promise<void> {
  const browser = test.browser()
  const form = await browser.signIn(path, userName)
  t.equal((await browser.post(path, { ...form.fields, ...both })).status, 303)
}

t.test('by another invitation: all others that ask for nothing else have ended, whoever sent them', async t => {
  const [first, second, theirs] = [
    await invite(ids.adventureWorks),
    await invite(ids.adventureWorks),
    await invite(ids.adventureWorks, { as: fabrikam })
  ]
  const browser = test.browser()
  const open = await browser.signIn(second.path)
  await acceptAt(first.path, 'admin@adventure-works.example')
  t.match(await first.seen(), { status: 'accepted' })
  t.match(await second.seen(), { status: 'acceptedOtherwise', endedAt: test.clock.at.toISOString(), openedAt: String })
  t.notOk('directAcceptance' in await second.seen())
  const told = await theirs.seen()
  t.match(told, { status: 'acceptedOtherwise', endedAt: test.clock.at.toISOString() })
  t.notMatch(JSON.stringify(told), /Contoso/)

  const before = await test.count()
  const answer = await browser.post(second.path, { ...open.fields, ...filled })
  t.equal(answer.status, 409)
  t.match(answer.html, 'This has already been accepted')
  t.match(answer.html, '/accept/confirmations/', 'of the one who accepted: the confirmation')
  t.equal((await browser.post(second.path, { ...open.fields, decision: 'decline' })).status, 409)
  t.strictSame(await test.count(), before)
  t.equal((await browser.get(theirs.path)).status, 409)
})

t.test('the list has it by its status, and the view of the customer too', async t => {
  const listed = async (search: string) =>
    (await call('GET', `/invitations${search}`)).json<{ items: Issued[] }>().items.map(({ status }) => status)
  t.strictSame(await listed('?status=acceptedOtherwise'), ['acceptedOtherwise'])
  t.strictSame(await listed('?status=sent'), [])
  t.strictSame(await listed('?status=opened'), [])
  const status = (await call('GET', `/customers/${ids.adventureWorks}/status`, { as: fabrikam })).json()
  t.match(status, { state: 'directlyAccepted', facts: [{}, {}] })
  t.match(
    status.facts.find(({ kind }: { kind: string }) => kind === 'invitation'),
    { status: 'acceptedOtherwise', source: 'customer', counts: false }
  )
})

t.test('it is not sent again, and can be revoked', async t => {
  const {
    items: [{ invitationId } = { invitationId: '' }]
  } = (await call('GET', '/invitations?status=acceptedOtherwise')).json<{ items: Issued[] }>()
  t.match((await call('POST', `/invitations/${invitationId}/resend`)).json(), {
    status: 409,
    title: 'DirectlyAcceptedAlready'
  })
  t.match((await call('POST', `/invitations/${invitationId}/revoke`)).json(), { status: 'revoked' })
})

t.test('by a relationship request: an invitation to the agreement has ended', async t => {
  const { seen } = await invite(ids.lucerne)
  await acceptAt(requestOf(ids.fabrikam), 'admin@lucerne-publishing.example')
  t.match(await seen(), { status: 'acceptedOtherwise' })
})

t.test('an invitation without a customer is of who opened it, once that is a customer', async t => {
  const asked = await invite(undefined, { as: fabrikam, body: { ...unnamed, companyName: 'Proseware' } })
  await test.browser().signIn(asked.path, 'admin@proseware.example')
  t.match(await asked.seen(), { status: 'opened', customerId: null }, 'who opened it is not told')
  await acceptAt(requestOf(ids.contoso), 'admin@proseware.example')
  t.match(await asked.seen(), { status: 'opened', customerId: null }, 'the relationship is still asked for')
  await acceptAt(requestOf(ids.fabrikam), 'admin@proseware.example')
  t.match(await asked.seen(), { status: 'acceptedOtherwise', customerId: ids.proseware })
  t.match((await call('GET', `/invitations?customerId=${ids.proseware}`, { as: fabrikam })).json(), {
    items: [{ invitationId: asked.invitationId }]
  })
  t.equal((await test.browser().signIn(asked.path, 'admin@proseware.example')).status, 409)
})

t.test('an invitation that was sent twice has ended with the other; one for another company has not', async t => {
  const [first, second] = [await invite(undefined, { body: unnamed }), await invite(undefined, { body: unnamed })]
  const others = [
    await invite(undefined, { body: { ...unnamed, companyName: 'Fifth Coffee' } }),
    await invite(undefined, { body: { ...unnamed, companyName: undefined } }),
    await invite(undefined, { as: fabrikam, body: unnamed })
  ]
  await acceptAt(first.path, 'admin@litware.example')
  t.match(await second.seen(), { status: 'acceptedOtherwise', customerId: ids.litware })
  t.equal((await test.browser().signIn(second.path, 'admin@litware.example')).status, 409)
  for (const { seen } of others) t.match(await seen(), { status: 'sent', customerId: null })
  t.equal(
    (await test.browser().signIn(others[0]?.path ?? '', 'admin@wingtip-toys.example')).status,
    403,
    'another customer still meets it (R25)'
  )
})

t.test('whoever has it all already is told so, and so is the partner', async t => {
  const asked = await invite(undefined, { body: { ...unnamed, companyName: 'Litware' } })
  const page = await test.browser().signIn(asked.path, 'admin@litware.example')
  t.equal(page.status, 409)
  t.match(await asked.seen(), { status: 'acceptedOtherwise', customerId: ids.litware })
})

t.test('an acceptance that does not count changes nothing, nor does one after the invitation expired', async t => {
  await test.stored.rows('DELETE FROM purchase')
  const early = await invite(ids.wingtip)
  await accept(test, ids.wingtip, null, new Date('2023-03-31T23:59:59Z'))
  t.match(await early.seen(), { status: 'sent' }, 'before the cut-off')
  const short = await invite(ids.wingtip, { body: { invited: ada, expiresInDays: 1 } })
  const start = test.clock.at
  test.clock.at = new Date(start.getTime() + 2 * day)
  t.match(await short.seen(), { status: 'expired' })
  await accept(test, ids.wingtip)
  t.match(await short.seen(), { status: 'expired' })
  t.match(await early.seen(), { status: 'acceptedOtherwise', endedAt: test.clock.at.toISOString() })
  test.clock.at = new Date(start.getTime() + 40 * day)
  t.match(await early.seen(), { status: 'acceptedOtherwise' }, 'its time ran out later')
  test.clock.at = start
})
