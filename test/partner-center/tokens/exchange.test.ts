import t, { type Test } from 'tap'
import { createTokenVerifier } from '../../../src/http/token-verifier.js'
import { ids, testApp } from '../../helper/app.js'
import { appClaims, makeKey, now, userClaims, verifierOptions } from '../../helper/tokens.js'
import { hasHeaders } from '../../helper/wire.js'
import { exchange } from './helper.js'

const { app, bearer, appBearer, clock } = await testApp(t)

/** Checks that the response has the token of the request, unchanged. */
async function isReturned (t: Test, authorization: string, exchanging: ReturnType<typeof exchange>, expiresIn = 3600) {
  const { statusCode, headers, body } = await exchanging
  t.equal(statusCode, 200, body)
  t.strictSame(JSON.parse(body), {
    access_token: authorization.replace(/^\w+ +/, ''),
    token_type: 'Bearer',
    expires_in: expiresIn
  })
  t.match(headers, {
    'cache-control': 'no-store',
    pragma: 'no-cache',
    'content-type': 'application/json; charset=utf-8'
  })
}

t.test('the same token is returned, on every spelling of both paths', async t => {
  const authorization = await bearer()
  for (const path of [
    '/generatetoken', '/v3/generatetoken', '/GenerateToken', '/V3/GenerateToken', '//generatetoken', '/generatetoken/'
  ]) {
    await isReturned(t, authorization, exchange(app, { authorization, path }))
  }
  hasHeaders(t, await exchange(app, { authorization }), 'the headers of every response')
})

t.test('the same token is returned for every form that clients send', async t => {
  const authorization = await bearer()
  const forms: ReadonlyArray<readonly [payload: string, type: string]> = [
    ['grant_type=jwt_token', 'application/x-www-form-urlencoded;charset=UTF-8'],
    ['grant_type=jwt_token&client_id=a1000000-0000-4000-8000-000000000001', 'application/x-www-form-urlencoded'],
    ['client_id=of-somebody-else&grant_type=jwt%5Ftoken&resource=x', 'Application/X-WWW-Form-Urlencoded']
  ]
  for (const [payload, type] of forms) {
    await isReturned(t, authorization, exchange(app, { authorization, payload, type }))
  }
  const spelled = `bearer   ${authorization.slice(7)}`
  await isReturned(t, spelled, exchange(app, { authorization: spelled }))
})

t.test('the exchange requires no role: tokens of all users and applications are returned', async t => {
  const tokens = [
    await bearer('salesagent@contoso-direct.example'),
    await bearer('helpdeskagent@contoso-direct.example'),
    await bearer('adminagent@northwind.example'),
    await bearer('adminagent@tailspin.example'),
    await appBearer(ids.contoso),
    await bearer(undefined, { amr: ['pwd'], aud: 'https://graph.windows.net' })
  ]
  for (const authorization of tokens) await isReturned(t, authorization, exchange(app, { authorization }))
})

t.test('expires_in is the remaining lifetime of the token, and the token works until then', async t => {
  const exp = clock.at.getTime() / 1000 + 90
  const authorization = await bearer(undefined, { exp })
  const agreements = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    return (await app.inject({ url: '/v1/agreements', headers })).statusCode
  }
  for (const [after, left] of [[0, 90], [1, 89], [30_500, 59], [59_000, 31], [89_999, 0]] as const) {
    clock.at = new Date(exp * 1000 - 90_000 + after)
    await isReturned(t, authorization, exchange(app, { authorization }), left)
    t.equal(await agreements((await exchange(app, { authorization })).json().access_token), 200)
  }
  clock.at = new Date(exp * 1000)
  t.equal((await exchange(app, { authorization })).statusCode, 401)
})

t.test("production returns Entra's tokens, with and without multi-factor authentication", async t => {
  const key = await makeKey()
  const production = await testApp(t, {
    environment: 'production',
    requireMfa: true,
    verifyToken: createTokenVerifier(verifierOptions(key))
  })
  production.clock.at = now
  for (const claims of [userClaims(), userClaims({ amr: ['pwd'] }), appClaims()]) {
    const authorization = `Bearer ${await key.sign(claims)}`
    await isReturned(t, authorization, exchange(production.app, { authorization }))
  }
  const sandboxToken = await production.bearer()
  t.equal((await exchange(production.app, { authorization: sandboxToken })).statusCode, 401, "the sandbox's token")
})
