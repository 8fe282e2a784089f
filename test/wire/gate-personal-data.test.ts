import t from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'
import { mark, markedLog } from '../helper/log.js'
import { orderOf, wingtipSubscription } from '../helper/transactions.js'
import type { Answer } from '../helper/wire.js'

const { logger, leavesNoMark } = await markedLog()

const { app, bearer, stored } = await testApp(t, { logger })
const authorization = await bearer(undefined, { upn: `${mark}@contoso.example`, name: mark })
const contact = { firstName: `${mark}first`, lastName: `${mark}last`, email: `${mark}@${mark}.example`, phoneNumber: `${mark}phone` }

const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: unknown): Promise<Answer> =>
  await app.inject({ method, url: `${url}?${mark}=${mark}`, headers: { authorization, 'content-type': mark, 'user-agent': mark, cookie: mark }, ...(payload === undefined ? {} : { payload: typeof payload === 'string' ? payload : JSON.stringify(payload) }) })
const of = (rest: string, customerId = ids.wingtip) => `/v1/customers/${customerId}/${rest}`
const question = (body: unknown, customerId = ids.wingtip) => call('POST', `/order-gate/v1/customers/${customerId}/decisions`, body)

t.test('what the gate refuses, allows and explains leaves no mark, nor do its records', async t => {
  const line = { friendlyName: `${mark} seats`, partnerIdOnRecord: '1000001' }
  const answers = [
    await call('POST', of('orders'), orderOf(line)),
    await question({ transaction: { kind: 'newPurchase', product: mark } }),
    await call('POST', of('agreements'), confirmation({}, contact)),
    await question({ request: { method: 'POST', path: of('orders'), body: orderOf(line) } }),
    await call('POST', of('orders'), orderOf(line)),
    await call('PATCH', of(`subscriptions/${wingtipSubscription}`), { friendlyName: mark, quantity: 3 }),
    await call('GET', of('subscriptions')),
    await call('GET', '/order-gate/v1/forecast')
  ]
  t.strictSame(answers.map(({ statusCode }) => statusCode), [403, 200, 201, 200, 201, 200, 200, 200])
  for (const index of [2, 4, 5, 6]) t.match(answers[index]?.body, mark, 'the control: the marks are really there')
  const recorded = await stored.rows('SELECT * FROM gate_decision')
  t.equal(recorded.length, 3)
  t.notMatch(JSON.stringify(recorded), mark, 'a record has what was decided on, and no name of anybody')
  for (const index of [1, 3]) t.notMatch(answers[index]?.body, mark, 'a decision repeats nothing of the question')
  await leavesNoMark(t, 'the gate', answers)
})

t.test('what cannot be decided on leaves no mark, neither in the log nor in the answer', async t => {
  // As the name of a member, which is repeated only where it can be nothing but a name.
  const address = `${mark}@${mark}.example`
  const answers = [
    ...await Promise.all([`{"${mark}`, `"${mark}"`, { [address]: mark }, { transaction: { kind: mark } }, { transaction: { kind: 'rename', [address]: 1 } }, { at: mark }, { transaction: { kind: 'rename' }, at: mark }, { request: { method: mark, path: mark } }, { request: { method: 'POST', path: `/v1/customers/${mark}/orders` } }, { request: { method: 'POST', path: of('orders'), body: { lineItems: mark } } }].map(body => question(body))),
    await question({ transaction: { kind: 'rename' } }, mark),
    await question({ transaction: { kind: 'rename' } }, ids.litware),
    await call('GET', `/order-gate/v1/decisions/${mark}`),
    await call('POST', '/order-gate/v1/decisions', { questions: [{ customerId: mark, [address]: mark }] }),
    ...await Promise.all([`{"${mark}`, { [mark]: mark }, orderOf({ offerId: [mark] }), orderOf({ friendlyName: [mark] }), orderOf({ friendlyName: `${mark}\0` }), orderOf({ termDuration: mark }), orderOf({ parentSubscriptionId: mark }), orderOf({}, { billingCycle: mark }), orderOf({}, { referenceCustomerId: mark })].map(body => call('POST', of('orders'), body))),
    ...await Promise.all([{ status: mark }, { quantity: mark }, { billingCycle: mark }, { offerId: mark }].map(body => call('PATCH', of(`subscriptions/${wingtipSubscription}`), body))),
    await call('POST', of('orders', mark), orderOf()),
    await call('GET', of(`orders/${mark}`)),
    await call('POST', of(`carts/${mark}/checkout`))
  ]
  t.strictSame(answers.filter(({ statusCode }) => statusCode < 400 || statusCode >= 500), [])
  await leavesNoMark(t, 'refusals', answers)
})
