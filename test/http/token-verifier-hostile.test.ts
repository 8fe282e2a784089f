import { createHmac, generateKeyPairSync, sign as rawSign } from 'node:crypto'
import { exportSPKI, importJWK, SignJWT, type CryptoKey } from 'jose'
import t, { type Test as Tap } from 'tap'
import { createTokenVerifier } from '../../src/http/token-verifier.js'
import {
  appClaims,
  errorOf,
  makeKey,
  now,
  otherTenantId,
  seconds,
  tenantId,
  userClaims,
  verdictOn,
  verifierOptions
} from '../helper/tokens.js'

const key = await makeKey()
const stranger = await makeKey()
const options = verifierOptions(key)
const verify = createTokenVerifier(options)
const good = await key.sign(userClaims())

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const header = { alg: 'RS256', typ: 'JWT', kid: 'key-1' }

await t.test('the control: the unaltered tokens are accepted', async t => {
  t.equal(errorOf(await verdictOn(good, options)), 'none')
  t.equal(errorOf(await verdictOn(await key.sign(appClaims()), options)), 'none')
})

async function isRejected (t: Tap, token: string, what: string): Promise<void> {
  const verdict = await verdictOn(token, options)
  t.equal(errorOf(verdict), 'TokenInvalid', what)
  t.notMatch(JSON.stringify(verdict), /eyJ|contoso|Admin/, `${what}: the detail gives nothing away`)
}

await t.test('forged signatures are rejected', async t => {
  const body = part(userClaims())
  const [head, , signature] = good.split('.')
  const pem = await exportSPKI(await importJWK(key.publicJwk, 'RS256', { extractable: true }) as CryptoKey)
  const hmac = (secret: string) => {
    const text = `${part({ ...header, alg: 'HS256' })}.${body}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }
  await isRejected(t, `${part({ ...header, alg: 'none' })}.${body}.${signature}`, 'alg none')
  await isRejected(t, `${part({ ...header, alg: 'none' })}.${body}.`, 'alg none without a signature')
  await isRejected(t, `${part({ ...header, alg: 'NoNe' })}.${body}.AA`, 'alg NoNe')
  await isRejected(t, `${part({ typ: 'JWT', kid: 'key-1' })}.${body}.${signature}`, 'no alg')
  await isRejected(t, hmac(pem), 'HS256 with the public key as the secret (PEM)')
  await isRejected(t, hmac(key.publicJwk.n ?? ''), 'HS256 with the modulus as the secret')
  await isRejected(t, await stranger.sign(userClaims()), "a stranger's key under a known kid")
  await isRejected(
    t,
    `${head}.${part(userClaims({ roles: ['Other'] }))}.${signature}`,
    'other claims under a good signature'
  )
  await isRejected(t, `${head}.${body}.${part('x'.repeat(256))}`, 'a made-up signature')
})

await t.test('only RS256 is accepted, even from the same RSA key', async t => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig' }
  const both = verifierOptions({ ...key, publicJwk: jwk })
  for (const [alg, error] of [['RS256', 'none'], ['PS256', 'TokenInvalid'], ['RS512', 'TokenInvalid']] as const) {
    const token = await new SignJWT(userClaims()).setProtectedHeader({ ...header, alg }).sign(pair.privateKey)
    t.equal(errorOf(await verdictOn(token, both)), error, alg)
  }
})

await t.test('a key that is too short is rejected', async t => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig' }
  const text = `${part(header)}.${part(userClaims())}`
  const token = `${text}.${rawSign('sha256', Buffer.from(text), pair.privateKey).toString('base64url')}`
  t.equal(errorOf(await verdictOn(token, verifierOptions({ ...key, publicJwk: jwk }))), 'SigningKeysUnavailable')
})

await t.test('a key within the token is ignored', async t => {
  const jwk = { ...stranger.publicJwk, alg: 'RS256' }
  await isRejected(t, await stranger.sign(userClaims(), { jwk }), 'jwk')
  await isRejected(t, await stranger.sign(userClaims(), { jku: 'https://evil.example/keys' }), 'jku')
  await isRejected(t, await stranger.sign(userClaims(), { x5u: 'https://evil.example/cert' }), 'x5u')
  await isRejected(t, await stranger.sign(userClaims(), { kid: 'key-2', jwk }), 'jwk with an unknown kid')
})

await t.test('tokens with unsupported headers are rejected', async t => {
  await isRejected(t, await key.sign(userClaims(), { kid: 'key-2' }), 'an unknown kid')
  await isRejected(t, await key.sign(userClaims(), { kid: undefined }), 'no kid')
  await isRejected(t, await key.sign(userClaims(), { kid: '' }), 'an empty kid')
  await isRejected(t, await key.sign(userClaims(), { kid: 7 }), 'a kid that is a number')
  await isRejected(t, await key.sign(userClaims(), { typ: undefined }), 'no typ')
  await isRejected(t, await key.sign(userClaims(), { typ: 'at+jwt' }), 'typ at+jwt, which Entra does not issue')
  await isRejected(t, await key.sign(userClaims(), { typ: 'dpop+jwt' }), 'typ dpop+jwt')
  for (const changes of [
    { b64: false },
    { b64: true },
    { b64: null },
    { cty: 'JWT' },
    { zip: 'DEF' },
    { enc: 'A256GCM', alg: 'RS256' }
  ]) {
    await isRejected(t, await key.sign(userClaims(), changes), JSON.stringify(changes))
  }
  for (const changes of [
    { typ: ['JWT'] },
    { typ: 'JWTx' },
    { alg: ['RS256'] },
    { alg: 'none' },
    { alg: 'rs256' },
    { alg: undefined }
  ]) {
    await isRejected(t, await key.sign(userClaims(), changes), JSON.stringify(changes))
  }
  for (const changes of [
    { crit: ['exp'], exp: 1 },
    { crit: ['b64'], b64: true },
    { crit: [] },
    { crit: 'x' },
    { crit: null }
  ]) {
    await isRejected(t, await key.sign(userClaims(), changes), `crit ${JSON.stringify(changes)}`)
  }
  t.equal(
    errorOf(await verdictOn(await key.sign(userClaims(), { x5t: 'key-1', extra: [1] }), options)),
    'none',
    'the control: other members are ignored'
  )
})

await t.test('tokens with wrong claims are rejected', async t => {
  const sts = 'https://sts.windows.net'
  const cases: Record<string, Record<string, unknown>> = {
    'no exp': { exp: undefined },
    'no iat': { iat: undefined },
    'no tid': { tid: undefined },
    'no iss': { iss: undefined },
    'no aud': { aud: undefined },
    'no oid': { oid: undefined },
    'no appid': { appid: undefined },
    expired: { exp: seconds - 3600 },
    'exp as text': { exp: String(seconds + 3600) },
    'exp beyond every number': { exp: 1e308 },
    'iat as text': { iat: String(seconds) },
    'iat long ago': { iat: -1e308 },
    'nbf tomorrow': { nbf: seconds + 86_400 },
    'iat tomorrow': { iat: seconds + 86_400 },
    'a year': { exp: seconds + 365 * 86_400 },
    "another tenant's iss": { iss: `${sts}/${otherTenantId}/` },
    "another tenant's tid": { tid: otherTenantId },
    'iss without the closing slash': { iss: `${sts}/${tenantId}` },
    'iss with a longer path': { iss: `${sts}/${tenantId}/x` },
    'iss of another host': { iss: `https://sts.windows.net.evil.example/${tenantId}/` },
    'iss over http': { iss: `http://sts.windows.net/${tenantId}/` },
    'iss as a list': { iss: [`${sts}/${tenantId}/`] },
    'the template itself': { tid: '{tenantid}', iss: `${sts}/{tenantid}/` },
    'tid is a domain': { tid: 'contoso.example', iss: `${sts}/contoso.example/` },
    'tid with a line break': { tid: `${tenantId}\n`, iss: `${sts}/${tenantId}\n/` },
    'tid with something before it': { tid: `x${tenantId}`, iss: `${sts}/x${tenantId}/` },
    'tid in braces': { tid: `{${tenantId}}`, iss: `${sts}/{${tenantId}}/` },
    'aud as a list': { aud: ['https://api.partnercenter.microsoft.com'] },
    'aud as a list with a stranger': { aud: ['https://evil.example', 'https://api.partnercenter.microsoft.com'] },
    'oid is a name': { oid: 'adminagent@contoso-direct.example' },
    'appid is a name': { appid: 'app' },
    'scp empty': { scp: ' ' },
    'scp as a list': { scp: ['user_impersonation'] },
    'scp null': { scp: null },
    'both user and app': { idtyp: 'app' },
    'exp null': { exp: null },
    'nbf as text': { nbf: String(seconds) },
    'nbf null': { nbf: null },
    'aud empty': { aud: [] },
    'appid and azp of two apps': { azp: 'a2000000-0000-4000-8000-000000000002' },
    'tid as a list': { tid: [tenantId] }
  }
  for (const [what, changes] of Object.entries(cases)) await isRejected(t, await key.sign(userClaims(changes)), what)
})

await t.test('an id token is not accepted as an app\'s token, even for a configured audience', async t => {
  const signedIn = { amr: ['pwd'], upn: 'adminagent@contoso-direct.example' }
  await isRejected(t, await key.sign(appClaims({ ...signedIn, appid: undefined, nonce: 'n' })), 'as Entra makes it')
  await isRejected(t, await key.sign(appClaims({ ...signedIn, nonce: 'n' })), 'with a nonce and an appid')
  await isRejected(t, await key.sign(appClaims({ idtyp: 'user' })), 'idtyp user without scp')
  const ofPeople = {
    nonce: 'n',
    at_hash: 'x',
    c_hash: 'x',
    auth_time: seconds,
    amr: ['pwd'],
    upn: 'a@b.example',
    unique_name: 'a@b.example',
    preferred_username: 'a@b.example'
  }
  for (const [claim, value] of Object.entries(ofPeople)) {
    await isRejected(
      t,
      await key.sign(appClaims({ appid: undefined, azp: 'a1000000-0000-4000-8000-000000000001', [claim]: value })),
      claim
    )
  }
  for (const claim of ['appidacr', 'azpacr']) {
    await isRejected(t, await key.sign(appClaims({ appidacr: undefined, [claim]: '0' })), `${claim} of a public client`)
  }
  t.equal(errorOf(await verdictOn(await key.sign(appClaims()), options)), 'none', 'the control')
})

await t.test('numbers that JavaScript cannot represent are rejected', async t => {
  const text = JSON.stringify(userClaims())
  const changes: ReadonlyArray<readonly [string, string]> = [
    [`"exp":${seconds + 3600}`, '"exp":1e400'],
    [`"exp":${seconds + 3600}`, '"exp":-1e400'],
    [`"iat":${seconds - 300}`, '"iat":1e400'],
    [`"iat":${seconds - 300}`, '"iat":-1e400'],
    [`"nbf":${seconds - 300}`, '"nbf":1e400']
  ]
  for (const [from, to] of changes) {
    t.ok(text.includes(from), from)
    await isRejected(t, await key.signText(JSON.stringify(header), text.replace(from, to)), to)
  }
})

await t.test('the last of two equal members counts (RFC 7515, section 4; RFC 7519, section 4)', async t => {
  const [head, body] = [JSON.stringify(header), JSON.stringify(userClaims())]
  const cases: ReadonlyArray<readonly [string, string, string, string]> = [
    ['alg', `{"alg":"none",${head.slice(1)}`, body, 'none'],
    ['alg, the other way', `${head.slice(0, -1)},"alg":"none"}`, body, 'TokenInvalid'],
    ['kid', `${head.slice(0, -1)},"kid":"other"}`, body, 'TokenInvalid'],
    ['tid', head, `{"tid":"${otherTenantId}",${body.slice(1)}`, 'none'],
    ['tid, the other way', head, `${body.slice(0, -1)},"tid":"${otherTenantId}"}`, 'TokenInvalid'],
    ['exp', head, `${body.slice(0, -1)},"exp":1}`, 'TokenInvalid'],
    ['__proto__', head, `{"__proto__":{"idtyp":"app"},${body.slice(1)}`, 'none']
  ]
  for (const [what, headText, bodyText, error] of cases) {
    t.equal(errorOf(await verdictOn(await key.signText(headText, bodyText), options)), error, what)
  }
})

await t.test('tokens with wrong syntax are rejected', async t => {
  const [head = '', body = '', signature = ''] = good.split('.')
  const tokens: Record<string, string> = {
    'trailing space': `${good} `,
    'trailing line break': `${good}\n`,
    'trailing tab': `${good}\t`,
    padding: `${good}=`,
    'padding inside': `${head}==.${body}.${signature}`,
    'two parts': `${head}.${body}`,
    'four parts': `${good}.${signature}`,
    'five parts': `${good}.a.b`,
    'empty parts': '..',
    'plain base64': `${head}.${body}.${Buffer.from(signature, 'base64url').toString('base64')}`,
    'two header values in one': `${good}, Bearer ${good}`,
    'two tokens': `${good} ${good}`,
    quoted: `"${good}"`,
    NUL: `${good}\0`,
    'not JSON': `${part('{')}.${part('{')}.AA`,
    'not an object': `${part('[]')}.${part('"x"')}.AA`,
    null: `${part('null')}.${part('null')}.AA`,
    'invalid UTF-8': `${head}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.AA`,
    'deeply nested': `${head}.${part('['.repeat(8000))}.AA`,
    '20 KB': await key.sign(userClaims({ groups: 'x'.repeat(15_000) })),
    '1 MB': 'a'.repeat(1_000_000)
  }
  for (const [what, token] of Object.entries(tokens)) await isRejected(t, token, what)
})

await t.test('a token with another spelling of the same bytes is rejected', async t => {
  const signature = good.split('.')[2] ?? ''
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(signature.at(-1) ?? '')
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const twin = `${good.slice(0, -1)}${alphabet.charAt(last + 1)}`
  t.same(Buffer.from(twin.split('.')[2] ?? '', 'base64url'), Buffer.from(signature, 'base64url'), 'the same bytes')
  await isRejected(t, twin, 'in another spelling')
})

await t.test('no header makes the verifier\'s promise reject', async t => {
  for (const value of [
    'Bearer\0', 'Bearer ￿.\ud800.x', `Bearer ${'.'.repeat(50_000)}`, `Bearer${' '.repeat(100_000)}x`,
    'bearer __proto__.constructor.x'
  ]) {
    t.ok('error' in (await verify(value, now)))
  }
})
