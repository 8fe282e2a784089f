import t from 'tap'
import { acceptanceRepository } from '../../../src/acceptance/customer-page/repository.js'
import { connectTo } from '../../helper/database.js'
import { signInAt } from '../../helper/sign-in.js'
import { day, filled, pageTest, type Browser } from './helper.js'

const test = await pageTest(t)
const { rows } = test.stored
const isSignedIn = async (browser: Browser, path = '/accept/partners') =>
  (await browser.get(path)).html.includes('name="formKey"')
const formKeyOf = (html: string) => /name="formKey" value="([^"]+)"/.exec(html)?.[1] ?? ''

/** A browser with the same cookies, as if somebody had copied them. */
function copyOf ({ cookies }: Browser): Browser {
  const copy = test.browser()
  for (const [name, value] of cookies) copy.cookies.set(name, value)
  return copy
}

async function signOut (browser: Browser, html: string): Promise<number> {
  return (await browser.post('/accept/sign-out', { formKey: formKeyOf(html) })).status
}

t.test('a session that was signed out of opens nothing any more, by whichever instance it is asked', async t => {
  const { path } = await test.invite()
  const browser = test.browser()
  const page = await browser.signIn(path)
  const copy = copyOf(browser)
  t.ok(await isSignedIn(copy, path), 'the control')
  t.equal(await signOut(browser, page.html), 200)
  t.notOk(await isSignedIn(copy, path))
  t.notOk(await isSignedIn(copy))
  t.equal((await copy.post(path, { ...page.fields, ...filled })).status, 403)
  t.strictSame(await rows('SELECT FROM direct_acceptance'), [])
  t.equal((await copy.get('/accept/documents/1')).status, 404)
  const [{ cookie } = {}] = await rows<{ cookie: Buffer }>(
    'SELECT cookie_sha256 AS cookie FROM spent_cookie ORDER BY expires_at DESC LIMIT 1'
  )
  t.ok(await acceptanceRepository(await connectTo(t, test.stored)).isSpent(cookie as Buffer))
})

t.test('the other sessions of the same person go on', async t => {
  const [here, there] = [test.browser(), test.browser()]
  const page = await here.signIn('/accept/partners')
  await there.signIn('/accept/partners')
  await signOut(here, page.html)
  t.ok(await isSignedIn(there))
})

t.test('signing out twice, and without a session, is no error', async t => {
  const browser = test.browser()
  const page = await browser.signIn('/accept/partners')
  const copy = copyOf(browser)
  t.strictSame(
    [await signOut(browser, page.html), await signOut(copy, page.html), await signOut(test.browser(), page.html)],
    [200, 200, 200]
  )
})

t.test('signing in again ends the session before', async t => {
  const browser = test.browser()
  await browser.signIn('/accept/partners')
  const before = copyOf(browser)
  await browser.signIn('/accept/partners')
  t.ok(await isSignedIn(browser))
  t.notOk(await isSignedIn(before))
})

t.test('an attempt to sign in makes one session, also where its cookie was copied', async t => {
  const browser = test.browser()
  const { location } = await browser.post('/accept/sign-in', { entry: '/accept/partners' })
  const copies = Array.from({ length: 5 }, () => copyOf(browser))
  // Codes of their own, so that it is not the identity provider that refuses all but one.
  const callbacks = await Promise.all(
    copies.map(
      async () => (await signInAt(new URL(location ?? ''), 'admin@adventure-works.example')).callback?.href ?? ''
    )
  )
  const answers = await Promise.all(copies.map((copy, index) => copy.get(callbacks[index] ?? '')))
  t.strictSame(answers.map(({ status }) => status).sort(), [303, 400, 400, 400, 400])
  t.equal(copies.filter(copy => copy.cookies.has('__Host-acceptance')).length, 1)
})

t.test('a sign-in that fails can be tried again with the same attempt', async t => {
  const browser = test.browser()
  const { location } = await browser.post('/accept/sign-in', { entry: '/accept/partners' })
  const state = new URL(location ?? '').searchParams.get('state') ?? ''
  t.equal((await browser.get(`/accept/signed-in?error=access_denied&state=${state}`)).status, 400)
  const { callback } = await signInAt(new URL(location ?? ''), 'admin@adventure-works.example')
  t.equal((await browser.get(callback?.href ?? '')).status, 303)
})

t.test('what has expired is forgotten with the next sign-out; the service itself can remove nothing', async t => {
  const at = (days: number) => new Date(test.clock.at.getTime() + days * day)
  for (const [name, days] of [['old', -2], ['recent', -0.5], ['running', 0.1]] as const) {
    await rows('INSERT INTO spent_cookie (cookie_sha256, expires_at) VALUES (sha256($1::bytea), $2)', [name, at(days)])
  }
  const browser = test.browser()
  const page = await browser.signIn('/accept/partners')
  await signOut(browser, page.html)
  const kept = await rows<{ name: string }>(
    "SELECT name FROM unnest(ARRAY['old', 'recent', 'running']) AS name JOIN spent_cookie ON cookie_sha256 = " +
      'sha256(name::bytea) ORDER BY 1'
  )
  t.strictSame(kept.map(({ name }) => name), ['recent', 'running'])
})
