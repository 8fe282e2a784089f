import Fastify from 'fastify'
import t from 'tap'
import { createTokenIssuer, generateIssuerKeys } from '../../src/sandbox/identity/token-issuer.js'
import { tokenRoutes } from '../../src/sandbox/identity/token-routes.js'
import { now, otherTenantId, tenantId } from '../helper/tokens.js'

const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
const issuer = createTokenIssuer({ privateJwk: await generateIssuerKeys(), clock: () => now, newId: () => id })
const app = Fastify()
await app.register(async scope => { await scope.register(tokenRoutes, { issuer, baseUrl: 'https://sandbox.example' }) })
app.post('/json', async request => request.body)
t.teardown(() => app.close())

const v1 = `/${tenantId}/oauth2/token`
const v2 = `/${tenantId}/oauth2/v2.0/token`
const clientId = 'a1000000-0000-4000-8000-000000000001'
const user = {
  grant_type: 'password',
  username: 'adminagent@contoso-direct.example',
  password: 'sandbox',
  client_id: clientId
}
const client = { grant_type: 'client_credentials', client_id: clientId, client_secret: 'sandbox' }

async function post (path: string, payload: string, type = 'application/x-www-form-urlencoded') {
  const response = await app.inject({ method: 'POST', url: path, headers: { 'content-type': type }, payload })
  return { status: response.statusCode, headers: response.headers, body: response.json() }
}

async function without (path: string, form: Record<string, string>, ...fields: string[]) {
  const left = Object.entries(form).filter(([name]) => !fields.includes(name))
  return await post(path, new URLSearchParams(left).toString())
}

await t.test('an error has the members of Entra\'s', async t => {
  const { status, headers, body } = await post(v1, new URLSearchParams({ ...user, password: 'wrong' }).toString())
  t.equal(status, 400)
  t.equal(headers['cache-control'], 'no-store')
  t.same(body, {
    error: 'invalid_grant',
    error_description:
      'AADSTS50126: Error validating credentials due to invalid username or password.\r\nTrace ID: ' +
        `${id}\r\nCorrelation ID: ${id}\r\nTimestamp: 2026-03-01 12:00:00Z`,
    error_codes: [50126],
    timestamp: '2026-03-01 12:00:00Z',
    trace_id: id,
    correlation_id: id
  })
})

await t.test("the response repeats the client's request id if it is valid", async t => {
  const asked = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
  for (const [sent, expected] of [[asked, asked], ['x\u0001', id]] as const) {
    const response = await app.inject({ method: 'POST', url: v1, headers: { 'client-request-id': sent } })
    t.equal(response.json().correlation_id, expected)
  }
})

await t.test('each error has its number', async t => {
  const fabrikam = { username: 'adminagent@fabrikam.example', client_id: 'a2000000-0000-4000-8000-000000000002' }
  const cases: ReadonlyArray<readonly [string, string, Record<string, string>, number, string, number]> = [
    ['unknown tenant', '/nobody.example/oauth2/token', user, 400, 'invalid_request', 90002],
    ['no tenant id at all', '/common/oauth2/v2.0/token', user, 400, 'invalid_request', 90002],
    ['prototype as a tenant', '/__proto__/oauth2/token', user, 400, 'invalid_request', 90002],
    ['wrong password', v1, { ...user, password: 'Sandbox' }, 400, 'invalid_grant', 50126],
    ['longer password', v2, { ...user, password: 'sandbox ' }, 400, 'invalid_grant', 50126],
    ['unknown user', v1, { ...user, username: 'nobody@contoso-direct.example' }, 400, 'invalid_grant', 50126],
    ["another partner's user", v1, { ...user, username: fabrikam.username }, 400, 'invalid_grant', 50126],
    ['NUL in the name', v1, { ...user, username: `${user.username}\0` }, 400, 'invalid_grant', 50126],
    ['wrong secret', v1, { ...client, client_secret: 'x' }, 401, 'invalid_client', 7000215],
    ['wrong secret beside a right password', v1, { ...user, client_secret: 'x' }, 401, 'invalid_client', 7000215],
    [
      "another partner's application",
      v1,
      { ...client, client_id: fabrikam.client_id },
      400,
      'unauthorized_client',
      700016
    ],
    [
      "another partner's application for a user",
      v2,
      { ...user, client_id: fabrikam.client_id },
      400,
      'unauthorized_client',
      700016
    ],
    ['unknown grant type', v1, { ...user, grant_type: 'authorization_code' }, 400, 'unsupported_grant_type', 70003],
    ['prototype as a grant type', v1, { ...user, grant_type: 'constructor' }, 400, 'unsupported_grant_type', 70003],
    ['a resource that is none', v1, { ...user, resource: 'partnercenter' }, 400, 'invalid_resource', 500011],
    [
      'a resource with a blank',
      v1,
      { ...user, resource: 'https://graph.microsoft.com /' },
      400,
      'invalid_resource',
      500011
    ],
    [
      'a resource without an end',
      v1,
      { ...user, resource: `https://${'x'.repeat(10_000)}` },
      400,
      'invalid_resource',
      500011
    ],
    [
      'a resource that is none in the scope',
      v2,
      { ...user, scope: 'partnercenter/.default' },
      400,
      'invalid_resource',
      500011
    ],
    ['a scope without a resource', v2, { ...user, scope: 'User.Read' }, 400, 'invalid_scope', 70011],
    [
      'scopes of two resources',
      v2,
      { ...user, scope: 'https://graph.windows.net/.default https://api.partnercenter.microsoft.com/.default' },
      400,
      'invalid_scope',
      70011
    ],
    [
      'a delegated scope for an app',
      v2,
      { ...client, scope: 'https://api.partnercenter.microsoft.com/user_impersonation' },
      400,
      'invalid_scope',
      1002012
    ]
  ]
  for (const [what, path, form, status, error, number] of cases) {
    const answer = await post(path, new URLSearchParams(form).toString())
    t.match(
      answer,
      { status, body: { error, error_codes: [number], error_description: new RegExp(`^AADSTS${number}: `) } },
      what
    )
    t.notMatch(JSON.stringify(answer.body), /adminagent|nobody@|Sandbox"/, `${what}: no credential comes back`)
  }
  t.equal(
    (await post(`/${otherTenantId}/oauth2/token`, new URLSearchParams({ ...user, ...fabrikam }).toString())).status,
    200,
    'the control: at home they are good'
  )
})

await t.test('the error names a missing parameter', async t => {
  for (const [form, fields] of [
    [user, ['grant_type', 'client_id', 'username', 'password']],
    [client, ['client_id', 'client_secret']]
  ] as const) {
    for (const field of fields) {
      const expected = {
        status: 400,
        body: { error: 'invalid_request', error_codes: [900144], error_description: new RegExp(`'${field}'`) }
      }
      t.match(await without(v1, form, field), expected, `no ${field}`)
      t.match(await post(v2, new URLSearchParams({ ...form, [field]: '' }).toString()), expected, `empty ${field}`)
    }
  }
})

await t.test('a parameter that is sent twice is rejected', async t => {
  const form = new URLSearchParams(user).toString()
  for (const again of ['client_id=x', 'password=sandbox', 'resource=a&resource=b', 'mfa=true&mfa=false']) {
    t.match(
      await post(v1, `${form}&${again}`),
      { status: 400, body: { error: 'invalid_request', error_codes: [9000411] } },
      again
    )
  }
})

await t.test('a body that is not a form counts as an empty one', async t => {
  const cases: Record<string, readonly [string, string]> = {
    JSON: [JSON.stringify(user), 'application/json'],
    'broken JSON': ['{', 'application/json'],
    text: ['grant_type=password', 'text/plain'],
    multipart: ['--x\r\n', 'multipart/form-data; boundary=x'],
    nothing: ['', 'application/x-www-form-urlencoded'],
    'invalid escapes': ['grant_type%ZZ=%&%00=%ff', 'application/x-www-form-urlencoded'],
    'ten thousand separators': ['&='.repeat(5000), 'application/x-www-form-urlencoded']
  }
  for (const [what, [payload, type]] of Object.entries(cases)) {
    t.match(
      await post(v1, payload, type),
      { status: 400, body: { error: 'invalid_request', error_codes: [900144] } },
      what
    )
  }
  t.equal((await app.inject({ method: 'POST', url: v1 })).statusCode, 400, 'no body, no type')
  t.equal((await post(v1, 'a'.repeat(17 * 1024))).status, 413, 'too large')
  const charset = await post(
    v1,
    new URLSearchParams(user).toString(),
    'application/x-www-form-urlencoded; charset=utf-8'
  )
  t.equal(charset.status, 200, 'a charset does no harm')
})

await t.test('discovery and keys of an unknown tenant are errors', async t => {
  for (const path of [
    '.well-known/openid-configuration', 'v2.0/.well-known/openid-configuration', 'discovery/keys',
    'discovery/v2.0/keys'
  ]) {
    const response = await app.inject(`/nobody.example/${path}`)
    t.equal(response.statusCode, 400)
    t.match(response.json(), { error: 'invalid_tenant', error_codes: [90002] }, path)
  }
})

await t.test('the body parsers of other routes are unchanged', async t => {
  t.same((await post('/json', '{"a":1}', 'application/json')).body, { a: 1 })
  t.equal((await post('/json', 'a=1')).status, 415)
})
