import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { forwarding } from '../../src/upstream/backend.js'
import { purchaseRepository } from '../../src/upstream/repository.js'
import { ids, testApp } from '../helper/app.js'
import { json, startUpstream } from '../helper/upstream.js'

const upstream = await startUpstream(t)
const { app, bearer } = await testApp(t, database => ({
  environment: 'production',
  transactions: forwarding({ url: upstream.url, purchases: purchaseRepository(database), newId: randomUUID })
}))
const authorization = await bearer()
const other = await bearer('adminagent@fabrikam.example')
const subscription = {
  id: 'sub',
  offerId: '031c9e47-4802-4248-838e-778fb1d2cc05',
  quantity: 5,
  status: 'active',
  billingCycle: 'monthly',
  termDuration: 'P1Y',
  friendlyName: 'Mail',
  autoRenewEnabled: true
}

/** Partner Center as it leaves a partner without an answer until it is let go, and answers all others at once. */
const held: ServerResponse[] = []
let most = 0
upstream.answer = ({ headers }, response) => {
  if (headers.authorization !== authorization) {
    json(response, 200, subscription)
    return
  }
  held.push(response)
  most = Math.max(most, held.length)
}

/** Lets go what is held, and what comes after it, until everything is done. */
async function letGo (done: Promise<unknown>): Promise<void> {
  const timer = setInterval(() => { for (const response of held.splice(0)) json(response, 200, subscription) }, 5)
  await done
  clearInterval(timer)
}

async function settled (): Promise<number> {
  let before = -1
  for (let same = 0; same < 10;) {
    same = held.length === before && before > 0 ? same + 1 : 0
    before = held.length
    await sleep(50)
  }
  return before
}

const path = (customerId: string) => `/v1/customers/${customerId}/subscriptions/sub`
const ask = (bearer: string, customerId: string, questions: number) => app.inject({
  method: 'POST',
  url: '/order-gate/v1/decisions',
  headers: { authorization: bearer },
  payload: {
    questions: Array.from({ length: questions }, () =>
      ({ customerId, request: { method: 'PATCH', path: path(customerId), body: { quantity: 6 } } }))
  }
})

t.beforeEach(() => { most = 0 })

t.test('one partner has 8 look-ups at Partner Center at once, however many questions it asks', async t => {
  const batches = Promise.all(Array.from({ length: 5 }, () => ask(authorization, ids.adventureWorks, 50)))
  t.equal(await settled(), 8)
  t.equal((await ask(other, ids.adventureWorks, 20)).json().decisions.length, 20, 'another partner is not kept waiting')
  await letGo(batches)
  for (const { statusCode, body } of await batches) t.match([statusCode, body], [200, /"outcome":"block"/])
  t.equal(most, 8)
})

t.test('one partner has 32 forwarded requests at Partner Center at once', async t => {
  const read = (bearer: string, customerId: string) => app.inject({
    url: path(customerId), headers: { authorization: bearer }
  })
  const reads = Promise.all(Array.from({ length: 200 }, () => read(authorization, ids.adventureWorks)))
  t.equal(await settled(), 32)
  const another = await Promise.race([
    read(other, ids.adventureWorks).then(({ statusCode }) => statusCode), sleep(6_000, 'no answer', { ref: false })
  ])
  t.equal(another, 200, 'another partner is not kept waiting')
  await letGo(reads)
  for (const { statusCode } of await reads) t.equal(statusCode, 200)
  t.equal(most, 32)
})

t.test('what has waited for too long is 503, and nothing was sent', async t => {
  const impatient = await testApp(t, database => ({
    environment: 'production',
    transactions: forwarding({
      url: upstream.url,
      purchases: purchaseRepository(database),
      newId: randomUUID,
      timeouts: { connect: 5_000, headers: 120_000, body: 60_000, lookUp: 300 }
    })
  }))
  const headers = { authorization: await impatient.bearer() }
  const before = upstream.received.length
  upstream.answer = (_request, response) => { held.push(response) }
  const sent = Array.from({ length: 33 }, () => impatient.app.inject({ url: path(ids.adventureWorks), headers }))
  const late = await Promise.race(sent)
  t.match([late.statusCode, late.headers['retry-after'], late.json().errorName], [503, '1', 'ServiceOverloaded'])
  t.equal(upstream.received.length - before, 32)
  await letGo(Promise.all(sent))
})
