import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import t from 'tap'
import { ids } from '../../helper/app.js'
import { mark, recordedLog } from '../../helper/log.js'
import { makeKey } from '../../helper/tokens.js'
import { pageTest } from './helper.js'

// Another provider than the sandbox's, which responds as Entra does: its issuer is a template, and its tokens are what
// a test makes them.
let base = ''
let idToken = ''
let tokenStatus = 200
let tokenError: Record<string, string> | undefined
const { logger, lines } = await recordedLog()
const key = await makeKey('entra')
const pss = await generateKeyPair('PS256', { extractable: true })
const short = { ...key.publicJwk, kid: 'short', n: key.publicJwk.n?.slice(0, 171) }
const issuerOf = (tenantId: string) => `https://login.microsoftonline.com/${tenantId}/v2.0`
const published = [
  { ...key.publicJwk, issuer: issuerOf('{tenantid}') },
  { ...key.publicJwk, kid: 'consumers', issuer: issuerOf('9188040d-6c67-4c5b-b112-36a304b66dad') },
  { ...key.publicJwk, kid: 'encryption', use: 'enc' },
  { ...key.publicJwk, kid: 'other-operations', key_ops: ['wrapKey'] },
  { ...key.publicJwk, kid: 'other-algorithm', alg: 'PS256' },
  { ...await exportJWK(pss.publicKey), kid: 'pss' },
  short
]
const provider = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', base)
  const answers: Record<string, unknown> = {
    '/organizations/v2.0/.well-known/openid-configuration': {
      issuer: `${base}/{tenantid}/v2.0`,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      jwks_uri: `${base}/keys`,
      id_token_signing_alg_values_supported: ['RS256', 'PS256']
    },
    '/keys': { keys: [...test.issuer.jwks.keys, ...published] },
    '/token': tokenError ?? { token_type: 'Bearer', access_token: 'x', expires_in: 60, id_token: idToken }
  }
  response
    .writeHead(pathname === '/token' ? tokenStatus : 200, { 'content-type': 'application/json' })
    .end(JSON.stringify(answers[pathname]))
})
await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve))
base = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
t.teardown(() => provider.close())
const test = await pageTest(t, {
  identityClient: { clientId: 'page', clientSecret: 'secret', authority: base },
  logger
})

type Make = (claims: JWTPayload) => JWTPayload

/** Comes back from a sign-in with a token of these claims, and perhaps another state. */
async function comeBack (
  make: Make = claims => claims,
  { sign = test.issuer.sign, state = '' }: { sign?: (claims: JWTPayload) => Promise<string>, state?: string } = {}
) {
  const browser = test.browser()
  const asked = await browser.post('/accept/sign-in', { entry: '/accept/partners' })
  const sent = new URL(asked.location ?? '').searchParams
  const now = Math.floor(Date.now() / 1000)
  idToken = await sign(
    make({
      iss: `${base}/${ids.adventureWorks}/v2.0`,
      aud: 'page',
      sub: 'subject',
      tid: ids.adventureWorks,
      oid: 'c1000000-0000-4000-8000-100000000001',
      nonce: sent.get('nonce'),
      iat: now,
      exp: now + 600,
      preferred_username: 'admin@adventure-works.example',
      wids: ['62e90394-69f5-4237-9190-012177145e10']
    })
  )
  const back = await browser.get(`/accept/signed-in?code=abc&state=${state === '' ? sent.get('state') : state}`)
  return { back, browser, sent }
}

t.test('the control: the tenant\'s own issuer, filled into the template', async t => {
  const { back, sent } = await comeBack()
  t.equal(`${back.status} ${back.location}`, `303 ${test.base}/accept/partners`)
  t.equal(sent.get('code_challenge_method'), 'S256')
  t.equal(sent.get('redirect_uri'), `${test.base}/accept/signed-in`)
})

const refused: Record<string, Make> = {
  'an issuer of another tenant': claims => ({ ...claims, iss: `${base}/${ids.litware}/v2.0` }),
  'the template itself': claims => ({ ...claims, iss: `${base}/{tenantid}/v2.0` }),
  'an issuer elsewhere': claims => ({ ...claims, iss: `https://evil.example/${ids.adventureWorks}/v2.0` }),
  'a tenant that is no GUID': claims => ({ ...claims, tid: 'x', iss: `${base}/x/v2.0` }),
  'no tenant': ({ tid: _, ...claims }) => claims,
  'another nonce': claims => ({ ...claims, nonce: 'x' }),
  'no nonce': ({ nonce: _, ...claims }) => claims,
  'another audience': claims => ({ ...claims, aud: 'other' }),
  'an old token': claims => ({ ...claims, iat: 1, exp: 600 }),
  'a token that ended a minute ago': claims => ({ ...claims, exp: (claims.iat as number) - 60 }),
  'a token from two minutes ahead': claims => ({ ...claims, iat: (claims.iat as number) + 120 }),
  'a token from the next century': claims => ({
    ...claims,
    iat: (claims.iat as number) + 3_000_000_000,
    exp: (claims.iat as number) + 3_000_000_600
  }),
  'a token that is not valid yet': claims => ({ ...claims, nbf: (claims.iat as number) + 120 }),
  'a token for a year': claims => ({ ...claims, exp: (claims.iat as number) + 31_536_000 }),
  'times that are texts': claims => ({ ...claims, iat: String(claims.iat) as unknown as number }),
  'no time of issue': ({ iat: _, ...claims }) => claims,
  'no end': ({ exp: _, ...claims }) => claims,
  'a list of this audience': claims => ({ ...claims, aud: ['page'] }),
  'another audience beside this one': claims => ({ ...claims, aud: ['page', 'other'], azp: 'page' }),
  'no audience': ({ aud: _, ...claims }) => claims,
  'an empty audience': claims => ({ ...claims, aud: '' }),
  'another authorized party': claims => ({ ...claims, azp: 'other' }),
  'no subject': ({ sub: _, ...claims }) => claims,
  'no object id': ({ oid: _, ...claims }) => claims
}
for (const [what, make] of Object.entries(refused)) {
  t.test(`${what} signs nobody in`, async t => {
    const { back, browser } = await comeBack(make)
    t.equal(back.status, 400)
    t.match(back.html, 'You could not be signed in')
    t.notOk(browser.cookies.has('__Host-acceptance'))
  })
}

t.test('headers and keys', async t => {
  const statusWith = async (header: Record<string, unknown>) =>
    (await comeBack(undefined, { sign: claims => key.sign(claims, header) })).back.status
  t.equal(await statusWith({}), 303, 'the control')
  t.equal(
    await statusWith({ typ: undefined, x5t: 'x', jku: `${base}/elsewhere`, x5u: `${base}/elsewhere` }),
    303,
    'no type, and members that are ignored'
  )
  const rejected: Record<string, unknown>[] = [
    { b64: false },
    { b64: true },
    { b64: null },
    { crit: ['b64'], b64: true },
    { crit: [] },
    { cty: 'JWT' },
    { zip: 'DEF' },
    { enc: 'A256GCM' },
    { typ: 'at+jwt' },
    { typ: 'logout+jwt' },
    { typ: 1 },
    { alg: 'PS256' },
    { alg: 'none' },
    { alg: ['RS256'] },
    { kid: undefined },
    { kid: 1 },
    { kid: 'unknown' },
    { kid: 'consumers' },
    { kid: 'encryption' },
    { kid: 'other-operations' },
    { kid: 'other-algorithm' },
    { kid: 'short' }
  ]
  for (const header of rejected) t.equal(await statusWith(header), 400, JSON.stringify(header))
})

t.test('a key that the token brings along, and an algorithm that Entra ID does not use, sign nobody in', async t => {
  const other = await makeKey('entra')
  t.equal(
    (await comeBack(undefined, { sign: claims => other.sign(claims, { jwk: other.publicJwk }) })).back.status,
    400
  )
  const signPss = (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'PS256', kid: 'pss' }).sign(pss.privateKey)
  t.equal((await comeBack(undefined, { sign: signPss })).back.status, 400)
})

t.test('a token that somebody else signed, another state, and a second use sign nobody in', async t => {
  const { privateKey } = await generateKeyPair('RS256')
  const forged = await comeBack(undefined, {
    sign: claims =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: test.issuer.jwks.keys[0]?.kid ?? '' })
        .sign(privateKey)
  })
  t.equal(forged.back.status, 400)
  t.equal((await comeBack(undefined, { state: 'x' })).back.status, 400)
  const { browser, sent } = await comeBack()
  t.equal((await browser.get(`/accept/signed-in?code=abc&state=${sent.get('state')}`)).status, 400)
  t.equal(
    (await test.browser().get(`/accept/signed-in?code=abc&state=${sent.get('state')}`)).status,
    400,
    'in another browser'
  )
})

t.test('without the role nobody is an administrator', async t => {
  for (const make of [
    ({ wids: _, ...claims }) => claims,
    claims => ({ ...claims, wids: 'x' }),
    claims => ({ ...claims, wids: ['b0f54661-2d74-4c50-afa3-1ec803f12efe'] })
  ] satisfies Make[]) {
    const { browser } = await comeBack(make)
    t.equal((await browser.get('/accept/partners')).status, 403)
  }
})

t.test('why a sign-in failed is in the log, by codes alone', async t => {
  const problemOf = async (work: () => Promise<unknown>) => {
    lines.length = 0
    await work()
    for (const line of lines) t.notMatch(line, new RegExp(`eyJ|${mark}|adventure-works|AADSTS\\d+:`, 'i'))
    return lines.map(line => JSON.parse(line)).find(({ msg }) => msg === 'sign-in failed')?.problem
  }
  t.equal(await problemOf(() => comeBack()), undefined, 'the control')
  t.equal(await problemOf(() => comeBack(claims => ({ ...claims, iat: claims.iat as number + 120 }))), 'id token: iat')
  t.match(await problemOf(() => comeBack(claims => ({ ...claims, aud: mark }))), /^OAUTH_\w+ aud$/)
  t.match(await problemOf(() => comeBack(({ oid: _, ...claims }) => claims)), /^id token: tid, oid/)
  tokenStatus = 401
  tokenError = {
    error: 'invalid_client',
    error_description: `AADSTS7000222: The client secret of ${mark} has expired.`
  }
  t.match(await problemOf(() => comeBack()), /^OAUTH_\w+ invalid_client AADSTS7000222$/)
  tokenStatus = 200
  tokenError = undefined
  const denied = async (error: string) => {
    const browser = test.browser()
    const asked = await browser.post('/accept/sign-in', { entry: '/accept/partners' })
    await browser.get(
      `/accept/signed-in?error=${error}&error_description=${mark}` +
        `&state=${new URL(asked.location ?? '').searchParams.get('state')}`
    )
  }
  t.match(await problemOf(() => denied('access_denied')), /^OAUTH_\w+ access_denied$/)
  t.match(await problemOf(() => denied(mark)), /^OAUTH_\w+$/)
})

t.test('a provider that fails is not the person\'s fault', async t => {
  tokenStatus = 502
  const { back } = await comeBack()
  tokenStatus = 200
  t.equal(back.status, 503)
  t.match(back.html, 'Please try again in a moment')
})
