import t from 'tap'
import { ids, testApp } from '../../helper/app.js'
import { accept, ada, caller, end, open, type Issued } from '../../helper/invitations.js'

const test = await testApp(t)
const call = caller(test)
const hour = 60 * 60 * 1000
const made: string[] = []

// One of each status, an hour apart; the clock stands at the end of the second day.
for (const [customerId, status] of [
  [ids.adventureWorks, 'sent'], [ids.adventureWorks, 'opened'], [ids.proseware, 'accepted'],
  [ids.proseware, 'declined'], [ids.lucerne, 'expired'], [ids.lucerne, 'revoked']
] as const) {
  const answer = await call('POST', `/customers/${customerId}/invitations`, {
    body: { invited: ada, expiresInDays: status === 'expired' ? 1 : 30 }
  })
  const { invitationId } = answer.json<Issued>()
  made.unshift(invitationId)
  if (status === 'opened' || status === 'declined') await open(test, invitationId)
  if (status === 'declined') await end(test, invitationId, status)
  if (status === 'revoked') await call('POST', `/invitations/${invitationId}/revoke`)
  test.clock.at = new Date(test.clock.at.getTime() + hour)
}
await accept(test, ids.proseware, made[3])
test.clock.at = new Date('2026-03-04T10:00:00.000Z')

const items = async (search = '', as?: string) =>
  (await call('GET', `/invitations${search}`, as === undefined ? {} : { as })).json<{
    items: Array<{ invitationId: string, status: string }>
    nextCursor?: string
  }>()

t.test('newest first, each with its status and dates, and without its link', async t => {
  const { items: all, nextCursor } = await items()
  t.equal(nextCursor, undefined)
  t.strictSame(all.map(({ invitationId }) => invitationId), made)
  t.match(all, [
    {
      status: 'revoked',
      customerId: ids.lucerne,
      invitedAt: '2026-03-02T15:00:00.000Z',
      endedAt: '2026-03-02T15:00:00.000Z'
    },
    { status: 'expired', expiresAt: '2026-03-03T14:00:00.000Z', directAcceptance: { available: true } },
    { status: 'declined', openedAt: '2026-03-02T13:00:00.000Z', endedAt: '2026-03-02T13:00:00.000Z' },
    { status: 'accepted', endedAt: '2026-03-02T16:00:00.000Z', companyName: 'Proseware' },
    { status: 'opened', openedAt: '2026-03-02T11:00:00.000Z' },
    { status: 'sent', sentAt: '2026-03-02T10:00:00.000Z', invited: ada }
  ])
  t.notMatch(JSON.stringify(all), /accept\/|openedAt":null|"(url|mail)"/)
})

t.test('by status, and by customer', async t => {
  for (const status of ['sent', 'opened', 'accepted', 'declined', 'expired', 'revoked']) {
    t.strictSame(
      (await items(`?status=${status}`)).items.map(one => one.status),
      [status]
    )
  }
  t.strictSame(
    (await items(`?customerId=${ids.lucerne.toUpperCase()}&STATUS=Expired`)).items.map(one => one.invitationId),
    [made[1]]
  )
  t.strictSame((await items('?customerId=cc000000-0000-4000-8000-000000000001')).items, [])
})

t.test('in pages, each invitation once, also while new ones are made', async t => {
  const seen: string[] = []
  let search = '?limit=4'
  for (;;) {
    const page = await items(search)
    seen.push(...page.items.map(({ invitationId }) => invitationId))
    await call('POST', `/customers/${ids.adventureWorks}/invitations`, { body: { invited: ada } })
    if (page.nextCursor === undefined) break
    search = `?limit=4&cursor=${page.nextCursor}`
  }
  t.strictSame(seen, made)
})

t.test('invitations of one instant are each listed once', async t => {
  await Promise.all(
    Array.from({ length: 5 }, () =>
      call('POST', `/customers/${ids.adventureWorks}/invitations`, { body: { invited: ada } })
    )
  )
  const all = (await items()).items.map(({ invitationId }) => invitationId)
  const seen: string[] = []
  for (
    let search = '?limit=1', cursor: string | undefined = '';
    cursor !== undefined;
    search = `?limit=1&cursor=${cursor}`
  ) {
    const page = await items(search)
    seen.push(...page.items.map(({ invitationId }) => invitationId))
    cursor = page.nextCursor
  }
  t.strictSame(seen, all)
})

t.test('parameters that cannot be read are refused', async t => {
  for (const search of [
    '?status=lost', '?customerId=x', '?cursor=x', '?cursor=99999999999999999999_d1000000-0000-4000-8000-000000000001',
    '?cursor=1_x', '?limit=0', '?limit=501', '?limit=1.5', '?limit=-1', '?status=sent&status=opened'
  ]) {
    t.match((await call('GET', `/invitations${search}`)).json(), { status: 400, title: 'PropertyInvalid' }, search)
  }
  for (const id of ['x', '%00', made[0] + 'a', 'cc000000-0000-4000-8000-000000000001']) {
    t.match((await call('GET', `/invitations/${id}`)).json(), { status: 404, title: 'NotFound' }, id)
  }
})
