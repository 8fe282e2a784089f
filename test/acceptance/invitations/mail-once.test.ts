import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { smtpSender } from '../../../src/acceptance/invitations/smtp.js'
import { ids, testApp } from '../../helper/app.js'
import { emptyDatabase } from '../../helper/database.js'
import { ada, caller, type Issued } from '../../helper/invitations.js'
import { startSandbox, tokenFrom } from '../../helper/sandbox.js'
import { startMailServer } from '../../helper/smtp.js'

const path = `/customers/${ids.adventureWorks}/invitations`
const body = { invited: ada, sendMail: true }

t.test('while the first request still sends its mail, a repetition waits, and gets the same response', async t => {
  const server = await startMailServer(t)
  server.mode = 'hold'
  const test = await testApp(t, { mailSender: smtpSender({ smtpUrl: server.url, mailFrom: 'a@example.com' }) })
  const headers = { 'ms-requestid': randomUUID() }
  const call = caller(test)
  const answered: string[] = []
  const first = call('POST', path, { body, headers }).finally(() => answered.push('first'))
  while (server.taken.length === 0) await sleep(10)
  const {
    items: [listed]
  } = (await call('GET', '/invitations')).json<{ items: Array<Issued & { mailStatus: string }> }>()
  t.equal(listed?.mailStatus, 'unconfirmed')
  const second = call('POST', path, { body, headers }).finally(() => answered.push('second'))
  await sleep(500)
  t.strictSame(answered, [], 'neither is answered yet')
  server.release()
  t.equal((await second).body, (await first).body)
  t.match((await first).json(), { mailed: true, mailStatus: 'sent' })
  t.equal(server.taken.length, 1)
})

t.test('a mail whose sender was killed is never sent again by a repetition, which says what is not known', async t => {
  const server = await startMailServer(t)
  const database = await emptyDatabase(t)
  const environment = {
    DATABASE_URL: database,
    LINK_SIGNING_KEY: randomBytes(32).toString('base64'),
    SMTP_URL: server.url,
    MAIL_FROM: 'a@example.com'
  }
  const requestId = randomUUID()
  const post = async (url: string, path: string, requestId: string, body: object) => {
    const headers = { authorization: `Bearer ${await tokenFrom(url)}`, 'ms-requestid': requestId }
    const answer = await fetch(`${url}/acceptance/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: answer.status, issued: await answer.json() as Issued & { mailed?: boolean, mailStatus?: string } }
  }

  server.mode = 'hold'
  const killed = await startSandbox(t, environment)
  const lost = post(killed.url, path, requestId, body).catch(() => 'lost')
  while (server.taken.length === 0) await sleep(10)
  killed.process.kill('SIGKILL')
  t.equal(await lost, 'lost')
  await killed.ended

  server.mode = 'take'
  const owner = new pg.Client(database)
  await owner.connect()
  // As if the client had let some time go by.
  await owner.query("UPDATE invitation_request SET recorded_at = recorded_at - interval '1 minute'")
  await owner.end()
  const { url } = await startSandbox(t, environment)
  const { status, issued } = await post(url, path, requestId, body)
  t.equal(status, 201)
  t.match(issued, { mailed: false, mailStatus: 'unconfirmed', url: String, mail: { to: ada.email } })
  t.ok(
    server.taken[0]?.data.replace(/=\r\n/g, '').includes(issued.url),
    'with the link that the mail has, should it arrive'
  )
  t.equal(server.taken.length, 1)
  t.equal((await fetch(`${url}${new URL(issued.url).pathname}`)).status, 200, 'a link that works')
  const again = await post(url, `/invitations/${issued.invitationId}/resend`, randomUUID(), { sendMail: true })
  t.match(again, { status: 200, issued: { mailed: true, mailStatus: 'sent' } })
  t.equal(server.taken.length, 2)
})
