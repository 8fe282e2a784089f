import t, { type Test } from 'tap'
import { ids, testApp, type TestApp } from '../helper/app.js'
import { agreementsOf, isError, type Answer } from '../helper/wire.js'

const path = agreementsOf()
const words = /^Rate limit is exceeded\. Try again in (\d{1,2}) seconds\.$/

/** Checks a 429 of a mirrored path: it has Partner Center's two members, and those of every error. */
function isTooMany (t: Test, response: Answer, what: string): void {
  const { statusCode, ...error } = JSON.parse(response.body) as {
    statusCode?: number
    message: string
    description: string
  }
  t.equal(statusCode, 429, what)
  isError(t, { ...response, body: JSON.stringify(error) }, 'TooManyRequests', what)
  const [, seconds] = words.exec(error.message) ?? []
  t.equal(response.headers['retry-after'], seconds, what)
  t.ok(Number(seconds) >= 1 && Number(seconds) <= 60, what)
}

const limited = async (t: Test, partner: number, client: number, attempts: number) =>
  await testApp(t, { trustedProxies: ['127.0.0.1'], rateLimits: { partner, client, attempts } })

const get = async ({ app }: TestApp, url: string, authorization: string, remoteAddress = '127.0.0.1') =>
  await app.inject({ url, remoteAddress, headers: { authorization } })

t.test('a partner\'s limit of requests per minute counts all paths and tokens', async t => {
  const test = await limited(t, 5, 0, 0)
  const [agent, other] = [await test.bearer(), await test.bearer('salesagent@contoso-direct.example')]
  for (const [url, bearer] of [
    [path, agent], ['/v1/agreements', other], ['/acceptance/v1/status', agent], ['/v1/customers/x/agreements', agent],
    ['/v1/agreements?agreementType=x', other]
  ] as const) {
    const { statusCode, headers } = await get(test, url, bearer)
    t.ok(statusCode < 429, url)
    for (const name of Object.keys(headers)) t.notMatch(name, /ratelimit|retry-after/, url)
  }
  for (const bearer of [agent, other]) isTooMany(t, await get(test, path, bearer), 'one too many')
  const own = await get(test, '/order-gate/v1/decisions/x', agent)
  t.match([own.statusCode, own.headers['content-type']], [429, /^application\/problem\+json/])
  t.match(own.json(), { title: 'TooManyRequests', status: 429, detail: words })
  t.match(own.headers['retry-after'], /^\d{1,2}$/)
  t.equal(
    (await get(test, path, await test.bearer('adminagent@fabrikam.example'))).statusCode,
    200,
    'another partner has its own'
  )
})

t.test('a large limit holds for concurrent requests', async t => {
  const test = await limited(t, 1_600, 0, 0)
  const authorization = await test.bearer()
  const statuses: number[] = []
  for (let round = 0; round < 200; round++) {
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => test.app.inject({ url: '/v1/agreements', headers: { authorization } }))
    )
    statuses.push(...responses.map(({ statusCode }) => statusCode))
  }
  const [taken, rejected] = [200, 429].map(status => statuses.filter(one => one === status).length) as [number, number]
  t.equal(taken + rejected, 2_000)
  // At the limit the library may reject too many concurrent requests, never too few.
  t.ok(taken <= 1_600 && taken >= 1_400, `${taken} were handled`)
})

t.test('the body of a request over the limit is not read', async t => {
  const test = await limited(t, 1, 0, 0)
  const authorization = await test.bearer()
  await get(test, path, authorization)
  isTooMany(
    t,
    await test.app.inject({ method: 'POST', url: path, headers: { authorization }, payload: '{' }),
    'malformed'
  )
})

t.test('a forged token counts only against its own address', async t => {
  const test = await limited(t, 3, 0, 4)
  const forged = `${(await test.bearer()).slice(0, -8)}AAAAAAAA`
  for (let count = 0; count < 4; count++) isError(t, await get(test, path, forged, '192.0.2.1'), 'AccessDenied')
  isTooMany(t, await get(test, path, forged, '192.0.2.1'), 'a fifth wrong token')
  isTooMany(t, await test.app.inject({ url: path, remoteAddress: '192.0.2.1' }), 'or none')
  isError(t, await get(test, path, forged, '192.0.2.2'), 'AccessDenied', 'another address')
  const responses = [
    await get(test, path, await test.bearer(), '192.0.2.1'),
    await get(test, path, await test.bearer(), '192.0.2.1')
  ]
  t.strictSame(
    responses.map(({ statusCode }) => statusCode),
    [200, 200],
    'a good token passes, from the same address too'
  )
})

t.test('requests without a token count by address, and health checks do not count', async t => {
  const test = await limited(t, 0, 4, 0)
  for (const url of ['/openapi.json', '/docs/json', '/agreement-documents/x', `/${ids.contoso}/discovery/keys`]) {
    t.not((await get(test, url, '')).statusCode, 429, url)
  }
  for (const url of ['/openapi.json', '/docs/json', '/agreement-documents/x']) {
    isTooMany(t, await get(test, url, ''), url)
  }
  for (const url of ['/health/live', '/health/ready']) t.equal((await get(test, url, '')).statusCode, 200)
  t.equal((await get(test, path, await test.bearer())).statusCode, 200, 'nor are API requests')
})

t.test('requests count for the client behind a trusted proxy, and an IPv6 /64 is one client', async t => {
  const test = await limited(t, 0, 1, 0)
  const from = async (forwarded: string, remoteAddress = '127.0.0.1') =>
    (await test.app.inject({ url: '/openapi.json', remoteAddress, headers: { 'x-forwarded-for': forwarded } }))
      .statusCode
  t.strictSame(
    [
      await from('198.51.100.1'),
      await from('198.51.100.1'),
      await from('198.51.100.2'),
      await from('203.0.113.9, 198.51.100.2')
    ],
    [200, 429, 200, 429]
  )
  t.strictSame(
    [
      await from('2001:db8::1'),
      await from('2001:db8::2'),
      await from('2001:db8:0:1::1'),
      await from('::ffff:198.51.100.1')
    ],
    [200, 429, 200, 429]
  )
  t.strictSame(
    [await from('198.51.100.7', '192.0.2.9'), await from('198.51.100.8', '192.0.2.9')],
    [200, 429],
    'nobody else is believed'
  )
  t.strictSame(
    [await from('no address'), await from('no address at all')],
    [200, 429],
    'text that is no address is the proxy itself'
  )
})

t.test('the number of counted addresses is bounded: the least recent are forgotten', async t => {
  const test = await limited(t, 0, 1, 0)
  const from = async (index: number) =>
    (
      await test.app.inject({
        url: '/agreement-documents/x',
        remoteAddress: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`
      })
    ).statusCode
  t.strictSame([await from(0), await from(0)], [403, 429])
  for (let index = 1; index <= 5_000; index++) await from(index)
  t.equal(await from(0), 403)
})

t.test('after a minute the limit starts again', async t => {
  const test = await limited(t, 1, 0, 0)
  const authorization = await test.bearer()
  await get(test, path, authorization)
  const { headers } = await get(test, path, authorization)
  const { now } = Date
  t.intercept(Date, 'now', { value: () => now() + Number(headers['retry-after']) * 1_000 })
  t.equal((await get(test, path, authorization)).statusCode, 200)
})
