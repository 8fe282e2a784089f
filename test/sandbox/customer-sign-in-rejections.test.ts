import * as client from 'openid-client'
import t, { type Test } from 'tap'
import { ids } from '../helper/app.js'
import { signInAt } from '../helper/sign-in.js'
import { authorization, clientId, rehearse, type Begun } from './sign-in-helper.js'

const { app, base, clock, discover, begin } = await rehearse(t)
const configuration = await discover(ids.adventureWorks)
const admin = 'admin@adventure-works.example'

/** The error's name and Entra's number, as the certified client reports them. */
async function isRejected (t: Test, { callback, checks }: Begun, number: number, what: string): Promise<void> {
  const error: unknown = await client
    .authorizationCodeGrant(configuration, callback, checks)
    .catch((error: unknown) => error)
  t.match(error, { error_description: new RegExp(`^AADSTS${number}:`) }, what)
}

async function exchange (form: Record<string, string>, tenant = ids.adventureWorks) {
  const answer = await fetch(`${base}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: answer.status, body: await answer.json() as { error: string, error_codes: number[] } }
}

const formOf = ({ callback, checks }: Begun) => ({
  grant_type: 'authorization_code',
  client_id: clientId,
  client_secret: 'sandbox',
  redirect_uri: `${base}/accept/signed-in`,
  code: callback.searchParams.get('code') ?? '',
  code_verifier: checks.pkceCodeVerifier
})

await t.test('a code works once, also for two concurrent requests', async t => {
  const begun = await begin(configuration, admin)
  await client.authorizationCodeGrant(configuration, begun.callback, begun.checks)
  await isRejected(t, begun, 54005, 'again')
  const form = formOf(await begin(configuration, admin))
  const statuses = (await Promise.all(Array.from({ length: 20 }, () => exchange(form)))).map(({ status }) => status)
  t.strictSame(statuses.filter(status => status === 200), [200])
})

await t.test('a wrong PKCE verifier uses up the code', async t => {
  const begun = await begin(configuration, admin)
  await isRejected(
    t,
    { ...begun, checks: { ...begun.checks, pkceCodeVerifier: client.randomPKCECodeVerifier() } },
    501481,
    'the wrong one'
  )
  await isRejected(t, begun, 54005, 'the right one after it')
})

await t.test('a code expires after a minute', async t => {
  const kept = await begin(configuration, admin)
  const late = await begin(configuration, admin)
  const issued = clock.at
  clock.at = new Date(issued.getTime() + 59_999)
  t.equal((await exchange(formOf(kept))).status, 200)
  clock.at = new Date(issued.getTime() + 60_000)
  t.match(await exchange(formOf(late)), { status: 400, body: { error: 'invalid_grant', error_codes: [70008] } })
  clock.at = issued
})

await t.test('a code is bound to its tenant, client and redirect address', async t => {
  const begun = await begin(configuration, admin)
  t.match(await exchange({ ...formOf(begun), client_secret: 'wrong' }), {
    status: 401,
    body: { error: 'invalid_client' }
  })
  t.match(await exchange({ ...formOf(begun), client_id: 'a1000000-0000-4000-8000-000000000001' }), {
    body: { error: 'unauthorized_client' }
  })
  t.equal((await exchange(formOf(begun))).status, 200, 'whoever cannot name the secret does not use it up')
  t.match(await exchange(formOf(await begin(configuration, admin)), ids.wingtip), { body: { error_codes: [70000] } })
  t.match(await exchange(formOf(await begin(configuration, admin)), 'organizations'), {
    body: { error_codes: [70000] }
  })
  t.match(await exchange({ ...formOf(await begin(configuration, admin)), redirect_uri: `${base}/accept/elsewhere` }), {
    body: { error_codes: [500112] }
  })
  t.match(await exchange({ ...formOf(begun), code: 'unknown' }), { body: { error_codes: [70000] } })
})

await t.test("a partner's tenant accepts no codes, and a customer's no passwords", async t => {
  const form = formOf(await begin(configuration, admin))
  t.match(await exchange(form, ids.contoso), { body: { error: 'unsupported_grant_type' } })
  t.match(await exchange({ grant_type: 'password', client_id: clientId, username: admin, password: 'sandbox' }), {
    body: { error: 'unsupported_grant_type' }
  })
  t.match(await exchange({}), { body: { error_codes: [900144] } })
  t.match(await exchange(form, 'c9000000-0000-4000-8000-000000000009'), { body: { error_codes: [90002] } })
})

await t.test('an invalid request gets a page and no redirect', async t => {
  const changes: Array<[what: string, changes: Record<string, string>]> = [
    ['another client', { client_id: ids.contoso }],
    ['a foreign address', { redirect_uri: 'https://evil.example/accept/signed-in' }],
    ['an address that begins alike', { redirect_uri: `${base}/accept/signed-in/../elsewhere` }],
    ['an address with a query', { redirect_uri: `${base}/accept/signed-in?next=https://evil.example` }],
    ['a token asked for', { response_type: 'token' }],
    ['a fragment asked for', { response_mode: 'fragment' }],
    ['no OpenID Connect', { scope: 'profile' }],
    ['no state', { state: '' }],
    ['no nonce', { nonce: '' }],
    ['no challenge', { code_challenge: '' }],
    ['a plain challenge', { code_challenge_method: 'plain' }],
    ['a long state', { state: 'x'.repeat(2049) }]
  ]
  for (const [what, changed] of changes) {
    const { url } = await authorization(configuration, base, changed)
    const shown = await fetch(url, { redirect: 'manual' })
    t.strictSame([shown.status, shown.headers.get('location')], [400, null], what)
    t.match(await shown.text(), 'Sign-in is not possible', what)
    t.match(await signInAt(url, admin), { status: 400, callback: undefined }, `${what}, sent`)
  }
  const { url } = await authorization(configuration, base)
  t.equal(
    (await fetch(`${url.href}&redirect_uri=https://evil.example`, { redirect: 'manual' })).status,
    400,
    'two addresses'
  )
  t.equal((await fetch(url.href.replace(ids.adventureWorks, ids.contoso))).status, 400, "a partner's tenant")
  t.equal((await fetch(url)).status, 200, 'the control')
})

await t.test('hostile names are rejected and shown as text', async t => {
  const { url } = await authorization(configuration, base)
  for (const name of [
    '',
    '\0',
    'admin@adventure-works.example\0',
    "' OR true --",
    '"><script>alert(1)</script>',
    '\u{202e}nimda',
    'x'.repeat(10_000)
  ]) {
    const { status, callback, page } = await signInAt(url, name)
    t.strictSame([status, callback], [400, undefined], encodeURIComponent(name.slice(0, 40)))
    t.notMatch(page, /<script/i)
  }
  const large = await app.inject({
    method: 'POST',
    url: url.href.slice(base.length),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `username=${'x'.repeat(20_000)}`
  })
  t.equal(large.statusCode, 400)
  t.equal(
    (
      await app.inject({
        method: 'POST',
        url: url.href.slice(base.length),
        headers: { 'content-type': 'application/json' },
        payload: '{}'
      })
    ).statusCode,
    400
  )
})

await t.test('a missing body counts as an empty form', async t => {
  const { url } = await authorization(configuration, base)
  const form = await fetch(url, { method: 'POST', redirect: 'manual' })
  t.equal(form.status, 400)
  t.match(await form.text(), 'id="refusal"')
  t.match(Object.fromEntries(form.headers), {
    'content-security-policy': /default-src 'none'/,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-type': 'text/html; charset=utf-8'
  })
  for (const tenant of [ids.adventureWorks, ids.contoso]) {
    const token = await fetch(`${base}/${tenant}/oauth2/v2.0/token`, { method: 'POST' })
    t.strictSame([token.status, token.headers.get('cache-control')], [400, 'no-store'])
    t.match(await token.json(), { error_codes: [900144] })
  }
})

await t.test('the form has no scripts, has labels, and is not cached', async t => {
  const hint = '"><script>alert(1)</script><b id=x onload=y>'
  const { url } = await authorization(configuration, base, { login_hint: hint })
  const answer = await fetch(url)
  const page = await answer.text()
  t.match(page, 'value="&quot;>&lt;script>alert(1)&lt;/script>&lt;b id=x onload=y>"')
  t.notMatch(page, /<script|<style|style=| on\w+="/)
  t.match(page, /<html lang="en">/)
  t.match(
    page,
    new RegExp(
      ['<label for="username">', '<input id="username"', '<label for="password">', '<input id="password"', '<button']
        .join('[^]*')
    )
  )
  t.match(page, 'stands in for Microsoft Entra ID')
  const policy = answer.headers.get('content-security-policy') ?? ''
  for (const rule of ["default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'"]) {
    t.match(policy, rule)
  }
  t.match(Object.fromEntries(answer.headers), {
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-type': 'text/html; charset=utf-8'
  })
  t.equal((await fetch(new URL('authorize.css', url))).headers.get('content-type'), 'text/css; charset=utf-8')
  const { page: again } = await signInAt(url, hint)
  t.notMatch(again, /<script/)
  t.match(
    again,
    /id="refusal"[\s\S]*aria-describedby="refusal hint"[\s\S]*aria-describedby="refusal"/,
    'the message belongs to the fields'
  )
})
