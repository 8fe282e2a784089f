import t from 'tap'
import { pageTest } from '../acceptance/customer-page/helper.js'
import { confirmation, ids } from '../helper/app.js'
import { agreementsOf, ask, bytes, type Answer } from '../helper/wire.js'

const test = await pageTest(t)
const port = Number(new URL(test.base).port)
const authorization = `Authorization: ${await test.bearer()}`
const confirmed = JSON.stringify(confirmation())
const { path: page } = await test.invite()

const send = async (method: string, path: string, headers: readonly string[] = [], body = '') =>
  await ask(
    port,
    bytes([`${method} ${path} HTTP/1.1`, 'Host: a', `Content-Length: ${body.length}`, ...headers], body),
    { isHead: method === 'HEAD' }
  )
const get = (path: string, ...headers: readonly string[]) => send('GET', path, headers)
const form = 'Content-Type: application/x-www-form-urlencoded'
const credentials = new URLSearchParams({
  grant_type: 'password',
  client_id: 'a1000000-0000-4000-8000-000000000001',
  username: 'adminagent@contoso-direct.example',
  password: 'sandbox',
  resource: 'https://api.partnercenter.microsoft.com'
}).toString()

/** Responses of every kind that may contain personal data or tokens. */
const kinds: ReadonlyArray<readonly [what: string, status: number, response: () => Promise<Answer>]> = [
  ['a list of confirmations', 200, () => get(`${agreementsOf()}?agreementType=*`, authorization)],
  ['the same to HEAD', 200, () => send('HEAD', `${agreementsOf()}?agreementType=*`, [authorization])],
  ['a confirmation', 201, () => send('POST', agreementsOf(), [authorization], confirmed)],
  ['a duplicate', 400, () => send('POST', agreementsOf(), [authorization], confirmed)],
  ['customers', 200, () => get('/v1/customers', authorization)],
  ['the status view', 200, () => get('/acceptance/v1/status', authorization)],
  ['a problem', 404, () => get('/acceptance/v1/invitations/x', authorization)],
  ['a stream', 200, () => get('/order-gate/v1/forecast', authorization, 'Accept: text/csv')],
  ["another partner's customer", 403, () => get(agreementsOf(ids.litware), authorization)],
  ['no token', 401, () => get('/v1/customers')],
  ['a path that leads nowhere', 404, () => get('/v1/nowhere', authorization)],
  ['another method', 405, () => send('DELETE', '/v1/agreements', [authorization])],
  ['an unreadable path', 400, () => get('/v1/%zz', authorization)],
  ['CONNECT', 405, () => send('CONNECT', 'localhost:1')],
  ['junk', 400, () => ask(port, Buffer.from('junk\r\n\r\n'))],
  ['a token', 200, () => send('POST', `/${ids.contoso}/oauth2/token`, [form], credentials)],
  [
    'no token for these credentials',
    400,
    () => send('POST', `/${ids.contoso}/oauth2/token`, [form], credentials.replace('=sandbox', '=wrong'))
  ],
  ['an exchanged token', 200, () => send('POST', '/generatetoken', [authorization, form], 'grant_type=jwt_token')],
  ["a customer's page", 200, () => get(page)],
  ["a customer's page of another kind", 404, () => get('/accept/x')],
  ['health', 200, () => get('/health/live')]
]

for (const [what, status, response] of kinds) {
  t.test(`${what}: caches may not store it, and browsers may not guess its type`, async t => {
    const { statusCode, headers } = await response()
    t.equal(statusCode, status)
    t.strictSame([headers['cache-control'], headers['x-content-type-options']], ['no-store', 'nosniff'])
  })
}

t.test('public responses may be cached', async t => {
  for (const path of ['/openapi.json', '/docs/static/swagger-ui.css', '/accept/style.css']) {
    const { headers } = await get(path)
    t.match(headers['cache-control'], /^(no-cache|public, max-age=3600)$/, path)
    t.equal(headers['x-content-type-options'], 'nosniff', path)
  }
})
