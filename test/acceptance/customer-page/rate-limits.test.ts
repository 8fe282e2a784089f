import t, { type Test } from 'tap'
import { pageLanguages } from '../../../src/domain/acceptance/page-language.js'
import { signInAt } from '../../helper/sign-in.js'
import { pageTest, type Page } from './helper.js'

const limited = async (t: Test, client: number, attempts: number) =>
  await pageTest(t, { rateLimits: { partner: 0, client, attempts } })

function isTooMany (t: Test, { status, headers, html }: Page, what: string): void {
  t.equal(status, 429, what)
  t.match(headers.get('retry-after'), /^\d{1,2}$/, what)
  t.match(headers.get('content-type'), 'text/html', what)
  t.match(headers.get('content-security-policy'), "default-src 'none'", what)
  t.match(html, 'There were too many requests from your network', what)
}

t.test('an address may open a number of pages a minute', async t => {
  const test = await limited(t, 3, 0)
  const browser = test.browser()
  for (const path of ['/accept/partners', '/accept/style.css', '/accept/nowhere']) {
    t.not((await browser.get(path)).status, 429, path)
  }
  for (const path of ['/accept/partners', '/accept/style.css', '/accept/nowhere', '/accept/%ZZ']) {
    isTooMany(t, await browser.get(path), path)
  }
  isTooMany(t, await browser.post('/accept/sign-in', { entry: '/accept/partners' }), 'a form')
  const titles = await Promise.all(
    pageLanguages.map(
      async language => /<title>([^<]*)/.exec((await browser.get(`/accept/partners?lang=${language}`)).html)?.[1]
    )
  )
  t.equal(new Set(titles).size, pageLanguages.length, 'in each language')
})

t.test('who tries links learns nothing after a number of wrong ones, of a right one neither', async t => {
  const test = await limited(t, 0, 3)
  const { path } = await test.invite()
  const browser = test.browser()
  for (let count = 0; count < 5; count++) t.equal((await browser.get(path)).status, 200, 'a right link is no attempt')
  for (const wrong of ['/accept/x', `/accept/${'A'.repeat(43)}`, '/accept/%ZZ']) {
    t.equal((await browser.get(wrong)).status, 404, wrong)
  }
  for (const other of [`/accept/${'B'.repeat(43)}`, path]) isTooMany(t, await browser.get(other), 'after three')
  isTooMany(t, await browser.post('/accept/sign-in', { entry: '/accept/partners' }), 'nor can it begin to sign in')
  t.equal((await browser.get('/accept/partners')).status, 200)
})

t.test('an address may sign in a number of times a minute', async t => {
  const test = await limited(t, 0, 4)
  const begin = async () => await test.browser().post('/accept/sign-in', { entry: '/accept/partners' })
  const { location } = await begin()
  for (let count = 0; count < 3; count++) {
    t.equal((await signInAt(new URL(location ?? ''), 'admin@adventure-works.example', 'wrong')).status, 400)
  }
  const { status, page } = await signInAt(new URL(location ?? ''), 'admin@adventure-works.example')
  t.equal(status, 429, 'the right password, too late')
  t.match(page, 'too many attempts')
  isTooMany(t, await begin(), 'beginning')
  isTooMany(t, await test.browser().get('/accept/signed-in?code=x&state=y'), 'coming back')
})

t.test('the sandbox says to too many requests for tokens what Entra ID says', async t => {
  const test = await limited(t, 0, 2)
  const ask = async (version: string) =>
    await test.app.inject({
      method: 'POST',
      url: `/d1000000-0000-4000-8000-000000000001/oauth2${version}/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'grant_type=x'
    })
  t.strictSame([(await ask('')).statusCode, (await ask('/v2.0')).statusCode], [400, 400])
  const answer = await ask('')
  t.equal(answer.statusCode, 429)
  t.match(answer.headers, { 'retry-after': /^\d{1,2}$/, 'cache-control': 'no-store' })
  t.match(answer.json(), {
    error: 'temporarily_unavailable',
    error_codes: [90055],
    error_description: /^AADSTS90055: /
  })
})
