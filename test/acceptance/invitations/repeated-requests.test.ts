import { randomUUID } from 'node:crypto'
import t from 'tap'
import { invitationRepository } from '../../../src/acceptance/invitations/repository.js'
import { smtpSender } from '../../../src/acceptance/invitations/smtp.js'
import { ids, testApp } from '../../helper/app.js'
import { connectTo } from '../../helper/database.js'
import { accept, ada, caller, open, type Issued } from '../../helper/invitations.js'
import { startMailServer } from '../../helper/smtp.js'

const server = await startMailServer(t)
const test = await testApp(t, database => ({
  invitations: alternating(invitationRepository(database)),
  mailSender: smtpSender({ smtpUrl: server.url, mailFrom: 'a@example.com' })
}))
const { stored, clock } = test
// Half of the requests as in one instance, half as in another.
const elsewhere = invitationRepository(await connectTo(t, stored))
const call = caller(test)
const fabrikam = 'adminagent@fabrikam.example'
const toCustomer = `/customers/${ids.adventureWorks}/invitations`
const body = { invited: ada, sendMail: true }

function alternating (here: typeof elsewhere): typeof elsewhere {
  let calls = 0
  return new Proxy(here, { get: (_, name: keyof typeof elsewhere) => (calls++ % 2 === 0 ? here : elsewhere)[name] })
}

async function post (path: string, requestId: string, body: object = {}, as?: string) {
  return await call('POST', path, { body, headers: { 'ms-requestid': requestId }, ...(as && { as }) })
}

async function count (): Promise<Record<string, number>> {
  const [row] = await stored.rows<Record<string, number>>(
    `SELECT
       (SELECT count(*)::int FROM invitation) AS invitations,
       (SELECT count(*)::int FROM invitation_token) AS links,
       (SELECT count(*)::int FROM invitation_end) AS ends,
       (SELECT count(*)::int FROM invitation_event) AS events`
  )
  return { ...row, mails: server.taken.length }
}

t.test('one request, 20 times at once: one invitation, one mail, and one response 20 times', async t => {
  const requestId = randomUUID()
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(toCustomer, requestId, body)))
  t.strictSame([...new Set(answers.map(({ statusCode }) => statusCode))], [201])
  t.equal(new Set(answers.map(({ body }) => body)).size, 1)
  t.match(answers[0]?.json(), { mailed: true, mailStatus: 'sent', mailedAt: String, url: String })
  t.strictSame(await count(), { invitations: 1, links: 1, ends: 0, events: 1, mails: 1 })
})

t.test('repeated later, the first response comes again, byte for byte, whatever has happened since', async t => {
  const requestId = randomUUID()
  const first = await post(toCustomer, requestId, body)
  const { invitationId, url } = first.json<Issued>()
  await stored.rows("UPDATE partner SET name = 'Contoso Renamed' WHERE partner_id = $1", [ids.contoso])
  await open(test, invitationId)
  clock.at = new Date(clock.at.getTime() + 60_000)
  await post(`/invitations/${invitationId}/resend`, randomUUID())
  await accept(test, ids.adventureWorks, invitationId)
  const before = await count()
  const again = await post(toCustomer, requestId.toUpperCase(), body)
  t.strictSame([again.statusCode, again.body, again.headers['cache-control']], [201, first.body, 'no-store'])
  t.ok(again.body.includes(url))
  t.strictSame(await count(), before)
  await stored.rows("UPDATE partner SET name = 'Contoso Direct' WHERE partner_id = $1", [ids.contoso])
  await stored.rows('DELETE FROM acceptance_evidence')
  await stored.rows('DELETE FROM direct_acceptance')
})

t.test('the same id with another body, customer or action is refused, and stores nothing', async t => {
  const requestId = randomUUID()
  const { invitationId } = (await post(toCustomer, requestId, body)).json<Issued>()
  const before = await count()
  for (const [path, other] of [
    [toCustomer, { ...body, expiresInDays: 3 }],
    [`/customers/${ids.proseware}/invitations`, body],
    ['/invitations', { ...body, country: 'US' }],
    [`/invitations/${invitationId}/resend`, {}],
    [`/invitations/${invitationId}/revoke`, {}]
  ] as const) {
    t.match((await post(path, requestId, other)).json(), { status: 409, title: 'RequestIdReused' }, path)
  }
  const rivals = [randomUUID(), body, { ...body, expiresInDays: 5 }] as const
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => post(toCustomer, rivals[0], index % 2 === 0 ? rivals[1] : rivals[2]))
  )
  t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [201, 201, 201, 201, 201, 409, 409, 409, 409, 409])
  t.strictSame(await count(), {
    ...before,
    invitations: (before['invitations'] ?? 0) + 1,
    links: (before['links'] ?? 0) + 1,
    events: (before['events'] ?? 0) + 1,
    mails: (before['mails'] ?? 0) + 1
  })
})

t.test('another partner\'s same id is another request', async t => {
  const requestId = randomUUID()
  const [ours, theirs] = [
    (await post(toCustomer, requestId, body)).json<Issued>(),
    (await post(toCustomer, requestId, body, fabrikam)).json<Issued>()
  ]
  t.match(theirs, { status: 'sent', mailed: true })
  t.not(theirs.invitationId, ours.invitationId)
  t.not(theirs.url, ours.url)
})

t.test('a request that was refused is judged anew', async t => {
  const requestId = randomUUID()
  await stored.rows("UPDATE agreement_document SET retired_at = now() WHERE country = 'FR'")
  t.match((await post(toCustomer, requestId, { invited: ada, country: 'FR' })).json(), {
    status: 409,
    title: 'InvitationDocumentMissing'
  })
  await stored.rows("UPDATE agreement_document SET retired_at = NULL WHERE country = 'FR'")
  t.equal((await post(toCustomer, requestId, { invited: ada, country: 'FR' })).statusCode, 201)
})

t.test('without an id, or with one that is no GUID, every request is one of its own', async t => {
  const urls = await Promise.all(
    [{}, {}, { 'ms-requestid': 'x' }, { 'ms-requestid': 'x' }].map(
      async headers => (await call('POST', toCustomer, { body: { invited: ada }, headers })).json<Issued>().url
    )
  )
  t.equal(new Set(urls).size, 4)
})

t.test('resent 20 times at once by one request: one new link, one mail', async t => {
  const { invitationId, url } = (await post(toCustomer, randomUUID(), { invited: ada })).json<Issued>()
  const before = await count()
  const requestId = randomUUID()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post(`/invitations/${invitationId}/resend`, requestId, { sendMail: true }))
  )
  t.equal(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size, 1)
  t.match(answers[0]?.json(), { invitationId, mailed: true })
  t.not(answers[0]?.json<Issued>().url, url)
  t.strictSame(await count(), {
    ...before,
    links: (before['links'] ?? 0) + 1,
    events: (before['events'] ?? 0) + 1,
    mails: (before['mails'] ?? 0) + 1
  })
  await post(`/invitations/${invitationId}/revoke`, randomUUID())
  t.equal(
    (await post(`/invitations/${invitationId}/resend`, requestId, { sendMail: true })).body,
    answers[0]?.body,
    'also once it was revoked'
  )
})

t.test('revoked 20 times at once by one request: all are told so; by another, that it has ended', async t => {
  const { invitationId } = (await post(toCustomer, randomUUID(), { invited: ada })).json<Issued>()
  const requestId = randomUUID()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post(`/invitations/${invitationId}/revoke`, requestId))
  )
  t.equal(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size, 1)
  t.match(answers[0]?.json(), { status: 'revoked', endedAt: clock.at.toISOString() })
  const other = randomUUID()
  for (let times = 0; times < 2; times++) {
    t.match((await post(`/invitations/${invitationId}/revoke`, other)).json(), {
      status: 409,
      title: 'InvitationEnded'
    })
  }
})

t.test('a response that was encrypted under another key is not made up: the invitation is still there', async t => {
  const requestId = randomUUID()
  const { invitationId } = (await post(toCustomer, requestId, body)).json<Issued>()
  await stored.rows(
    'UPDATE invitation_request SET response = set_byte(response, 20, get_byte(response, 20) # 1) WHERE request_id = $1',
    [requestId]
  )
  const before = await count()
  t.match((await post(toCustomer, requestId, body)).json(), {
    status: 409,
    title: 'ResponseNotRepeatable',
    detail: new RegExp(`GET /acceptance/v1/invitations/${invitationId}`)
  })
  t.strictSame(await count(), before)
})
