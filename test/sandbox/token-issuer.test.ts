import Fastify, { type FastifyInstance } from 'fastify'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { freePort } from '../../src/http/free-port.js'
import t, { type Test } from 'tap'
import { localSigningKeys, remoteSigningKeys } from '../../src/http/signing-keys.js'
import { createTokenVerifier } from '../../src/http/token-verifier.js'
import { sandboxApplications, sandboxPartners, sandboxUsers } from '../../src/sandbox/data.js'
import { createTokenIssuer, generateIssuerKeys } from '../../src/sandbox/identity/token-issuer.js'
import { tokenRoutes } from '../../src/sandbox/identity/token-routes.js'
import { now, partnerCenter, seconds, tenantId, userClaims } from '../helper/tokens.js'

const base = 'https://sandbox.example'
const privateJwk = await generateIssuerKeys()
const issuer = createTokenIssuer({ privateJwk, clock: () => now, newId: () => '0f8fad5b-d9cb-469f-a165-70867728950e' })

const clientId = 'a1000000-0000-4000-8000-000000000001'
const byPassword = {
  grant_type: 'password',
  username: 'adminagent@contoso-direct.example',
  password: 'sandbox',
  client_id: clientId
}
const byApp = { grant_type: 'client_credentials', client_id: clientId, client_secret: 'sandbox' }

async function sandbox (t: Test, baseUrl = base): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(tokenRoutes, { issuer, baseUrl })
  t.teardown(() => app.close())
  return app
}

async function post (app: FastifyInstance, form: Record<string, string> | string, path = `/${tenantId}/oauth2/token`) {
  const payload = typeof form === 'string' ? form : new URLSearchParams(form).toString()
  const response = await app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload
  })
  return { response, body: response.json() }
}

const verify = createTokenVerifier({
  issuers: [`${base}/{tenantid}/`],
  audiences: [partnerCenter],
  keysOf: () => localSigningKeys(issuer.jwks),
  isRegistered: async id => sandboxPartners.some(partner => partner.partnerId === id)
})

await t.test('every user and application of every partner gets a token that the verifier accepts', async t => {
  const app = await sandbox(t)
  for (const partner of sandboxPartners) {
    const application = sandboxApplications.find(one => one.partnerId === partner.partnerId)?.clientId ?? ''
    for (const path of [`/${partner.partnerId}/oauth2/token`, `/${partner.domain}/oauth2/v2.0/token`]) {
      for (const user of sandboxUsers.filter(one => one.partnerId === partner.partnerId)) {
        const { body } = await post(
          app,
          { ...byPassword, client_id: application, username: user.userPrincipalName },
          path
        )
        t.match(
          await verify(`Bearer ${body.access_token}`, now),
          {
            token: {
              tenantId: partner.partnerId,
              objectId: user.objectId,
              applicationId: application,
              kind: 'user',
              mfa: true
            },
            claims: { roles: [user.role] }
          },
          `${user.userPrincipalName} at ${path}`
        )
      }
      const { body } = await post(app, { ...byApp, client_id: application }, path)
      t.match(await verify(`Bearer ${body.access_token}`, now), {
        token: { tenantId: partner.partnerId, objectId: application, kind: 'app', mfa: false }
      })
    }
  }
})

await t.test('all values of the v1 response are strings, as at Entra', async t => {
  const { response, body } = await post(await sandbox(t), { ...byPassword, resource: partnerCenter })
  const { access_token: token, ...rest } = body
  t.same(rest, {
    token_type: 'Bearer',
    scope: 'user_impersonation',
    expires_in: '3599',
    ext_expires_in: '3599',
    expires_on: String(seconds + 3600),
    not_before: String(seconds - 300),
    resource: partnerCenter
  })
  t.equal(response.headers['cache-control'], 'no-store')
  t.match(decodeProtectedHeader(token), { alg: 'RS256', typ: 'JWT', kid: privateJwk.kid })
  t.same(decodeJwt(token), {
    aud: partnerCenter,
    iss: `${base}/${tenantId}/`,
    iat: seconds - 300,
    nbf: seconds - 300,
    exp: seconds + 3600,
    acr: '1',
    amr: ['pwd', 'mfa'],
    appid: clientId,
    appidacr: '0',
    name: 'Admin Agent of Contoso Direct',
    oid: 'd1000000-0000-4000-8000-100000000001',
    roles: ['AdminAgents'],
    scp: 'user_impersonation',
    sub: 'd1000000-0000-4000-8000-100000000001',
    tid: tenantId,
    unique_name: 'adminagent@contoso-direct.example',
    upn: 'adminagent@contoso-direct.example',
    uti: 'D4-tW9nLRp-hZXCGdyiVDg',
    ver: '1.0'
  })
  const app = await post(await sandbox(t), byApp)
  t.notOk('scope' in app.body)
  t.same(Object.keys(decodeJwt(app.body.access_token)).sort(), [
    'appid', 'appidacr', 'aud', 'exp', 'iat', 'idtyp', 'iss', 'nbf', 'oid', 'sub', 'tid', 'uti', 'ver'
  ])
  t.match(decodeJwt(app.body.access_token), { idtyp: 'app', appid: clientId, appidacr: '1' })
})

await t.test('the v2 response has numbers, and its token names the client in azp', async t => {
  const { body } = await post(
    await sandbox(t),
    { ...byPassword, scope: `openid offline_access ${partnerCenter}/.default` },
    `/${tenantId}/oauth2/v2.0/token`
  )
  const { access_token: token, ...rest } = body
  t.same(rest, {
    token_type: 'Bearer',
    scope: `${partnerCenter}/user_impersonation`,
    expires_in: 3599,
    ext_expires_in: 3599
  })
  t.match(decodeJwt(token), {
    ver: '2.0',
    iss: `${base}/${tenantId}/`,
    azp: clientId,
    azpacr: '0',
    preferred_username: 'adminagent@contoso-direct.example',
    upn: 'adminagent@contoso-direct.example'
  })
  t.notOk('appid' in decodeJwt(token))
})

await t.test('a path may name a tenant by id or domain, in any letter case', async t => {
  const app = await sandbox(t)
  for (const tenant of [tenantId.toUpperCase(), 'Contoso-Direct.Example']) {
    const { body } = await post(
      app,
      { ...byPassword, username: 'AdminAgent@Contoso-Direct.example', client_id: clientId.toUpperCase() },
      `/${tenant}/oauth2/token`
    )
    t.equal(decodeJwt(body.access_token)['tid'], tenantId, tenant)
  }
})

await t.test('the token has the requested audience', async t => {
  const app = await sandbox(t)
  for (const aud of [
    partnerCenter, `${partnerCenter}/`, 'https://graph.windows.net', 'https://graph.microsoft.com',
    'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd', 'api://of-our-own'
  ]) {
    t.equal(decodeJwt((await post(app, { ...byApp, resource: aud })).body.access_token).aud, aud)
    t.equal(
      decodeJwt(
        (await post(app, { ...byApp, scope: `${aud}/.default` }, `/${tenantId}/oauth2/v2.0/token`)).body.access_token
      ).aud,
      aud
    )
  }
  t.equal(decodeJwt((await post(app, byApp)).body.access_token).aud, partnerCenter, 'Partner Center if none is named')
})

await t.test('mfa=false gives a user a token without the claim', async t => {
  const { body } = await post(await sandbox(t), { ...byPassword, mfa: 'false' })
  t.same(decodeJwt(body.access_token)['amr'], ['pwd'])
  t.match(await verify(`Bearer ${body.access_token}`, now), { token: { mfa: false } })
})

await t.test('the published key is public and verifies the issuer\'s tokens', async t => {
  const app = await sandbox(t)
  for (const path of ['discovery/keys', 'discovery/v2.0/keys']) {
    const { keys } = (await app.inject(`/${tenantId}/${path}`)).json()
    t.same(Object.keys(keys[0]).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use'], 'nothing of the private half')
  }
  const token = await issuer.sign(userClaims({ iss: `${base}/${tenantId}/`, extra: 1 }))
  t.match(await verify(`Bearer ${token}`, now), { claims: { extra: 1 } })
})

await t.test('a stored key creates the same issuer again', async t => {
  const again = createTokenIssuer({
    privateJwk: JSON.parse(JSON.stringify(privateJwk)),
    clock: () => now,
    newId: () => ''
  })
  t.same(again.jwks, issuer.jwks)
  const { d, p, q, dp, dq, qi, ...publicJwk } = privateJwk
  t.throws(
    () => createTokenIssuer({ privateJwk: publicJwk, clock: () => now, newId: () => '' }),
    'the public half alone'
  )
  t.throws(
    () => createTokenIssuer({ privateJwk: { kty: 'oct', k: 'c2VjcmV0', kid: 'x' }, clock: () => now, newId: () => '' }),
    TypeError
  )
})

await t.test('discovery, tokens and keys work over a real connection', async t => {
  const port = await freePort('127.0.0.1')
  const origin = `http://127.0.0.1:${port}`
  const app = await sandbox(t, origin)
  await app.listen({ host: '127.0.0.1', port })
  const configuration = (await (
    await fetch(`${origin}/contoso-direct.example/v2.0/.well-known/openid-configuration`)
  ).json()) as Record<string, string>
  t.match(configuration, {
    issuer: `${origin}/${tenantId}/`,
    token_endpoint: `${origin}/${tenantId}/oauth2/v2.0/token`,
    jwks_uri: `${origin}/${tenantId}/discovery/v2.0/keys`,
    authorization_endpoint: String
  })
  t.match(await (await fetch(`${origin}/${tenantId}/.well-known/openid-configuration`)).json(), {
    token_endpoint: `${origin}/${tenantId}/oauth2/token`
  })

  const response = await fetch(configuration['token_endpoint'] ?? '', {
    method: 'POST',
    body: new URLSearchParams(byPassword)
  })
  const { access_token: token } = await response.json() as Record<string, string>
  const keys = remoteSigningKeys({ url: configuration['jwks_uri'] ?? '', clock: () => now })
  const overHttp = createTokenVerifier({
    issuers: [`${origin}/{tenantid}/`],
    audiences: [partnerCenter],
    keysOf: () => keys,
    isRegistered: async () => true
  })
  t.match(await overHttp(`Bearer ${token}`, now), { token: { tenantId, kind: 'user', mfa: true } })
})
