import t from 'tap'
import type { ErrorName } from '../../../src/errors/catalogue.js'
import { SigningKeysUnavailable } from '../../../src/http/signing-keys.js'
import { createTokenVerifier } from '../../../src/http/token-verifier.js'
import { ids, testApp } from '../../helper/app.js'
import { makeKey, now, userClaims, verifierOptions } from '../../helper/tokens.js'
import { isError } from '../../helper/wire.js'
import { exchange } from './helper.js'

const { app, bearer, clock } = await testApp(t)
const authorization = await bearer()
const paths = ['/generatetoken', '/v3/generatetoken']
const seconds = clock.at.getTime() / 1000
const unregistered = 'd9000000-0000-4000-8000-000000000009'

const tokens: ReadonlyArray<readonly [name: string, authorization: string | undefined, fault: ErrorName]> = [
  ['no Authorization header', undefined, 'PartnerTokenMissing'],
  ['an empty Authorization header', '', 'PartnerTokenMissing'],
  ['Bearer without a token', 'Bearer', 'PartnerTokenMissing'],
  ['another scheme', `Basic ${Buffer.from('adminagent:sandbox').toString('base64')}`, 'PartnerTokenMissing'],
  ['a token without Bearer', authorization.slice(7), 'PartnerTokenMissing'],
  ['the token `null` of a client that has none', 'Bearer null', 'AccessDenied'],
  ['an invalid signature', `${authorization.slice(0, -20)}AAAAAAAAAAAAAAAAAAAA`, 'AccessDenied'],
  ['an expired token', await bearer(undefined, { exp: seconds }), 'AccessDenied'],
  ['a token that is not valid yet', await bearer(undefined, { nbf: seconds + 120 }), 'AccessDenied'],
  ['a tenant that is not registered',
    await bearer(undefined, { tid: unregistered, iss: `http://127.0.0.1:8080/${unregistered}/` }), 'AccessDenied'],
  ["another tenant's issuer", await bearer(undefined, { tid: ids.fabrikam }), 'AccessDenied'],
  ['a token for another resource',
    await bearer(undefined, { aud: 'https://management.azure.com' }), 'TokenAudienceNotSupported']
]

const form = 'application/x-www-form-urlencoded'
const bodies: ReadonlyArray<readonly [name: string, payload: string, type: string | undefined, fault: ErrorName]> = [
  ['nothing', '', undefined, 'PropertyMissing'],
  ['an empty form', '', form, 'PropertyMissing'],
  ['a form without a grant type', 'client_id=x', form, 'PropertyMissing'],
  ['a name in another letter case', 'Grant_Type=jwt_token', form, 'PropertyMissing'],
  ['an empty grant type', 'grant_type=', form, 'PropertyInvalid'],
  ['a value in another letter case', 'grant_type=JWT_TOKEN', form, 'PropertyInvalid'],
  ['a character after the value', 'grant_type=jwt_token%0A', form, 'PropertyInvalid'],
  ['the password grant', 'grant_type=password&username=a&password=b', form, 'PropertyInvalid'],
  ['client credentials', 'grant_type=client_credentials&client_id=a&client_secret=b', form, 'PropertyInvalid'],
  ['a refresh token', 'grant_type=refresh_token&refresh_token=x', form, 'PropertyInvalid'],
  ['the grant type of RFC 7523',
    'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=x', form, 'PropertyInvalid'],
  ['JSON', '{"grant_type":"jwt_token"}', 'application/json', 'PropertyMissing'],
  ['a form with another content type', 'grant_type=jwt_token', 'text/plain', 'PropertyMissing'],
  ['a form without a content type', 'grant_type=jwt_token', undefined, 'PropertyMissing'],
  ['an invalid content type', 'grant_type=jwt_token', ';', 'RequestInvalid'],
  ['inherited property names', '__proto__=x&constructor=x&toString=x', form, 'PropertyMissing'],
  ['17 KB', `grant_type=jwt_token&client_id=${'x'.repeat(17_000)}`, form, 'RequestInvalid'],
  ['bytes that are not UTF-8', 'grant_type=%ff%00', form, 'PropertyInvalid']
]

t.test('an invalid token is 401, whatever the form, and is not in the response', async t => {
  for (const [name, sent, fault] of tokens) {
    for (const path of paths) {
      for (const payload of ['grant_type=jwt_token', 'grant_type=password', 'x'.repeat(17_000)]) {
        const response = await exchange(app, { path, payload, authorization: sent })
        isError(t, response, fault, `${name}: ${path}`)
        const challenge = fault === 'PartnerTokenMissing' ? 'Bearer' : 'Bearer error="invalid_token"'
        t.equal(response.headers['www-authenticate'], challenge)
        t.notMatch(response.body, /eyJ|access_token/)
      }
    }
  }
})

t.test('any other form is 400, and the response has no token', async t => {
  for (const [name, payload, type, fault] of bodies) {
    for (const path of paths) {
      const response = await exchange(app, { path, payload, authorization, type })
      isError(t, response, fault, `${name}: ${path}`)
      if (fault !== 'RequestInvalid') t.match(response.json().description, 'grant_type')
      t.notMatch(response.body, /eyJ|access_token/)
    }
  }
})

t.test('the error names the accepted grant type', async t => {
  const { description } = (await exchange(app, { authorization, payload: 'grant_type=password' })).json()
  t.equal(description, 'Invalid property: grant_type must match pattern "^jwt_token$".')
})

t.test('the exchange does not exist below /v1 and /v2', async t => {
  for (const path of ['/v1/generatetoken', '/v2/generatetoken', '/generatetoken/x']) {
    isError(t, await exchange(app, { authorization, path }), 'NotFound', path)
  }
})

t.test('the exchange is 503 without the signing keys of the issuer', async t => {
  const key = await makeKey()
  const keys = { key: async () => { throw new SigningKeysUnavailable('away') } }
  const test = await testApp(t, { verifyToken: createTokenVerifier(verifierOptions(key, { keysOf: () => keys })) })
  test.clock.at = now
  const token = await key.sign(userClaims())
  isError(t, await exchange(test.app, { authorization: `Bearer ${token}` }), 'SigningKeysUnavailable')
})
