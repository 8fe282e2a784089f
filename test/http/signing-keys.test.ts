import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeProtectedHeader, errors, type FlattenedJWSInput, type JWK } from 'jose'
import t, { type Test } from 'tap'
import { localSigningKeys, remoteSigningKeys, SigningKeysUnavailable, type SigningKeys } from '../../src/http/signing-keys.js'
import { errorOf, makeKey, now, otherTenantId, tenantId, userClaims, verdictOn, verifierOptions } from '../helper/tokens.js'

const first = await makeKey('first')
const second = await makeKey('second')
const minute = 60_000

const serve = (...keys: JWK[]) => (response: ServerResponse) => { response.end(JSON.stringify({ keys })) }

/** An issuer's keys on a real server, looked at through a clock that is moved by hand. */
async function issuer (t: Test, path = '/keys') {
  const state = { answer: serve(first.publicJwk), hits: 0, time: now.getTime(), failures: [] as string[] }
  const listener: RequestListener = (_request, response) => { state.hits++; state.answer(response) }
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.close(); server.closeAllConnections() })
  const keys = remoteSigningKeys({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    clock: () => new Date(state.time),
    onFailure: reason => state.failures.push(reason)
  })
  return { state, keys, stop: () => { server.close(); server.closeAllConnections() } }
}

async function lookUp (keys: SigningKeys, kid: string): Promise<string> {
  try {
    await keys.key({ alg: 'RS256', kid }, {} as FlattenedJWSInput)
    return 'found'
  } catch (error) {
    if (error instanceof SigningKeysUnavailable) return 'unavailable'
    if (error instanceof errors.JWKSNoMatchingKey) return 'unknown'
    throw error
  }
}

await t.test('local keys', async t => {
  const keys = localSigningKeys({ keys: [first.publicJwk] })
  t.equal(await lookUp(keys, 'first'), 'found')
  t.equal(await lookUp(keys, 'second'), 'unknown')
})

await t.test('a token is verified with a key that was fetched', async t => {
  const { keys } = await issuer(t)
  const token = await first.sign(userClaims())
  t.equal(decodeProtectedHeader(token).kid, 'first')
  t.equal(errorOf(await verdictOn(token, verifierOptions(first, { keysOf: () => keys }))), 'none')
  t.equal(errorOf(await verdictOn(await second.sign(userClaims()), verifierOptions(first, { keysOf: () => keys }))), 'TokenInvalid')
})

await t.test('nothing is fetched before the first token, and then once in 24 hours', async t => {
  const { state, keys } = await issuer(t)
  t.equal(state.hits, 0)
  for (let n = 0; n < 5; n++) t.equal(await lookUp(keys, 'first'), 'found')
  state.time += 24 * 60 * minute - 1
  await lookUp(keys, 'first')
  t.equal(state.hits, 1)
  state.time += 1
  await lookUp(keys, 'first')
  t.equal(state.hits, 2)
})

await t.test('a rollover is noticed at once, but unknown kids do not become a stream of requests', async t => {
  const { state, keys } = await issuer(t)
  await lookUp(keys, 'first')
  state.time += 5 * minute
  state.answer = serve(first.publicJwk, second.publicJwk)
  t.equal(await lookUp(keys, 'second'), 'found')
  t.equal(state.hits, 2)
  for (let n = 0; n < 50; n++) t.equal(await lookUp(keys, `made-up-${n}`), 'unknown')
  state.time += 5 * minute - 1
  await lookUp(keys, 'made-up')
  t.equal(state.hits, 2)
  state.time += 1
  await lookUp(keys, 'made-up')
  t.equal(state.hits, 3)
})

await t.test('a key that the issuer withdrew is not believed after the next fetch', async t => {
  const { state, keys } = await issuer(t)
  t.equal(await lookUp(keys, 'first'), 'found')
  state.answer = serve(second.publicJwk)
  state.time += 24 * 60 * minute
  t.equal(await lookUp(keys, 'first'), 'unknown')
})

await t.test('callers at the same time share one fetch', async t => {
  const { state, keys } = await issuer(t)
  state.answer = response => { setTimeout(() => serve(first.publicJwk)(response), 50) }
  t.same(new Set(await Promise.all(Array.from({ length: 100 }, () => lookUp(keys, 'first')))), new Set(['found']))
  t.equal(state.hits, 1)
  state.time += 5 * minute
  state.answer = response => { setTimeout(() => serve(second.publicJwk)(response), 50) }
  t.same(new Set(await Promise.all(Array.from({ length: 100 }, () => lookUp(keys, 'second')))), new Set(['found']), 'those that come later wait for it too')
  t.equal(state.hits, 2)
})

await t.test('the server is down', async t => {
  const { state, keys, stop } = await issuer(t)
  t.equal(await lookUp(keys, 'first'), 'found')
  stop()
  state.time += 30 * 24 * 60 * minute
  t.equal(await lookUp(keys, 'first'), 'found', 'the last good keys stay')
  t.equal(await lookUp(keys, 'second'), 'unknown')
  t.equal(state.failures.length, 1, 'told once, not for every token')
  t.match(state.failures[0], /ECONNREFUSED/)
})

await t.test('the server is down from the start, and comes back', async t => {
  const { state, keys } = await issuer(t)
  const healthy = state.answer
  state.answer = response => { response.destroy() }
  t.equal(await lookUp(keys, 'first'), 'unavailable')
  t.equal(await lookUp(keys, 'first'), 'unavailable')
  t.equal(state.hits, 1, 'not asked for every token')
  state.answer = healthy
  state.time += 10_000
  t.equal(await lookUp(keys, 'first'), 'found')
})

await t.test('answers that are not key sets leave the good keys alone', async t => {
  const short = { ...first.publicJwk, n: first.publicJwk.n?.slice(0, 171) }
  const { kid: _, ...nameless } = first.publicJwk
  const answers: Record<string, (response: ServerResponse) => void> = {
    'status 500': response => { response.writeHead(500).end(JSON.stringify({ keys: [second.publicJwk] })) },
    'status 404': response => { response.writeHead(404).end('not here') },
    redirect: response => { response.req.url === '/keys' ? response.writeHead(302, { location: '/elsewhere' }).end() : serve(second.publicJwk)(response) },
    HTML: response => { response.end('<html>sign in</html>') },
    nothing: response => { response.end() },
    null: response => { response.end('null') },
    'a list': response => { response.end('[]') },
    'no keys': response => { response.end('{}') },
    'keys of another type': response => { response.end('{"keys":{"length":1}}') },
    'an empty set': serve(),
    'an octet key': serve({ kty: 'oct', kid: 'second', k: 'c2VjcmV0' }),
    'an octet key with a modulus': serve({ ...first.publicJwk, kty: 'oct', k: 'c2VjcmV0' }),
    'a short key': serve(short as JWK),
    'a key for encryption': serve({ ...second.publicJwk, use: 'enc' }),
    'a key for other operations': serve({ ...second.publicJwk, key_ops: ['encrypt', 'wrapKey'] }),
    'a key whose operations are no list': serve({ ...second.publicJwk, key_ops: 'verify' } as unknown as JWK),
    'a key for another algorithm': serve({ ...second.publicJwk, alg: 'PS256' }),
    'a key without kid': serve(nameless as JWK),
    'keys that are not objects': response => { response.end('{"keys":[null,1,"x",[]]}') },
    'a cut-off answer': response => { response.writeHead(200, { 'content-length': 5000 }); response.write('{"keys":['); response.destroy() },
    'a huge answer': response => { response.end(JSON.stringify({ keys: [second.publicJwk], padding: 'x'.repeat(300_000) })) }
  }
  for (const [what, answer] of Object.entries(answers)) {
    const { state, keys } = await issuer(t)
    await lookUp(keys, 'first')
    state.answer = answer
    state.time += 24 * 60 * minute
    t.equal(await lookUp(keys, 'first'), 'found', what)
    t.equal(await lookUp(keys, 'second'), 'unknown', `${what}: nothing of it is taken`)
    t.equal(state.failures.length, 1, `${what}: ${state.failures[0]}`)
  }
})

await t.test('an endless answer is cut off', async t => {
  const { state, keys } = await issuer(t)
  let sent = 0
  state.answer = response => {
    const more = () => { while (!response.destroyed && response.write(' '.repeat(65_536))) sent += 65_536 }
    response.on('drain', more)
    more()
  }
  t.equal(await lookUp(keys, 'first'), 'unavailable')
  t.ok(sent < 20_000_000, `${sent} bytes were sent`)
})

await t.test('a slow answer is given up after 5 seconds', async t => {
  const silent = await issuer(t)
  silent.state.answer = () => {}
  const trickling = await issuer(t)
  trickling.state.answer = response => { setInterval(() => response.write(' '), 200).unref() }
  const startedAt = performance.now()
  t.same(await Promise.all([lookUp(silent.keys, 'first'), lookUp(trickling.keys, 'first')]), ['unavailable', 'unavailable'])
  const took = performance.now() - startedAt
  t.ok(took > 4_500 && took < 7_000, `${Math.round(took)} ms`)
})

await t.test('a key that Entra binds to one tenant counts only at that tenant', async t => {
  const bound = (id: string) => ({ ...first.publicJwk, issuer: `https://login.microsoftonline.com/${id}/v2.0` })
  const cases: ReadonlyArray<readonly [string, string, string]> = [
    ['/common/discovery/v2.0/keys', '{tenantid}', 'found'],
    ['/common/discovery/v2.0/keys', '9188040d-6c67-4c5b-b112-36a304b66dad', 'unavailable'],
    [`/${tenantId}/discovery/v2.0/keys`, tenantId, 'found'],
    [`/${tenantId.toUpperCase()}/discovery/v2.0/keys`, tenantId, 'found'],
    [`/${tenantId}/discovery/v2.0/keys`, otherTenantId, 'unavailable']
  ]
  for (const [path, id, outcome] of cases) {
    const { state, keys } = await issuer(t, path)
    state.answer = serve(bound(id) as JWK)
    t.equal(await lookUp(keys, 'first'), outcome, `${id} at ${path}`)
  }
})

await t.test('keys come over https, or from this machine', async t => {
  const clock = () => now
  for (const url of ['http://login.example/keys', 'http://127.0.0.1.evil.example/keys', 'http://localhost.evil.example/', 'ftp://127.0.0.1/keys', 'file:///etc/keys', 'keys']) {
    t.throws(() => remoteSigningKeys({ url, clock }), TypeError, url)
  }
  for (const url of ['https://login.example/keys', 'http://localhost:1/keys', 'http://127.0.0.1:1/keys', 'http://[::1]:1/keys']) {
    t.doesNotThrow(() => remoteSigningKeys({ url, clock }), url)
  }
})
