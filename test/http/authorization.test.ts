import t from 'tap'
import type { ErrorName } from '../../src/errors/catalogue.js'
import { confirmation, ids, testApp } from '../helper/app.js'

const { app, bearer, appBearer, stored, clock } = await testApp(t, { requireMfa: true })

const endpoints = [
  { method: 'GET', url: '/v1/agreements' },
  { method: 'POST', url: `/v1/customers/${ids.adventureWorks}/agreements`, payload: confirmation() },
  { method: 'GET', url: `/v1/customers/${ids.adventureWorks}/agreements` },
  { method: 'GET', url: `/v1/agreementtemplates/${ids.customerAgreement}/document` },
  { method: 'GET', url: `/v1/customers/${ids.adventureWorks}/directSignedMicrosoftCustomerAgreementStatus` }
] as const

type Caller = [who: string, authorization: string | undefined, status: number, code: number, name: ErrorName]

const callers: Caller[] = [
  ['nobody', undefined, 401, 800001, 'PartnerTokenMissing'],
  ['a forger', 'Bearer eyJhbGciOiJSUzI1NiJ9.e30.AAAA', 401, 400, 'AccessDenied'],
  [
    'a user with a token for something else',
    await bearer(undefined, { aud: 'https://management.azure.com' }),
    401,
    900420,
    'TokenAudienceNotSupported'
  ],
  [
    'a user of a tenant that is no partner',
    await bearer(undefined, {
      tid: 'd9000000-0000-4000-8000-000000000009',
      iss: 'http://127.0.0.1:8080/d9000000-0000-4000-8000-000000000009/'
    }),
    401,
    400,
    'AccessDenied'
  ],
  ['a national cloud', await bearer('adminagent@tailspin.example'), 403, 2032, 'NationalCloudNotSupported'],
  ['an app alone', await appBearer(ids.contoso), 403, 900329, 'AppOnlyNotSupported'],
  ['a user without multi-factor authentication', await bearer(undefined, { amr: ['pwd'] }), 401, 900421, 'MfaRequired'],
  ['an indirect reseller', await bearer('adminagent@northwind.example'), 403, 1002, 'AuthorizationFailed'],
  ['a Helpdesk agent', await bearer('helpdeskagent@contoso-direct.example'), 403, 900150, 'RoleNotAllowed'],
  ['a user with no role', await bearer(undefined, { roles: undefined }), 403, 900150, 'RoleNotAllowed'],
  [
    'a user with a role that is not a list',
    await bearer(undefined, { roles: 'AdminAgents' }),
    403,
    900150,
    'RoleNotAllowed'
  ]
]

for (const [who, authorization, status, code, name] of callers) {
  t.test(`${who} gets ${status} ${code} everywhere`, async t => {
    for (const endpoint of endpoints) {
      const response = await app.inject({ ...endpoint, headers: authorization === undefined ? {} : { authorization } })
      t.equal(response.statusCode, status, endpoint.url)
      t.match(response.json(), { code, errorName: name, data: [] })
      t.equal(
        response.headers['www-authenticate'],
        status !== 401 ? undefined : authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"'
      )
    }
  })
}

t.test('authorization comes before the body, whatever the body is', async t => {
  for (const [who, authorization, status, code] of callers) {
    for (const payload of ['{', 'x'.repeat(70_000)]) {
      const response = await app.inject({
        method: 'POST',
        url: `/v1/customers/${ids.adventureWorks}/agreements`,
        headers: authorization === undefined ? {} : { authorization },
        payload
      })
      t.strictSame([response.statusCode, response.json().code], [status, code], who)
    }
  }
})

t.test('R2: an Admin agent and a Sales agent are authorized', async t => {
  for (const user of ['adminagent@contoso-direct.example', 'salesagent@contoso-direct.example']) {
    for (const endpoint of endpoints) {
      t.equal(
        Math.floor(
          (
            await app.inject({
              ...endpoint,
              headers: { authorization: await bearer(user) },
              ...('payload' in endpoint ? { payload: confirmation({}, { firstName: user }) } : {})
            })
          ).statusCode / 100
        ),
        2
      )
    }
  }
})

t.test('a cached token is verified again after a minute, and expires on time', async t => {
  const authorization = await bearer()
  const ask = async () => (await app.inject({ url: '/v1/agreements', headers: { authorization } })).statusCode
  t.equal(await ask(), 200)
  await stored.rows("UPDATE partner SET cloud = 'us_government' WHERE partner_id = $1", [ids.contoso])
  t.equal(await ask(), 200, 'within the stated delay')
  clock.at = new Date(clock.at.getTime() + 60_001)
  t.equal(await ask(), 403)
  await stored.rows("UPDATE partner SET cloud = 'public' WHERE partner_id = $1", [ids.contoso])
  clock.at = new Date(clock.at.getTime() + 3_600_000 - 60_001 - 1_000)
  t.equal(await ask(), 200)
  clock.at = new Date(clock.at.getTime() + 1_000)
  t.equal(await ask(), 401, 'expired a second later')
})
