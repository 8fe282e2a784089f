import t from 'tap'
import type { FaultName } from '../../src/errors/catalogue.js'
import { SigningKeysUnavailable } from '../../src/http/signing-keys.js'
import { createTokenVerifier } from '../../src/http/token-verifier.js'
import { ids, testApp } from '../helper/app.js'
import { makeKey, now, userClaims, verifierOptions } from '../helper/tokens.js'
import { isFault } from '../helper/wire.js'
import { exchange } from './helper.js'

const { app, bearer, clock } = await testApp(t)
const authorization = await bearer()
const paths = ['/generatetoken', '/v3/generatetoken']
const seconds = clock.at.getTime() / 1000
const unregistered = 'd9000000-0000-4000-8000-000000000009'

const tokens: ReadonlyArray<readonly [what: string, authorization: string | undefined, name: FaultName]> = [
  ['no Authorization', undefined, 'PartnerTokenMissing'],
  ['an empty one', '', 'PartnerTokenMissing'],
  ['Bearer alone', 'Bearer', 'PartnerTokenMissing'],
  ['another scheme', `Basic ${Buffer.from('adminagent:sandbox').toString('base64')}`, 'PartnerTokenMissing'],
  ['the token alone', authorization.slice(7), 'PartnerTokenMissing'],
  ['what a client sends that got none', 'Bearer null', 'AccessDenied'],
  ['a signature of nobody', `${authorization.slice(0, -20)}AAAAAAAAAAAAAAAAAAAA`, 'AccessDenied'],
  ['an expired token', await bearer(undefined, { exp: seconds }), 'AccessDenied'],
  ['a token of later', await bearer(undefined, { nbf: seconds + 120 }), 'AccessDenied'],
  ['a tenant that is not registered', await bearer(undefined, { tid: unregistered, iss: `http://127.0.0.1:8080/${unregistered}/` }), 'AccessDenied'],
  ["another tenant's issuer", await bearer(undefined, { tid: ids.fabrikam }), 'AccessDenied'],
  ["another resource's token", await bearer(undefined, { aud: 'https://management.azure.com' }), 'TokenAudienceNotSupported']
]

const form = 'application/x-www-form-urlencoded'
const bodies: ReadonlyArray<readonly [what: string, payload: string, type: string | undefined, name: FaultName]> = [
  ['nothing', '', undefined, 'PropertyMissing'],
  ['an empty form', '', form, 'PropertyMissing'],
  ['a form without a grant type', 'client_id=x', form, 'PropertyMissing'],
  ['a name in other letters', 'Grant_Type=jwt_token', form, 'PropertyMissing'],
  ['an empty grant type', 'grant_type=', form, 'PropertyInvalid'],
  ['a value in other letters', 'grant_type=JWT_TOKEN', form, 'PropertyInvalid'],
  ['something behind the value', 'grant_type=jwt_token%0A', form, 'PropertyInvalid'],
  ['the password grant', 'grant_type=password&username=a&password=b', form, 'PropertyInvalid'],
  ['client credentials', 'grant_type=client_credentials&client_id=a&client_secret=b', form, 'PropertyInvalid'],
  ['a refresh token', 'grant_type=refresh_token&refresh_token=x', form, 'PropertyInvalid'],
  ["RFC 7523's own name", 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=x', form, 'PropertyInvalid'],
  ['JSON', '{"grant_type":"jwt_token"}', 'application/json', 'PropertyMissing'],
  ['a form under another name', 'grant_type=jwt_token', 'text/plain', 'PropertyMissing'],
  ['a form without a name', 'grant_type=jwt_token', undefined, 'PropertyMissing'],
  ['a content type that is none', 'grant_type=jwt_token', ';', 'RequestInvalid'],
  ['names of prototypes', '__proto__=x&constructor=x&toString=x', form, 'PropertyMissing'],
  ['17 KB', `grant_type=jwt_token&client_id=${'x'.repeat(17_000)}`, form, 'RequestInvalid'],
  ['octets that are no UTF-8', 'grant_type=%ff%00', form, 'PropertyInvalid']
]

t.test('a token that is not good is 401, whatever the form, and not repeated', async t => {
  for (const [what, sent, name] of tokens) {
    for (const path of paths) {
      for (const payload of ['grant_type=jwt_token', 'grant_type=password', 'x'.repeat(17_000)]) {
        const answer = await exchange(app, { path, payload, authorization: sent })
        isFault(t, answer, name, `${what}: ${path}`)
        t.equal(answer.headers['www-authenticate'], name === 'PartnerTokenMissing' ? 'Bearer' : 'Bearer error="invalid_token"')
        t.notMatch(answer.body, /eyJ|access_token/)
      }
    }
  }
})

t.test('a form that asks for anything else is 400, and hands nothing back', async t => {
  for (const [what, payload, type, name] of bodies) {
    for (const path of paths) {
      const answer = await exchange(app, { path, payload, authorization, type })
      isFault(t, answer, name, `${what}: ${path}`)
      if (name !== 'RequestInvalid') t.match(answer.json().description, 'grant_type')
      t.notMatch(answer.body, /eyJ|access_token/)
    }
  }
})

t.test('the grant type that is taken is named', async t => {
  t.equal((await exchange(app, { authorization, payload: 'grant_type=password' })).json().description, 'Invalid property: grant_type must match pattern "^jwt_token$".')
})

t.test('below /v1 and /v2 it is not found', async t => {
  for (const path of ['/v1/generatetoken', '/v2/generatetoken', '/generatetoken/x']) isFault(t, await exchange(app, { authorization, path }), 'NotFound', path)
})

t.test('without the keys of the issuer it is 503', async t => {
  const key = await makeKey()
  const keys = { key: async () => { throw new SigningKeysUnavailable('away') } }
  const test = await testApp(t, { verifyToken: createTokenVerifier(verifierOptions(key, { keysOf: () => keys })) })
  test.clock.at = now
  isFault(t, await exchange(test.app, { authorization: `Bearer ${await key.sign(userClaims())}` }), 'SigningKeysUnavailable')
})
