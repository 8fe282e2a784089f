import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import type { Caller } from '../../src/http/authentication.js'
import { CallerCache, callerCacheMs } from '../../src/http/caller-cache.js'
import { ids, testApp } from '../helper/app.js'
import { isError, listen } from '../helper/wire.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes of the heap in use after a garbage collection. */
async function heapUsed (): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collectGarbage()
    await new Promise(resolve => setImmediate(resolve))
  }
  return process.memoryUsage().heapUsed
}

const megabyte = 1024 * 1024
const now = new Date('2026-03-01T12:00:00Z')
const partner = {
  partnerId: ids.contoso,
  type: 'direct_bill',
  cloud: 'public',
  cspRegion: null,
  adminAgentClaims: ['AdminAgents'],
  salesAgentClaims: ['SalesAgents'],
  applicationIds: []
} as const
const callerOf = (number: number, expiresAt = now.getTime() + 3_600_000): Caller => ({
  partner: { ...partner },
  token: {
    tenantId: ids.contoso,
    objectId: `d1000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    applicationId: ids.contoso,
    kind: 'user',
    mfa: true,
    expiresAt
  },
  roles: new Set(['AdminAgent'])
})
const headerOf = (number: number, length: number) =>
  `Bearer ${Buffer.alloc(length, String(number).padStart(8, '0')).toString('latin1')}`

t.test('large tokens occupy no more memory afterwards than small ones', async t => {
  const { app, bearer, stored, clock } = await testApp(t)
  const count = 500
  const groups = Array.from({ length: 220 }, (_, index) => `11111111-0000-4000-8000-${String(index).padStart(12, '0')}`)
  const ask = async (authorization: string) =>
    (await app.inject({ url: '/v1/agreements', headers: { authorization } })).statusCode
  const sign = (number: number) => bearer(undefined, { groups, uti: `token-${number}` })
  // The first requests of an application allocate memory that is not the cache's.
  for (let number = 0; number < 20; number++) t.equal(await ask(await sign(-number)), 200)
  const before = await heapUsed()
  for (let number = 0; number < count; number++) {
    const authorization = await sign(number)
    if (number === 0) t.ok(authorization.length > 11_000, `${authorization.length} characters`)
    if (await ask(authorization) !== 200) t.fail('a valid token was rejected')
  }
  const grown = await heapUsed() - before
  // A cache of texts and claims took 29 KB each.
  t.ok(grown < 7 * megabyte, `${count} tokens left ${(grown / megabyte).toFixed(1)} MB`)
  const known = await sign(count - 1)
  await stored.rows('UPDATE partner SET cloud = $1 WHERE partner_id = $2', ['us_government', ids.contoso])
  t.equal(await ask(known), 200, 'the control: the tokens are in the cache')
  clock.at = new Date(clock.at.getTime() + callerCacheMs)
  t.equal(await ask(known), 403)
})

t.test('ten thousand callers with headers of 13 KB take some megabytes, on as many connections too', async t => {
  const connections = Array.from({ length: 11_000 }, () => ({}))
  const cache = new CallerCache()
  const before = await heapUsed()
  for (const [number, connection] of connections.entries()) {
    cache.keep(connection, headerOf(number, 13_000), callerOf(number), now)
  }
  const grown = await heapUsed() - before
  t.ok(grown < 30 * megabyte, `${(grown / megabyte).toFixed(1)} MB`)
  t.equal(cache.find({}, headerOf(999, 13_000), now), undefined, 'the oldest made way')
  t.match(cache.find({}, headerOf(1_000, 13_000), now), { token: { objectId: 'd1000000-0000-4000-8000-000000001000' } })
  t.equal(connections.length, 11_000)
})

// The shorter header is also cached as text, the longer one only as its hash.
for (const length of [1_500, 13_000]) {
  t.test(`a header of ${length} characters is found only by itself, until it expires`, async t => {
    const [cache, connection] = [new CallerCache(), {}]
    const [header, expiring] = [headerOf(1, length), headerOf(2, length)]
    cache.keep(connection, header, callerOf(1), now)
    cache.keep({}, expiring, callerOf(2, now.getTime() + 5_000), now)
    const later = (ms: number) => new Date(now.getTime() + ms)
    for (const where of [connection, connection, {}]) {
      t.equal(cache.find(where, header, later(callerCacheMs - 1))?.token.objectId.at(-1), '1')
      t.equal(cache.find(where, header, later(callerCacheMs)), undefined)
      t.equal(cache.find(where, expiring, later(4_999))?.token.objectId.at(-1), '2')
      t.equal(cache.find(where, expiring, later(5_000)), undefined)
      for (const other of [
        undefined,
        '',
        `${header} `,
        header.slice(1),
        header.slice(0, -1),
        `x${header.slice(1)}`,
        header.replace(/.$/, '_')
      ]) {
        t.equal(cache.find(where, other, now), undefined)
      }
    }
  })
}

t.test('other claims with a cached signature are rejected, also on the same connection', async t => {
  const { app, bearer } = await testApp(t)
  const port = await listen(app)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  const good = await bearer('helpdeskagent@contoso-direct.example')
  const [head, body = '', signature] = good.split('.')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  const forged = [
    head,
    Buffer.from(JSON.stringify({ ...claims, roles: ['AdminAgents'] })).toString('base64url'),
    signature
  ].join('.')
  const ports = new Set<number | undefined>()
  const ask = async (authorization: string) => {
    const asked = request({ agent, port, host: '127.0.0.1', path: '/v1/agreements', headers: { authorization } }).end()
    const [response] = await once(asked, 'response')
    ports.add(asked.socket?.localPort)
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) text += chunk
    return { statusCode: response.statusCode, headers: response.headers, body: text }
  }
  for (let round = 0; round < 2; round++) {
    isError(t, await ask(good), 'RoleNotAllowed')
    isError(t, await ask(forged), 'AccessDenied')
    isError(t, await app.inject({ url: '/v1/agreements', headers: { authorization: forged } }), 'AccessDenied')
  }
  t.equal(ports.size, 1, 'one connection')
})
