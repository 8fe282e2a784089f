import { randomUUID } from 'node:crypto'
import t from 'tap'
import { ids } from '../../helper/app.js'
import { filled, pageTest } from './helper.js'

const test = await pageTest(t)
const { rows } = test.stored
const end = async (invitationId: string, what: string) =>
  await rows('INSERT INTO invitation_end (invitation_id, what, ended_at, ended_by) VALUES ($1, $2, now(), $3)', [
    invitationId, what, randomUUID()
  ])
const past = () => new Date(test.clock.at.getTime() - 1_000)

async function badTokens (): Promise<Record<string, string>> {
  const [superseded, revoked, accepted, declined, expired] = [
    await test.invite(),
    await test.invite(),
    await test.invite(),
    await test.invite(),
    await test.invite({ expiresAt: past() })
  ]
  await test.issueToken(superseded.invitationId, { issuedAt: new Date(test.clock.at.getTime() + 1) })
  await end(revoked.invitationId, 'revoked')
  await end(accepted.invitationId, 'accepted')
  await end(declined.invitationId, 'declined')
  const altered = (await test.invite()).token
  return {
    unknown: 'A'.repeat(43),
    altered: `${altered.startsWith('A') ? 'B' : 'A'}${altered.slice(1)}`,
    short: 'abc',
    long: 'A'.repeat(44),
    'longer than any path of the API': 'A'.repeat(3_000),
    'in no readable encoding': '%ZZ',
    superseded: superseded.token,
    revoked: revoked.token,
    accepted: accepted.token,
    declined: declined.token,
    expired: expired.token
  }
}

t.test('a mail scanner\'s GET and HEAD find a neutral page and store nothing', async t => {
  const { path } = await test.invite({ language: 'de' })
  const before = await test.count()
  for (const method of ['GET', 'HEAD', 'GET']) {
    const answer = await fetch(test.base + path, { method })
    t.equal(answer.status, 200)
    const html = await answer.text()
    t.notMatch(html, /Contoso|Adventure|Ada|Lovelace/)
    if (method === 'GET') t.match(html, 'Bitte melden Sie sich an')
    t.strictSame(answer.headers.getSetCookie(), [])
  }
  t.strictSame(await test.count(), before)
})

t.test('every bad token gets the same bytes, whatever is wrong with it', async t => {
  const answers = await Promise.all(
    Object.entries(await badTokens()).map(async ([what, token]) => ({
      what,
      page: await test.browser().get(`/accept/${token}`)
    }))
  )
  for (const { what, page } of answers) {
    t.equal(page.status, 404, what)
    t.equal(page.html, answers[0]?.page.html, what)
    const named = (headers: Headers) => [...headers].filter(([name]) => !/^(ms-|date)/.test(name))
    t.strictSame(named(page.headers), named(answers[0]?.page.headers ?? new Headers()), what)
  }
  t.match(answers[0]?.page.html, 'This link does not work')
})

t.test(
  'a link that the API could not read is refused in the language, with the methods and by the origin of every ' +
    'other one',
  async t => {
    for (const token of ['A'.repeat(3_000), '%ZZ', `documents/${'A'.repeat(3_000)}`]) {
      t.match((await test.browser().get(`/Accept//${token}?lang=de`)).html, '<html lang="de">')
      t.equal(
        (await fetch(`${test.base}/accept/${token}`, { method: 'DELETE' })).headers.get('allow'),
        'GET, HEAD, POST'
      )
      t.equal((await test.browser().post(`/accept/${token}`, filled, { origin: 'https://evil.example' })).status, 403)
      const api = await fetch(`${test.base}/v1/customers/${token.replace('documents/', '')}/agreements`)
      t.match([api.status, await api.json()], [400, { errorName: 'RequestInvalid' }], 'the API keeps its answer')
    }
  }
)

t.test('posting to a bad token accepts nothing, with a session and a form of another invitation', async t => {
  const { path } = await test.invite()
  const browser = test.browser()
  const form = await browser.signIn(path)
  const before = await test.count()
  for (const [what, token] of Object.entries(await badTokens())) {
    const answer = await browser.post(`/accept/${token}`, { ...form.fields, ...filled })
    t.ok([404, 410].includes(answer.status), `${what}: ${answer.status}`)
    t.match(
      Object.fromEntries(answer.headers),
      {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': form.headers.get('content-security-policy'),
        'cache-control': 'no-store'
      },
      what
    )
  }
  const other = await test.invite()
  t.equal(
    (await browser.post(other.path, { ...form.fields, ...filled })).status,
    403,
    'a good token, but the form of another'
  )
  const now = await test.count()
  t.equal(now['direct_acceptance'], before['direct_acceptance'])
  t.equal(now['acceptance_evidence'], before['acceptance_evidence'])
})

t.test('its own administrator is told what happened to a link', async t => {
  const { path } = await test.invite()
  const browser = test.browser()
  await browser.signIn(path)
  const tokens = await badTokens()
  t.match((await browser.get(`/accept/${tokens['expired']}`)).html, 'This invitation has expired')
  t.match((await browser.get(`/accept/${tokens['revoked']}`)).html, 'This invitation was withdrawn')
  t.equal((await browser.get(`/accept/${tokens['superseded']}`)).status, 404)
})

t.test('another organization, and somebody who is no administrator, learn nothing and cannot accept', async t => {
  const { path } = await test.invite()
  for (const [user, said] of [
    ['admin@litware.example', 'This link is for another organization'],
    ['user@litware.example', 'This link is for another organization'],
    ['user@adventure-works.example', 'An administrator has to do this']
  ] as const) {
    const browser = test.browser()
    const before = await test.count()
    const page = await browser.signIn(path, user)
    t.equal(page.status, 403, user)
    t.match(page.html, said)
    t.notMatch(page.html, /Contoso|Fabrikam|Ada|Lovelace/)
    const formKey = /name="formKey" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
    t.equal((await browser.post(path, { ...filled, formKey })).status, 403)
    t.strictSame(await test.count(), before, `${user} left nothing`)
  }
  t.equal((await test.browser().signIn('/accept/partners', 'user@adventure-works.example')).status, 403)
})

t.test('the first look of an administrator is recorded, once', async t => {
  const { path, invitationId } = await test.invite()
  const browser = test.browser()
  await browser.signIn(path)
  test.clock.at = new Date(test.clock.at.getTime() + 1_000)
  await browser.get(path)
  const events = await rows<{ happened_at: Date }>(
    "SELECT happened_at FROM invitation_event WHERE invitation_id = $1 AND what = 'opened'",
    [invitationId]
  )
  t.equal(events.length, 1)
  t.equal(events[0]?.happened_at.getTime(), test.clock.at.getTime() - 1_000)
})

t.test('a customer that has bought is told to reach out to its partner, and cannot accept (R25)', async t => {
  const { path } = await test.invite({ customer_id: ids.wingtip, language: 'de' })
  const browser = test.browser()
  const page = await browser.signIn(path, 'admin@wingtip-toys.example')
  t.match(page.html, /wenden Sie sich an Ihren Partner Contoso Direct/)
  t.notMatch(page.html, 'type="checkbox"')
  const formKey = /name="formKey" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
  const before = await test.count()
  t.equal((await browser.post(path, { ...filled, formKey })).status, 403)
  t.strictSame(await test.count(), before)
})

t.test('a purchase while the form is open closes it too', async t => {
  const { path } = await test.invite({ customer_id: ids.litware, partner_id: ids.fabrikam })
  const browser = test.browser()
  const form = await browser.signIn(path, 'admin@litware.example')
  await rows('INSERT INTO purchase (partner_id, customer_id, purchased_at) VALUES ($1, $2, now())', [
    ids.fabrikam,
    ids.litware
  ])
  t.equal((await browser.post(path, { ...form.fields, ...filled })).status, 403)
  t.strictSame(await rows('SELECT FROM direct_acceptance WHERE customer_id = $1', [ids.litware]), [])
})
