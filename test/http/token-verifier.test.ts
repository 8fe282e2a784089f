import t from 'tap'
import { SigningKeysUnavailable } from '../../src/http/signing-keys.js'
import { createTokenVerifier } from '../../src/http/token-verifier.js'
import {
  appClaims,
  errorOf,
  makeKey,
  now,
  otherTenantId,
  partnerCenter,
  seconds,
  tenantId,
  userClaims,
  verdictOn,
  verifierOptions
} from '../helper/tokens.js'

const key = await makeKey()
const options = verifierOptions(key)
const verify = createTokenVerifier(options)

await t.test('a v1 token of a user is accepted', async t => {
  const verdict = await verdictOn(await key.sign(userClaims()), options)
  t.match(verdict, {
    token: {
      tenantId,
      objectId: 'd1000000-0000-4000-8000-100000000001',
      applicationId: 'a1000000-0000-4000-8000-000000000001',
      kind: 'user',
      mfa: true,
      expiresAt: (seconds + 3600) * 1000
    },
    claims: { roles: ['AdminAgents'], upn: 'adminagent@contoso-direct.example' }
  })
})

await t.test('a v2 token of a user names its client in azp', async t => {
  const claims = userClaims({
    iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    ver: '2.0',
    appid: undefined,
    azp: 'A1000000-0000-4000-8000-000000000001',
    amr: undefined
  })
  t.match(await verdictOn(await key.sign(claims), options), {
    token: { kind: 'user', mfa: false, applicationId: 'a1000000-0000-4000-8000-000000000001' }
  })
})

await t.test('a token is an app\'s if idtyp says so or scp is absent', async t => {
  for (const idtyp of ['app', undefined]) {
    t.match(await verdictOn(await key.sign(appClaims({ idtyp })), options), {
      token: { kind: 'app', mfa: false, objectId: '5e000000-0000-4000-8000-000000000001' }
    }, `idtyp ${idtyp}`)
  }
  t.match(await verdictOn(await key.sign(appClaims({ oid: undefined })), options), {
    token: { objectId: 'a1000000-0000-4000-8000-000000000001' }
  }, 'without oid it is known by its application')
})

await t.test('mfa counts only as a member of the list amr', async t => {
  for (const amr of ['mfa', 'pwd mfa', ['pwd'], [], { mfa: true }, null, undefined]) {
    t.match(
      await verdictOn(await key.sign(userClaims({ amr })), options),
      { token: { mfa: false } },
      JSON.stringify(amr)
    )
  }
  t.match(await verdictOn(await key.sign(userClaims({ amr: ['rsa', 'mfa'] })), options), { token: { mfa: true } })
})

await t.test('ids are returned in lower case', async t => {
  const tid = tenantId.toUpperCase()
  const claims = userClaims({
    tid,
    iss: `https://sts.windows.net/${tid}/`,
    oid: 'D1000000-0000-4000-8000-10000000000A'
  })
  t.match(await verdictOn(await key.sign(claims), options), {
    token: { tenantId, objectId: 'd1000000-0000-4000-8000-10000000000a' }
  })
})

await t.test('the returned claims are frozen', async t => {
  const verdict = await verdictOn(await key.sign(userClaims()), options)
  t.ok('claims' in verdict && Object.isFrozen(verdict.claims))
})

await t.test('a request without a bearer token is reported as such', async t => {
  for (const header of [undefined, '', 'Bearer', 'Bearer ', 'bearer   ', 'Basic dXNlcjpwYXNz', 'Bearereyj.a.b', ' ']) {
    t.equal(errorOf(await verify(header, now)), 'TokenMissing', JSON.stringify(header))
  }
})

await t.test('the scheme is matched without regard to case', async t => {
  const token = await key.sign(userClaims())
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    t.equal(errorOf(await verify(`${scheme} ${token}`, now)), 'none', scheme)
  }
})

await t.test('a wrong audience is reported only for an otherwise valid token', async t => {
  const aud = 'https://graph.microsoft.com'
  const wrong = await verdictOn(await key.sign(userClaims({ aud })), options)
  t.same(wrong, { error: 'TokenAudienceNotSupported', detail: `aud ${aud}` })
  t.equal(
    errorOf(await verdictOn(await key.sign(userClaims({ aud, exp: seconds - 1 })), options)),
    'TokenInvalid',
    'expired too'
  )
  t.equal(
    errorOf(await verdictOn(await (await makeKey()).sign(userClaims({ aud })), options)),
    'TokenInvalid',
    'forged too'
  )
  for (const close of [`${partnerCenter}/`, partnerCenter.toUpperCase(), ` ${partnerCenter}`, '']) {
    t.equal(
      errorOf(await verdictOn(await key.sign(userClaims({ aud: close })), options)),
      'TokenAudienceNotSupported',
      close
    )
  }
})

await t.test('times are checked to the second', async t => {
  const cases: ReadonlyArray<readonly [string, Record<string, unknown>, string]> = [
    ['exp one second ahead', { exp: seconds + 1 }, 'none'],
    ['exp now', { exp: seconds }, 'TokenInvalid'],
    ['iat a minute ahead', { iat: seconds + 60 }, 'none'],
    ['iat more than a minute ahead', { iat: seconds + 61 }, 'TokenInvalid'],
    ['nbf a minute ahead', { nbf: seconds + 60 }, 'none'],
    ['nbf more than a minute ahead', { nbf: seconds + 61 }, 'TokenInvalid'],
    ['no nbf', { nbf: undefined }, 'none'],
    ['28 hours, dated back 5 minutes', { exp: seconds + 28 * 3600 }, 'none'],
    ['a second longer', { exp: seconds + 28 * 3600 + 1 }, 'TokenInvalid']
  ]
  for (const [what, changes, error] of cases) {
    t.equal(errorOf(await verdictOn(await key.sign(userClaims(changes)), options)), error, what)
  }
})

await t.test('a token is verified at the given instant, not at the current time', async t => {
  const token = await key.sign(userClaims())
  t.equal(errorOf(await verdictOn(token, options, new Date(now.getTime() + 3600_000 - 1))), 'none')
  t.equal(errorOf(await verdictOn(token, options, new Date(now.getTime() + 3600_000))), 'TokenInvalid')
  t.equal(errorOf(await verdictOn(token, options, new Date(now.getTime() - 3600_000))), 'TokenInvalid')
})

await t.test('a tenant that is not registered is rejected before its keys are fetched', async t => {
  const asked: string[] = []
  const watching = verifierOptions(key, { keysOf: id => { asked.push(id); return options.keysOf(id) } })
  const claims = userClaims({ tid: otherTenantId, iss: `https://sts.windows.net/${otherTenantId}/` })
  t.same(await verdictOn(await key.sign(claims), watching), {
    error: 'TenantNotRegistered',
    detail: `tenant ${otherTenantId}`
  })
  t.same(asked, [])
  await verdictOn(await key.sign(userClaims()), watching)
  t.same(asked, [tenantId])
})

await t.test('missing or useless keys are no error of the token', async t => {
  const absent = verifierOptions(key, {
    keysOf: () => ({
      key: async () => {
        throw new SigningKeysUnavailable('no signing keys')
      }
    })
  })
  t.same(await verdictOn(await key.sign(userClaims()), absent), {
    error: 'SigningKeysUnavailable',
    detail: 'no signing keys'
  })
  const useless = verifierOptions(key, { keysOf: () => ({ key: async () => ({ kty: 'RSA', n: 'AQAB', e: 'AQAB' }) }) })
  t.equal(errorOf(await verdictOn(await key.sign(userClaims()), useless)), 'SigningKeysUnavailable')
})

await t.test('an error of the registry is not reported as an error of the token', async t => {
  const broken = verifierOptions(key, { isRegistered: async () => { throw new Error('database gone') } })
  await t.rejects(verdictOn(await key.sign(userClaims()), broken), { message: 'database gone' })
})

await t.test('options that would accept too much are rejected at the start', async t => {
  t.throws(() => createTokenVerifier(verifierOptions(key, { audiences: [] })), TypeError)
  t.throws(() => createTokenVerifier(verifierOptions(key, { issuers: [] })), TypeError)
  t.throws(() => createTokenVerifier(verifierOptions(key, { issuers: ['https://sts.windows.net/common/'] })), TypeError)
})
