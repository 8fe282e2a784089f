import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { remoteSigningKeys } from '../../src/http/signing-keys.js'
import { createTokenVerifier } from '../../src/http/token-verifier.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { makeKey, now, userClaims, verifierOptions } from '../helper/tokens.js'
import { isError } from '../helper/wire.js'

const key = await makeKey()
let isAway = true
const issuer = createServer((_request, response) => response.writeHead(isAway ? 503 : 200).end(JSON.stringify({ keys: [key.publicJwk] })))
await new Promise<void>(resolve => issuer.listen(0, '127.0.0.1', resolve))
t.teardown(() => issuer.close())

const { app, clock, stored } = await testApp(t, { verifyToken: (authorization, at) => verify(authorization, at) })
clock.at = now
const keys = remoteSigningKeys({ url: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`, clock: () => clock.at })
const verify = createTokenVerifier(verifierOptions(key, { keysOf: () => keys }))
const headers = { authorization: `Bearer ${await key.sign(userClaims())}` }

t.test('while the issuer is away, 503 says so, that nothing was begun, and when to come back', async t => {
  const agreements = `/v1/customers/${ids.adventureWorks}/agreements`
  for (const request of [{ url: '/v1/agreements' }, { url: agreements }, { method: 'POST', url: agreements, payload: confirmation() }] as const) {
    const answer = await app.inject({ ...request, headers })
    isError(t, answer, 'SigningKeysUnavailable', request.url)
    t.match(answer.json(), { isRetryable: true, description: /Nothing was done: repeat the request\.$/ })
    t.equal(answer.headers['retry-after'], '10')
  }
  const problem = await app.inject({ url: `/acceptance/v1/customers/${ids.adventureWorks}/status`, headers })
  t.match(problem, { statusCode: 503, headers: { 'retry-after': '10', 'content-type': 'application/problem+json' } })
  t.match(problem.json(), { title: 'SigningKeysUnavailable', detail: /Nothing was done/ })
  t.same(await stored.rows('SELECT FROM customer_agreement WHERE customer_id = $1', [ids.adventureWorks]), [])
})

t.test('who comes back then, and no sooner, is let in', async t => {
  isAway = false
  const ask = async () => (await app.inject({ url: '/v1/agreements', headers })).statusCode
  clock.at = new Date(now.getTime() + 9_999)
  t.equal(await ask(), 503)
  clock.at = new Date(now.getTime() + 10_000)
  t.equal(await ask(), 200)
})
