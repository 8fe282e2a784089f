import t from 'tap'
import { filled, pageTest } from './helper.js'

// In waves, as browsers and retries come; the primary key of invitation_end decides, not this process.
const uses = 10_000
const wave = 200

const test = await pageTest(t)

t.test(`${uses} concurrent uses of one token accept exactly once`, { timeout: 240_000 }, async t => {
  const { path, invitationId } = await test.invite()
  const browser = test.browser()
  const form = await browser.signIn(path)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const body = new URLSearchParams({ ...form.fields, ...filled }).toString()
  const headers = { cookie, origin: test.base, 'content-type': 'application/x-www-form-urlencoded' }
  const statuses = new Map<number, number>()
  for (let sent = 0; sent < uses; sent += wave) {
    const answers = await Promise.all(Array.from({ length: wave }, async () => await test.app.inject({ method: 'POST', url: path, headers, payload: body })))
    for (const { statusCode } of answers) statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1)
  }
  t.strictSame(Object.fromEntries(statuses), { 303: 1, 409: uses - 1 })
  const [stored] = await test.stored.rows('SELECT (SELECT count(*) FROM direct_acceptance)::int AS accepted, (SELECT count(*) FROM acceptance_evidence WHERE invitation_id = $1)::int AS evidence, (SELECT count(*) FROM invitation_end WHERE invitation_id = $1)::int AS ended', [invitationId])
  t.strictSame(stored, { accepted: 1, evidence: 1, ended: 1 })
})
