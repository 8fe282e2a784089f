import { randomUUID } from 'node:crypto'
import t from 'tap'
import { invitationRepository } from '../../../src/acceptance/invitations/repository.js'
import { ids, testApp } from '../../helper/app.js'
import { ada, caller, end, hashOf, open, type Issued } from '../../helper/invitations.js'

const test = await testApp(t)
const { stored, clock } = test
const call = caller(test)
const start = clock.at
const days = (count: number) => new Date(start.getTime() + count * 24 * 60 * 60 * 1000)
const invite = async (expiresInDays = 14) =>
  (
    await call('POST', `/customers/${ids.adventureWorks}/invitations`, { body: { invited: ada, expiresInDays } })
  ).json<Issued>()
const newest = async (invitationId: string) =>
  (
    await stored.rows<{ token_sha256: Buffer, expires_at: Date }>(
      'SELECT token_sha256, expires_at FROM invitation_token WHERE invitation_id = $1 ORDER BY issued_at DESC LIMIT 1',
      [invitationId]
    )
  )[0]

t.beforeEach(() => { clock.at = start })

t.test('a resend makes a new link for as long again, and the one before is no longer the newest', async t => {
  const first = await invite(10)
  clock.at = days(9)
  const answer = await call('POST', `/invitations/${first.invitationId}/resend`)
  t.equal(answer.statusCode, 200, answer.body)
  t.equal(answer.headers['cache-control'], 'no-store')
  const second = answer.json<Issued>()
  t.match(second, {
    invitationId: first.invitationId,
    status: 'sent',
    invitedAt: start.toISOString(),
    sentAt: days(9).toISOString(),
    expiresAt: days(19).toISOString()
  })
  t.not(second.url, first.url)
  t.ok(second.mail.text.includes(second.url))
  t.strictSame((await newest(first.invitationId))?.token_sha256, hashOf(second.url))
  clock.at = days(15)
  t.match(
    (await call('POST', `/invitations/${first.invitationId}/resend`)).json(),
    { expiresAt: days(25).toISOString() },
    'the length stays that of the first'
  )
})

t.test('an expired one can be sent again', async t => {
  const { invitationId } = await invite(1)
  clock.at = days(1)
  t.match((await call('GET', `/invitations/${invitationId}`)).json(), { status: 'expired' }, 'at the very instant')
  t.match((await call('POST', `/invitations/${invitationId}/resend`)).json(), {
    status: 'sent',
    expiresAt: days(2).toISOString()
  })
})

t.test('of many resends at once each made the newest link in its turn', async t => {
  const { invitationId } = await invite()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => call('POST', `/invitations/${invitationId}/resend`))
  )
  t.strictSame([...new Set(answers.map(({ statusCode }) => statusCode))], [200])
  const [row] = await stored.rows<{ count: number, instants: number }>(
    `SELECT count(*)::int AS count, count(DISTINCT issued_at)::int AS instants
     FROM invitation_token
     WHERE invitation_id = $1`,
    [invitationId]
  )
  t.strictSame(row, { count: 21, instants: 21 })
})

t.test('a revoked one has ended', async t => {
  const { invitationId } = await invite()
  await open(test, invitationId)
  clock.at = days(2)
  t.match((await call('POST', `/invitations/${invitationId}/revoke`)).json(), {
    status: 'revoked',
    endedAt: days(2).toISOString(),
    directAcceptance: undefined
  })
  t.match((await call('POST', `/invitations/${invitationId}/revoke`)).json(), {
    status: 409,
    title: 'InvitationEnded',
    detail: 'The invitation has ended: it was revoked.'
  })
  t.match((await call('POST', `/invitations/${invitationId}/resend`)).json(), { status: 409, title: 'InvitationEnded' })
  t.match(await stored.rows('SELECT what, ended_by FROM invitation_end WHERE invitation_id = $1', [invitationId]), [
    { what: 'revoked', ended_by: 'd1000000-0000-4000-8000-100000000001' }
  ])
})

t.test('one that was accepted or declined can neither be revoked nor sent again', async t => {
  for (const what of ['accepted', 'declined'] as const) {
    const { invitationId } = await invite()
    await end(test, invitationId, what)
    for (const action of ['revoke', 'resend']) {
      t.match(
        (await call('POST', `/invitations/${invitationId}/${action}`)).json(),
        { status: 409, title: 'InvitationEnded', detail: new RegExp(what) },
        `${what}, ${action}`
      )
    }
  }
})

t.test('an end that comes between the look and the new link counts', async t => {
  const { invitationId } = await invite()
  await end(test, invitationId, 'accepted')
  const { renew, revoke, findRequest } = invitationRepository(test.database)
  const request = {
    requestId: randomUUID(),
    requestSha256: Buffer.alloc(32),
    sendsMail: false,
    response: Buffer.alloc(1)
  }
  t.equal(
    await renew(
      { partnerId: ids.contoso, invitationId, sentAt: days(1), expiresAt: days(2) },
      Buffer.alloc(32, 1),
      request
    ),
    'ended'
  )
  t.equal(await revoke(ids.contoso, invitationId, ids.contoso, clock.at, request), 'ended')
  t.equal(await findRequest(ids.contoso, request.requestId), undefined, 'nothing is recorded of what was not done')
  t.not((await newest(invitationId))?.token_sha256.toString('hex'), Buffer.alloc(32, 1).toString('hex'))
})

t.test('a link that would be older than the newest one is not made', async t => {
  const { invitationId } = await invite()
  const { renew } = invitationRepository(test.database)
  const requestOf = (requestId: string) => ({
    requestId,
    requestSha256: Buffer.alloc(32),
    sendsMail: false,
    response: Buffer.alloc(1)
  })
  for (const sentAt of [start, new Date(start.getTime() - 1)]) {
    t.equal(
      await renew(
        { partnerId: ids.contoso, invitationId, sentAt, expiresAt: days(2) },
        Buffer.alloc(32, 2),
        requestOf(randomUUID())
      ),
      'late'
    )
  }
  t.not((await newest(invitationId))?.token_sha256.toString('hex'), Buffer.alloc(32, 2).toString('hex'))
})

t.test('of many revocations at once one counts', async t => {
  const { invitationId } = await invite()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => call('POST', `/invitations/${invitationId}/revoke`))
  )
  t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [200, ...Array.from({ length: 19 }, () => 409)])
})

t.test('a document that was replaced is not sent again', async t => {
  const { invitationId } = await invite()
  await stored.rows("UPDATE agreement_document SET retired_at = now() WHERE country = 'US' AND language = 'en-US'")
  t.match((await call('POST', `/invitations/${invitationId}/resend`)).json(), {
    status: 409,
    title: 'InvitationOutdated'
  })
  await stored.rows("UPDATE agreement_document SET retired_at = NULL WHERE country = 'US' AND language = 'en-US'")
})

t.test('what a resend does not know is refused', async t => {
  const { invitationId } = await invite()
  t.match((await call('POST', `/invitations/${invitationId}/resend`, { body: { expiresInDays: 3 } })).json(), {
    status: 400,
    detail: /expiresInDays is not known here/
  })
  t.match((await call('POST', `/invitations/${invitationId}/resend`, { body: { SendMail: true } })).json(), {
    status: 501,
    title: 'MailNotConfigured'
  })
  t.equal((await newest(invitationId))?.expires_at.toISOString(), days(14).toISOString())
})
