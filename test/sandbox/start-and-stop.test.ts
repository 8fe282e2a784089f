import { execFile } from 'node:child_process'
import { request } from 'node:http'
import { promisify } from 'node:util'
import t from 'tap'
import { confirmation, ids } from '../helper/app.js'
import { testDatabase } from '../helper/database.js'
import { ada } from '../helper/invitations.js'
import { dataFolder, startSandbox, tokenFrom } from '../helper/sandbox.js'
import { startMailServer } from '../helper/smtp.js'

const run = promisify(execFile)

const list = async (url: string, token: string) =>
  (await (
    await fetch(`${url}/v1/customers/${ids.adventureWorks}/agreements?agreementType=*`, {
      headers: { authorization: `Bearer ${token}` }
    })
  ).json()) as { totalCount: number }

t.test(
  'the three lines that the sandbox prints can be run unchanged',
  { skip: process.platform === 'win32' ? 'needs a POSIX shell and curl' : false },
  async t => {
    const sandbox = await startSandbox(t, {}, ['--ephemeral'])
    const printed = sandbox.output()
    const lines = printed.split('\n').filter(line => /^(TOKEN=|curl )/.test(line))
    t.equal(lines.length, 3)
    const { stdout } = await run('sh', ['-ec', lines.join('\necho\n')])
    t.match(stdout, '"templateId":"117a77b0-9360-443b-8795-c6dedc750cf9"')
    t.match(stdout, '"userId":"d1000000-0000-4000-8000-100000000001","primaryContact":{"firstName":"Ada"')
    t.match(printed, /Docs +http:\/\/127\.0\.0\.1:\d+\/docs/)
    t.match(printed, /Data +in a temporary folder/)
  }
)

t.test('data, tokens and fixed ids survive a restart, and SIGTERM ends the sandbox with 0', async t => {
  const folder = await dataFolder(t)
  const first = await startSandbox(t, { DATA_FOLDER: folder, PUBLIC_URL: 'http://sandbox.example' })
  const token = await tokenFrom(`http://127.0.0.1:${portOf(first.output())}`)
  const base = `http://127.0.0.1:${portOf(first.output())}`
  await fetch(`${base}/v1/customers/${ids.adventureWorks}/agreements`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(confirmation())
  })
  first.process.kill('SIGTERM')
  t.equal(await first.ended, 0)

  const second = await startSandbox(t, { DATA_FOLDER: folder, PUBLIC_URL: 'http://sandbox.example' })
  const { totalCount } = await list(`http://127.0.0.1:${portOf(second.output())}`, token)
  t.equal(totalCount, 1, 'seen with the token of the first start')
})

t.test('requests in flight get their responses after SIGTERM', async t => {
  const sandbox = await startSandbox(t, {}, ['--ephemeral'])
  const token = await tokenFrom(sandbox.url)
  const body = JSON.stringify(confirmation())
  const answered = new Promise<number | undefined>((resolve, reject) => {
    const slow = request(
      `${sandbox.url}/v1/customers/${ids.adventureWorks}/agreements`,
      { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-length': Buffer.byteLength(body) } },
      answer => {
        answer.resume()
        resolve(answer.statusCode)
      }
    )
    slow.on('error', reject)
    slow.write(body.slice(0, 20))
    setTimeout(() => { sandbox.process.kill('SIGTERM') }, 200)
    setTimeout(() => { slow.end(body.slice(20)) }, 600)
  })
  t.equal(await answered, 201)
  t.equal(await sandbox.ended, 0)
})

t.test('a mail server that does not respond does not delay the stop', async t => {
  const mailServer = await startMailServer(t)
  mailServer.mode = 'silent'
  const { ownerUrl } = await testDatabase(t)
  const sandbox = await startSandbox(
    t,
    { DATABASE_URL: ownerUrl, SMTP_URL: mailServer.url, MAIL_FROM: 'a@example.com' },
    ['--ephemeral']
  )
  const authorization = `Bearer ${await tokenFrom(sandbox.url)}`
  const invited = fetch(`${sandbox.url}/acceptance/v1/customers/${ids.adventureWorks}/invitations`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify({ invited: ada, sendMail: true })
  })
  while (mailServer.connections() === 0) await new Promise(resolve => setTimeout(resolve, 20))
  const before = performance.now()
  sandbox.process.kill('SIGTERM')
  t.match(
    await (await invited).json(),
    { status: 'sent', mailed: false },
    'the partner gets its link, to mail it itself'
  )
  t.equal(await sandbox.ended, 0)
  t.ok(performance.now() - before < 6_000, 'well within the time that a stop has')
})

/** The port that the sandbox listens on, which its message does not contain if PUBLIC_URL is set. */
function portOf (output: string): string {
  return /listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1] ?? ''
}
