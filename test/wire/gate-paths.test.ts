import t from 'tap'
import type { ErrorName } from '../../src/errors/catalogue.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { offerId, orderOf, wingtipSubscription } from '../helper/transactions.js'
import { agreementsOf, ask, bytes, isError, listen } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer, stored } = wire
const port = await listen(app)
const authorization = await bearer()
await app.inject({ method: 'POST', url: agreementsOf(ids.wingtip), headers: { authorization }, payload: confirmation() })

const send = (method: string, target: string, body = '') =>
  ask(port, bytes([`${method} ${target} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`, `Content-Length: ${Buffer.byteLength(body)}`], body))
const kept = async () => await stored.rows('SELECT (SELECT sum(revision) FROM sandbox_resource) AS revisions, (SELECT count(*) FROM gate_decision) AS decisions, (SELECT count(*) FROM purchase) AS purchases')

const of = (rest: string, customerId: string = ids.wingtip) => `/v1/customers/${customerId}/${rest}`
const decisions = (customerId: string) => `/order-gate/v1/customers/${customerId}/decisions`
const order = JSON.stringify(orderOf())
const change = JSON.stringify({ quantity: 3, offerId })
const question = JSON.stringify({ transaction: { kind: 'newPurchase' } })

/** Ids in shapes that a GUID has not, one of which is somebody's way out of a string. */
const oddIds = ['%00', `${ids.wingtip}%00`, `${ids.wingtip}%20`, `${ids.wingtip}%2F`, `%EF%BB%BF${ids.wingtip}`, `{{${ids.wingtip}}}`, `urn:uuid:${ids.wingtip}`, `${ids.wingtip},${ids.wingtip}`, "1'%20OR%20'1'='1", '..', '*', '__proto__', ':customerId', 'a'.repeat(1_024)]
const unreadable = ['%', '%zz', '%c0%80', '%ed%a0%80', 'a'.repeat(1_025)]

t.test('a customer that cannot be one is refused under every path of the gate, and nothing is done', async t => {
  const before = await kept()
  for (const [odd, name] of [...oddIds.map(id => [id, 'CustomerIdNotGuid'] as const), ...unreadable.map(id => [id, 'RequestInvalid'] as const)]) {
    const what = `${odd.slice(0, 60)}: ${name}`
    isError(t, await send('POST', of('orders', odd), order), name, `order of ${what}`)
    isError(t, await send('PATCH', of(`subscriptions/${wingtipSubscription}`, odd), change), name, `change of ${what}`)
    isError(t, await send('POST', of('carts', odd), '{}'), name, `cart of ${what}`)
    const asked = await send('POST', decisions(odd), question)
    t.equal(asked.statusCode, 400, `question about ${what}`)
    t.notMatch(asked.body, /"outcome"| at |SELECT/, `question about ${what}`)
  }
  t.strictSame(await kept(), before)
})

const targets: ReadonlyArray<readonly [method: string, target: string, body: string, name: ErrorName]> = [
  ...oddIds.filter(id => !id.includes('%2F')).map(id => ['PATCH', of(`subscriptions/${id}`), change, 'NotFound'] as const),
  ...oddIds.filter(id => !id.includes('%2F')).map(id => ['GET', of(`orders/${id}`), '', 'NotFound'] as const),
  ...oddIds.filter(id => !id.includes('%2F')).map(id => ['POST', of(`carts/${id}/checkout`), '', 'NotFound'] as const),
  ...unreadable.map(id => ['PATCH', of(`subscriptions/${id}`), change, 'RequestInvalid'] as const),
  ['POST', of(`subscriptions/${wingtipSubscription}/renewals`), '{}', 'NotFound'],
  ['POST', of(`subscriptions/${wingtipSubscription}%2Fupgrades`), '{}', 'MethodNotAllowed'],
  ['POST', of('orders/../carts'), order, 'NotFound'],
  ['POST', of('orders%2f'), order, 'NotFound'],
  ['DELETE', of('orders'), '', 'MethodNotAllowed'],
  ['PUT', of(`subscriptions/${wingtipSubscription}`), change, 'MethodNotAllowed']
]

t.test('an order, cart or subscription that cannot be one is not found, and nothing is done', async t => {
  const before = await kept()
  for (const [method, target, body, name] of targets) isError(t, await send(method, target, body), name, `${method} ${target.slice(0, 120)}`)
  t.strictSame(await kept(), before)
})

t.test('the control: in any letter case, and with slashes too many, the paths do what they say', async t => {
  const before = await kept()
  const answers = [
    await send('POST', `//V1/Customers/${ids.wingtip.toUpperCase()}//Orders/?x=%00`, order),
    await send('PATCH', `/v1/CUSTOMERS/${ids.wingtip}/Subscriptions/${wingtipSubscription.toUpperCase()}/`, change),
    await send('POST', `/Order-Gate/V1/customers/%7B${ids.wingtip}%7D/Decisions`, question)
  ]
  t.strictSame(answers.map(({ statusCode }) => statusCode), [201, 200, 200])
  t.notSame(await kept(), before)
})
