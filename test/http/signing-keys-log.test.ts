import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FlattenedJWSInput } from 'jose'
import t, { type Test } from 'tap'
import { entraKeys } from '../../src/http/entra.js'
import { makeKey, now, otherTenantId, tenantId } from '../helper/tokens.js'

const key = await makeKey()
const good = (response: ServerResponse) => { response.end(JSON.stringify({ keys: [key.publicJwk] })) }

/** An authority on a real server, a clock that is moved by hand, and what was told of failures. */
async function authority (t: Test) {
  const state = { answer: good, at: now.getTime(), told: [] as Array<[tenantId: string, reason: string]> }
  const server = createServer((_request, response) => { state.answer(response) })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.close(); server.closeAllConnections() })
  const keysOf = entraKeys({
    authority: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clock: () => new Date(state.at),
    onFailure: (tenant, reason) => { state.told.push([tenant, reason]) }
  })
  const lookUp = (tenant = tenantId, kid = 'key-1') => Promise.resolve(keysOf(tenant).key({ alg: 'RS256', kid }, {} as FlattenedJWSInput)).catch(() => {})
  return { state, lookUp }
}

t.test('a tenant whose keys cannot be fetched is told of once a minute, whatever the number of attempts', async t => {
  const { state, lookUp } = await authority(t)
  state.answer = response => { response.writeHead(503).end('away') }
  for (let second = 0; second < 60; second += 10) {
    await Promise.all([lookUp(), lookUp(), lookUp()])
    state.at += 10_000
  }
  t.same(state.told, [[tenantId, 'status 503']])
  await lookUp()
  t.same(state.told, [[tenantId, 'status 503'], [tenantId, 'status 503']])
})

t.test('one tenant does not silence another', async t => {
  const { state, lookUp } = await authority(t)
  state.answer = response => { response.destroy() }
  await lookUp()
  await lookUp(otherTenantId)
  t.same(state.told.map(([tenant]) => tenant), [tenantId, otherTenantId])
})

t.test('a failure is told while older keys are in use, which nothing else shows', async t => {
  const { state, lookUp } = await authority(t)
  await lookUp()
  t.same(state.told, [])
  state.answer = response => { response.writeHead(500).end() }
  state.at += 24 * 3_600_000
  t.ok(await lookUp(), 'the older key is still good')
  t.same(state.told, [[tenantId, 'status 500']])
})

t.test('a key that is unknown is no failure, and the reason repeats nothing of a response', async t => {
  const { state, lookUp } = await authority(t)
  await lookUp(tenantId, 'other')
  t.same(state.told, [])
  state.answer = response => { response.end('secret text') }
  state.at += 24 * 3_600_000
  await lookUp()
  t.same(state.told, [[tenantId, 'the response is not JSON']])
})
