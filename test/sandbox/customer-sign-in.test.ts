import { decodeJwt } from 'jose'
import * as client from 'openid-client'
import t from 'tap'
import { ids } from '../helper/app.js'
import { signInAt } from '../helper/sign-in.js'
import { authorization, clientId, rehearse } from './sign-in-helper.js'

const { app, base, issuer, discover, begin } = await rehearse(t)
const configuration = await discover(ids.adventureWorks)

await t.test("a customer's administrator signs in with a certified client", async t => {
  const { callback, checks } = await begin(configuration, 'admin@adventure-works.example')
  t.equal(`${callback.origin}${callback.pathname}`, `${base}/accept/signed-in`)
  const tokens = await client.authorizationCodeGrant(configuration, callback, checks)
  const { iat, nbf, exp, nonce, ...claims } = tokens.claims() as client.IDToken
  t.strictSame(claims, {
    iss: `${base}/${ids.adventureWorks}/v2.0`,
    aud: clientId,
    tid: ids.adventureWorks,
    oid: 'c1000000-0000-4000-8000-100000000001',
    sub: 'c1000000-0000-4000-8000-100000000001',
    ver: '2.0',
    preferred_username: 'admin@adventure-works.example',
    name: 'Avery Admin of Adventure Works',
    given_name: 'Avery',
    family_name: 'Admin of Adventure Works',
    email: 'admin@adventure-works.example',
    wids: ['62e90394-69f5-4237-9190-012177145e10'],
    amr: ['pwd', 'mfa']
  })
  t.strictSame([nbf, exp - iat, nonce], [iat, 3600, checks.expectedNonce])
})

await t.test('a user without the role is not an administrator', async t => {
  const { callback, checks } = await begin(configuration, ' User@Adventure-Works.EXAMPLE ')
  const claims = (await client.authorizationCodeGrant(configuration, callback, checks)).claims()
  t.match(claims, {
    preferred_username: 'user@adventure-works.example',
    wids: ['b79fbf4d-3ef9-4689-8143-76b194e85509']
  })
})

await t.test('every customer has both users', async t => {
  for (const [tenant, domain] of [
    [ids.wingtip, 'wingtip-toys'], [ids.litware, 'litware'], [ids.proseware, 'proseware'],
    [ids.lucerne, 'lucerne-publishing']
  ] as const) {
    for (const name of ['admin', 'user']) {
      t.ok(
        (await begin(await discover(tenant), `${name}@${domain}.example`)).callback.searchParams.get('code'),
        `${name}@${domain}`
      )
    }
  }
})

await t.test('a user of any tenant signs in at organizations and gets a token of that tenant', async t => {
  const document = (await (
    await fetch(`${base}/organizations/v2.0/.well-known/openid-configuration`)
  ).json()) as client.ServerMetadata
  t.equal(document.issuer, `${base}/{tenantid}/v2.0`)
  // A client reads the tenant from the token, and then requires the token's issuer to be that tenant's.
  const at = (tid: string) => {
    const configured = new client.Configuration(
      { ...document, issuer: document.issuer.replace('{tenantid}', tid) },
      clientId,
      'sandbox'
    )
    client.allowInsecureRequests(configured)
    return configured
  }
  for (const [user, tid] of [
    ['admin@wingtip-toys.example', ids.wingtip],
    ['user@litware.example', ids.litware]
  ] as const) {
    const { callback, checks } = await begin(at('{tenantid}'), user)
    t.match(callback.href, `${base}/accept/signed-in?`)
    const tokens = await client.authorizationCodeGrant(at(tid), callback, checks)
    t.match(tokens.claims(), { tid, iss: `${base}/${tid}/v2.0` })
  }
  const { callback, checks } = await begin(at('{tenantid}'), 'admin@wingtip-toys.example')
  await t.rejects(
    client.authorizationCodeGrant(at(ids.litware), callback, checks),
    'the control: the client does look at the issuer'
  )
})

await t.test(
  'a user of another tenant is rejected with the message of a wrong password',
  async t => {
    const rejected = async (user: string, password?: string) => {
      const { status, callback, page } = await signInAt((await authorization(configuration, base)).url, user, password)
      t.strictSame([status, callback], [400, undefined], user)
      return page.replace(/ value="[^"]*"/, '')
    }
    const foreign = await rejected('admin@wingtip-toys.example')
    t.equal(foreign, await rejected('admin@adventure-works.example', 'wrong'))
    t.equal(foreign, await rejected('nobody@adventure-works.example'))
    t.equal(foreign, await rejected('adminagent@contoso-direct.example'), "a partner's user is no customer's")
    t.match(foreign, /role="alert"/)
  }
)

await t.test('the API accepts none of these tokens', async t => {
  const { callback, checks } = await begin(configuration, 'admin@adventure-works.example')
  const tokens = await client.authorizationCodeGrant(configuration, callback, checks)
  const forged = await issuer.sign({
    ...decodeJwt(tokens.access_token),
    aud: 'https://api.partnercenter.microsoft.com'
  })
  for (const token of [tokens.access_token, tokens.id_token, forged]) {
    const answer = await app.inject({ url: '/v1/agreements', headers: { authorization: `Bearer ${token}` } })
    t.match(answer.json(), { errorName: 'AccessDenied' })
  }
})

await t.test("the partners' OpenID configurations are unchanged", async t => {
  const document = (await app.inject(`/${ids.contoso}/v2.0/.well-known/openid-configuration`)).json()
  t.match(document, { issuer: `${base}/${ids.contoso}/`, grant_types_supported: ['password', 'client_credentials'] })
  t.equal(
    (await app.inject(`/${ids.adventureWorks}/.well-known/openid-configuration`)).statusCode,
    400,
    'customers have version 2 alone'
  )
  t.equal(
    (await app.inject('/c9000000-0000-4000-8000-000000000009/v2.0/.well-known/openid-configuration')).json().error,
    'invalid_tenant'
  )
})
