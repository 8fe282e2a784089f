import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { create, newCustomer } from '../partner-center/customers/helper.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { connectTo } from '../helper/database.js'
import { settledWithin, startNetwork, type Network } from '../helper/silence.js'

/** Short, so that the tests are; a request may take all of them, one after the other. */
const limits = { waitMs: 500, connectMs: 1_000, statementMs: 1_500 }
/** Far more than that, and far less than what waits for good. */
const patienceMs = 30_000

let network: Network | undefined
const test = await testApp(t, {}, async (t, stored) => {
  network = await startNetwork(t, stored.url)
  return await connectTo(t, { url: network.through(stored.url) }, limits)
})
const { app, bearer, stored } = test
const { swallow, restore } = network as unknown as Network
const authorization = await bearer()
const fabrikam = await bearer('adminagent@fabrikam.example')
let requests = 0
const requestId = () => `51e0ce00-0000-4000-8000-${String(++requests).padStart(12, '0')}`

const get = (url: string) => app.inject({ url, headers: { authorization } })
const confirm = (customerId = ids.adventureWorks, as = authorization, id = requestId()) => app.inject({
  method: 'POST',
  url: `/v1/customers/${customerId}/agreements`,
  headers: { authorization: as, 'ms-requestid': id },
  payload: confirmation({}, { firstName: id })
})

const ways = {
  'a read on the shared connections': () => get(`/v1/customers/${ids.adventureWorks}/agreements`),
  'a write on the pool': () => confirm(),
  'a query of Kysely': () => get('/v1/compliance/csp/agreementstatus?mpnId=1000003&tenantId='),
  'a transaction of the sandbox': () =>
    create(test, newCustomer({ company: { domain: `silence${++requests}.example` } })),
  'an order of the sandbox': () => get(`/v1/customers/${ids.wingtip}/subscriptions`),
  'a question to the order gate': () =>
    app.inject({
      method: 'POST',
      url: `/order-gate/v1/customers/${ids.wingtip}/decisions`,
      headers: { authorization },
      payload: { transaction: { kind: 'newPurchase' } }
    })
}

/** Until the service says itself that it is ready; from then on everything has to work at the first try. */
async function becomeReady (): Promise<void> {
  const deadline = performance.now() + patienceMs
  while ((await app.inject('/health/ready')).statusCode !== 200 && performance.now() < deadline) await delay(50)
}

for (const [way, ask] of Object.entries(ways)) {
  t.test(`${way} ends when the network swallows it, and works when the network is back`, async t => {
    const before = (await ask()).statusCode
    t.ok(before < 500, `${before} before`)
    swallow()
    const during = await settledWithin(patienceMs, ask())
    t.match(during, { status: 'fulfilled', value: { statusCode: 503, headers: { 'retry-after': '1' } } })
    restore()
    await becomeReady()
    t.equal((await ask()).statusCode, before)
  })
}

t.test('readiness tells within its own time', async t => {
  swallow()
  t.match(await settledWithin(patienceMs, app.inject('/health/ready')), { value: { statusCode: 503 } })
  restore()
  await becomeReady()
  t.equal((await app.inject('/health/ready')).statusCode, 200)
})

t.test('what waits behind a confirmation that hangs is told that nothing was done', async t => {
  swallow()
  const hung = confirm()
  await delay(100)
  const behind = await settledWithin(patienceMs, Promise.all(Array.from({ length: 20 }, () => confirm())))
  t.equal(behind?.status, 'fulfilled')
  if (behind?.status === 'fulfilled') {
    for (const { statusCode, body } of behind.value) {
      t.match([statusCode, JSON.parse(body)], [503, { errorName: 'ServiceOverloaded' }])
    }
  }
  t.match((await hung).json(), { errorName: 'TemporarilyUnavailable' })
  restore()
  await becomeReady()
})

t.test(
  'one connection that dies silently takes the idle ones with it, so that nobody else has to wait for them',
  async t => {
    // Several partners at once make the pool open several connections.
    await Promise.all(
      Array.from({ length: 8 }, () => [
        confirm(),
        confirm(ids.litware, fabrikam),
        create(test, newCustomer({ company: { domain: `idle${++requests}.example` } }))
      ]).flat()
    )
    swallow()
    const id = requestId()
    t.equal((await confirm(ids.adventureWorks, authorization, id)).statusCode, 503)
    restore()
    await becomeReady()
    for (let times = 0; times < 5; times++) {
      const statuses = await Promise.all([
        confirm(),
        confirm(ids.litware, fabrikam),
        create(test, newCustomer({ company: { domain: `idle${++requests}.example` } }))
      ])
      t.strictSame(
        statuses.map(({ statusCode }) => statusCode),
        [201, 201, 201]
      )
    }
    t.equal(
      (await confirm(ids.adventureWorks, authorization, id)).statusCode,
      201,
      'repeating what was lost settles it'
    )
    t.equal((await stored.rows('SELECT FROM customer_agreement WHERE request_id = $1', [id])).length, 1)
  }
)
