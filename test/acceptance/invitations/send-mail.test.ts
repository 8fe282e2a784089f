import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import t from 'tap'
import { serializeError } from '../../../src/http/request-log.js'
import type { MailSender } from '../../../src/acceptance/invitations/mail-sender.js'
import { smtpSender } from '../../../src/acceptance/invitations/smtp.js'
import { ids, testApp } from '../../helper/app.js'
import { ada, caller, hashOf, type Issued } from '../../helper/invitations.js'
import { startMailServer } from '../../helper/smtp.js'

const server = await startMailServer(t)
const logged: string[] = []
// A busy machine needs its time for a mail that goes out; one that does not is not waited for that long.
const [patient, hasty] = [15_000, 400].map(timeoutMs =>
  smtpSender({ smtpUrl: server.url, mailFrom: 'Agreements <agreements@example.com>', timeoutMs })
) as [MailSender, MailSender]
const test = await testApp(t, {
  mailSender: { send: mail => (server.mode === 'silent' || server.mode === 'drip' ? hasty : patient).send(mail) },
  logger: pino(
    { level: 'trace', serializers: { err: serializeError } },
    {
      write: (line: string) => {
        logged.push(line)
      }
    }
  )
})
const { stored } = test
const call = caller(test)
const invite = (body: object = { invited: ada, sendMail: true }) =>
  call('POST', `/customers/${ids.adventureWorks}/invitations`, { body })
const events = async (invitationId: string) =>
  (
    await stored.rows<{ what: string }>(
      'SELECT what FROM invitation_event WHERE invitation_id = $1 ORDER BY event_id',
      [invitationId]
    )
  ).map(({ what }) => what)

t.test('where it is asked for the mail goes out, and that is recorded', async t => {
  const issued = (await invite()).json<Issued>()
  t.match(issued, { mailed: true, mailedAt: '2026-03-02T10:00:00.000Z' })
  t.match(server.taken, [{ from: /<agreements@example.com>/, to: [/<ada@adventure-works.example>/] }])
  const { data } = server.taken[0] ?? { data: '' }
  t.match(
    data,
    /^From: Agreements <agreements@example.com>\r\nTo: ada@adventure-works.example\r\nSubject: Contoso Direct invites you/m
  )
  t.ok(data.replace(/=\r\n/g, '').includes(issued.url), 'quoted-printable, put together again')
  t.strictSame(await events(issued.invitationId), ['mailed'])
  t.match((await call('GET', `/invitations/${issued.invitationId}`)).json(), { mailedAt: '2026-03-02T10:00:00.000Z' })
})

t.test('unless asked it does not', async t => {
  const issued = (await invite({ invited: ada })).json<Issued>()
  t.notOk('mailed' in issued)
  t.equal(server.taken.length, 1)
  t.strictSame(await events(issued.invitationId), [])
})

t.test('a name with a line break in it adds no header and no recipient', async t => {
  await stored.rows(
    "UPDATE partner SET name = E'Contoso\\r\\nBcc: eve@example.com\\r\\n\\r\\nx' WHERE partner_id = $1",
    [ids.contoso]
  )
  await invite()
  const { to, data } = server.taken.at(-1) ?? { to: [], data: '' }
  t.equal(to.length, 1)
  t.match(data, /^Subject: Contoso Bcc: eve@example.com x invites/m)
  t.notMatch(data.slice(0, data.indexOf('\r\n\r\n')), /^Bcc:/m)
  await stored.rows("UPDATE partner SET name = 'Contoso Direct' WHERE partner_id = $1", [ids.contoso])
})

t.test('a mail that does not go out leaves the invitation, for the partner to send', async t => {
  for (const mode of ['refuse', 'silent', 'drip'] as const) {
    server.mode = mode
    const before = performance.now()
    const answer = await invite()
    t.ok(performance.now() - before < 10_000, `${mode}: in bounded time`)
    const issued = answer.json<Issued>()
    t.equal(answer.statusCode, 201, mode)
    t.match(issued, { mailed: false, mail: { to: ada.email } })
    t.strictSame(await events(issued.invitationId), ['mailFailed'], mode)
    t.equal((await stored.rows('SELECT FROM invitation_token WHERE token_sha256 = $1', [hashOf(issued.url)])).length, 1)
  }
})

t.test('its connection is closed with it, whatever the server goes on to do', async t => {
  for (const mode of ['silent', 'drip'] as const) {
    server.mode = mode
    await Promise.all(Array.from({ length: 5 }, () => invite()))
    for (let waited = 0; waited < 3_000 && server.connections() > 0; waited += 50) await sleep(50)
    t.equal(server.connections(), 0, mode)
  }
})

t.test('a service that stops gives up the mails on their way, and begins none', async t => {
  const stopping = new AbortController()
  const sender = smtpSender({ smtpUrl: server.url, mailFrom: 'a@example.com', stopping: stopping.signal })
  const mail = { to: ada.email, subject: 'x', text: 'x', html: 'x' }
  server.mode = 'drip'
  const sending = sender.send(mail)
  while (server.connections() === 0) await sleep(10)
  stopping.abort()
  await t.rejects(sending, { name: 'AbortError' })
  await t.rejects(sender.send(mail), { name: 'AbortError' })
})

t.test('a failed mail can be sent again', async t => {
  server.mode = 'refuse'
  const { invitationId } = (await invite()).json<Issued>()
  server.mode = 'take'
  const again = (await call('POST', `/invitations/${invitationId}/resend`, { body: { sendMail: true } })).json<Issued>()
  t.match(again, { mailed: true })
  t.ok(server.taken.at(-1)?.data.replace(/=\r\n/g, '').includes(again.url))
  t.strictSame(await events(invitationId), ['mailFailed', 'mailed'])
})

t.test('nothing of a person, and no link, is in the log', async t => {
  t.ok(logged.some(line => line.includes('a mail was not sent')))
  t.notMatch(logged.join(''), /ada@|Lovelace|\/accept\/[\w-]{43}|eve@/)
})

t.test('beyond this machine an smtp:// server without STARTTLS gets nothing', async t => {
  let data = ''
  const stranger = createServer(socket => {
    socket.setEncoding('utf8').on('error', () => {}).on('data', (chunk: string) => {
      data += chunk
      socket.write('250 test\r\n')
    }).write('220 test\r\n')
  })
  await new Promise<void>(resolve => stranger.listen(0, '0.0.0.0', resolve))
  t.teardown(() => stranger.close())
  const address = stranger.address()
  const port = typeof address === 'object' ? address?.port : undefined
  // 0.0.0.0 leads to this machine too, and is no name of it.
  await t.rejects(
    smtpSender({ smtpUrl: `smtp://user:secret@0.0.0.0:${port}`, mailFrom: 'a@example.com', timeoutMs: 400 }).send({
      to: ada.email,
      subject: 'x',
      text: 'x',
      html: 'x'
    })
  )
  t.match(data, /^EHLO/)
  t.notMatch(data, /MAIL FROM|AUTH|secret|ada@/i)
})
