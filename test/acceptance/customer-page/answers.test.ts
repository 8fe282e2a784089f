import t from 'tap'
import { pino } from 'pino'
import { pageLanguages } from '../../../src/domain/acceptance/page-language.js'
import { ids } from '../../helper/app.js'
import { filled, pageTest } from './helper.js'

const lines: string[] = []
const logger = pino({ level: 'debug' }, { write: line => { lines.push(line) } })
const test = await pageTest(t, { logger, trustedProxies: ['127.0.0.1'] })
const { path, token } = await test.invite()
const browser = test.browser()
const form = await browser.signIn(path)

t.test('every answer below /accept has the page\'s headers and is HTML, refusals too', async t => {
  const answers = await Promise.all([
    browser.get(path),
    browser.get('/accept/partners'),
    browser.get(`/accept/partners/${ids.contoso}`),
    browser.get('/accept/confirmations/x'),
    browser.get('/accept/relationship'),
    browser.get('/accept/nowhere/at/all'),
    browser.get('/accept/signed-in?code=x&state=y'),
    test.browser().get(path),
    test.browser().get('/accept/x'),
    test.browser().post(path, filled),
    browser.post('/accept/sign-in', { entry: 'https://evil.example' }),
    browser.post('/accept/sign-in', { entry: '//evil.example' }),
    browser.post('/accept/nowhere', {})
  ])
  for (const [index, { headers, status, html }] of answers.entries()) {
    t.match(headers.get('content-type'), 'text/html', `${index}: ${status}`)
    t.ok(status < 500, `${index}: ${status}`)
    t.equal(
      headers.get('content-security-policy'),
      `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' ${test.base}; frame-ancestors ` +
        '\'none\'; base-uri \'none\''
    )
    t.equal(headers.get('referrer-policy'), 'no-referrer')
    t.equal(headers.get('cache-control'), 'no-store')
    t.equal(headers.get('x-content-type-options'), 'nosniff')
    t.notMatch(html, /<script|style="|onclick/)
  }
})

t.test('other methods are 405 with what is allowed, as a page', async t => {
  for (const [method, at, allow] of [
    ['PUT', path, 'GET, HEAD, POST'], ['DELETE', '/accept/partners', 'GET, HEAD'], ['GET', '/accept/sign-in', 'POST'],
    ['OPTIONS', '/accept/style.css', 'GET, HEAD']
  ] as const) {
    const answer = await fetch(test.base + at, { method })
    t.equal(`${answer.status} ${answer.headers.get('allow')}`, `405 ${allow}`, `${method} ${at.slice(0, 20)}`)
    t.match(await answer.text(), '<!doctype html>')
  }
})

t.test('the page speaks six languages: as asked, else as the browser does', async t => {
  const titles = new Set<string>()
  for (const language of pageLanguages) {
    const { html } = await browser.get(`${path}?lang=${language}`)
    t.match(html, `<html lang="${language}">`)
    titles.add(/<title>([^<]*)/.exec(html)?.[1] ?? '')
  }
  t.equal(titles.size, pageLanguages.length)
  t.match(
    (await test.browser().get('/accept/x', { 'accept-language': 'pt, fr-CA;q=0.8, en;q=0.5' })).html,
    '<html lang="fr">'
  )
  t.match((await test.browser().get('/accept/x', { 'accept-language': 'pt' })).html, '<html lang="en">')
})

t.test('without an identity client, and with one that does not answer, the page says so', async t => {
  const away = await pageTest(t, {
    identityClient: { clientId: 'x', clientSecret: 'y', authority: 'http://127.0.0.1:1' }
  })
  t.equal((await away.browser().post('/accept/sign-in', { entry: '/accept/partners' })).status, 503)
})

t.test('cookies are of this host alone, for no script, and sealed', async t => {
  const answer = await browser.post('/accept/sign-in', { entry: '/accept/partners' })
  for (const cookie of answer.headers.getSetCookie()) {
    t.match(cookie, /^__Host-[\w-]+=eyJ[\w.-]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  }
  t.notMatch([...browser.cookies.values()].join(), 'adventure')
  const stolen = test.browser()
  stolen.cookies.set('__Host-acceptance', `${browser.cookies.get('__Host-acceptance')?.slice(0, -6)}AAAAAA`)
  t.match((await stolen.get(path)).html, 'Sign in to continue', 'an altered one is none')
  test.clock.at = new Date(test.clock.at.getTime() + 31 * 60_000)
  t.match((await browser.get(path)).html, 'Sign in to continue', 'nor is an old one')
  test.clock.at = new Date(test.clock.at.getTime() - 31 * 60_000)
})

t.test('behind a trusted proxy the evidence has the client\'s address; what is none is left', async t => {
  const sent = await browser.post(path, { ...form.fields, ...filled }, { 'x-forwarded-for': '203.0.113.7' })
  t.equal(sent.status, 303)
  const other = await test.invite({ customer_id: ids.proseware })
  const again = await test.browser()
  const fields = (await again.signIn(other.path, 'admin@proseware.example')).fields
  t.equal((await again.post(other.path, { ...fields, ...filled }, { 'x-forwarded-for': 'unknown' })).status, 303)
  t.strictSame(
    (
      await test.stored.rows<{ ip: string }>('SELECT host(ip) AS ip FROM acceptance_evidence ORDER BY acceptance_id')
    ).map(({ ip }) => ip),
    ['203.0.113.7', '127.0.0.1']
  )
})

t.test('nothing of all this names a token or a person in the log', async t => {
  t.ok(lines.length > 30)
  for (const line of lines) t.notMatch(line, new RegExp(`${token}|adventure-works|Lovelace|Avery|eyJ|203\\.0\\.113`))
  t.ok(lines.some(line => line.includes('/accept/:token')), 'the control: routes are logged')
})
