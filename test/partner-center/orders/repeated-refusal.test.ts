import { randomUUID } from 'node:crypto'
import t from 'tap'
import { orderGateRepository } from '../../../src/order-gate/repository.js'
import { confirmation, ids, testApp } from '../../helper/app.js'
import { connectTo } from '../../helper/database.js'
import { clientOf, orderOf } from '../../helper/transactions.js'

const test = await testApp(t)
const { app, bearer, stored, clock } = test
// A second instance of the service beside the first.
const beside = await testApp(t, { orderGate: orderGateRepository(await connectTo(t, stored)) })
const authorization = await bearer()
const withId = (requestId = randomUUID() as string) => ({ 'ms-requestid': requestId })
const decisionOf = ({ headers }: { headers: Record<string, unknown> }) => headers['partner-agreements-decision']

interface Kept { readonly decision_id: string, readonly outcome: string }
const kept = async (headers: { 'ms-requestid': string }) =>
  await stored.rows<Kept>(
    'SELECT decision_id, outcome FROM gate_decision WHERE request_id = $1 ORDER BY decided_at, outcome DESC',
    [headers['ms-requestid']]
  )

t.test('an order that is refused five times is decided once, and answered the same', async t => {
  const call = clientOf(app, authorization, ids.adventureWorks)
  const headers = withId()
  const answers = []
  for (let time = 0; time < 5; time++) {
    clock.at = new Date(clock.at.getTime() + 1_000)
    answers.push(
      await call('POST', 'orders', orderOf(), time < 4 ? headers : withId(headers['ms-requestid'].toUpperCase()))
    )
  }
  t.match(answers[0]?.json(), {
    code: 13605,
    parameters: { decisionId: decisionOf(answers[0] as (typeof answers)[number]) }
  })
  t.strictSame(new Set(answers.map(({ body }) => body)), new Set([answers[0]?.body]))
  t.strictSame(new Set(answers.map(decisionOf)).size, 1)
  t.match(await kept(headers), [{ decision_id: decisionOf(answers[0] as typeof answers[number]), outcome: 'block' }])
  t.equal((await kept(headers)).length, 1)
})

t.test('so are thirty at once on two instances', async t => {
  const headers = withId()
  const calls = [
    clientOf(app, authorization, ids.adventureWorks),
    clientOf(beside.app, await beside.bearer(), ids.adventureWorks)
  ]
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) => calls[index % 2]?.('POST', 'orders', orderOf(), headers))
  )
  t.strictSame(new Set(answers.map(answer => answer?.statusCode)), new Set([403]))
  const decisions = await kept(headers)
  t.equal(decisions.length, 1)
  t.strictSame(new Set(answers.map(answer => answer && decisionOf(answer))), new Set([decisions[0]?.decision_id]))
})

t.test('once the customer has accepted, the same request is decided anew', async t => {
  const call = clientOf(app, authorization, ids.adventureWorks)
  const headers = withId()
  const refused = await call('POST', 'orders', orderOf(), headers)
  t.equal(refused.statusCode, 403)
  t.equal((await call('POST', 'agreements', confirmation())).statusCode, 201)
  const placed = await call('POST', 'orders', orderOf(), headers)
  t.equal(placed.statusCode, 201)
  t.not(decisionOf(placed), decisionOf(refused))
  t.match(await kept(headers), [{ outcome: 'block' }, { outcome: 'allow' }])
})

t.test('as it is when anything else that it depends on has changed', async t => {
  const call = clientOf(app, authorization, ids.proseware)
  const headers = withId()
  const refuse = async (what: string, order = orderOf()) => {
    const { statusCode } = await call('POST', 'orders', order, headers)
    t.equal(statusCode, 403, what)
    return (await kept(headers)).length
  }
  t.equal(await refuse('the control'), 1)
  t.equal(await refuse('another transaction', orderOf({ parentSubscriptionId: randomUUID() })), 2)
  await stored.rows('INSERT INTO purchase (partner_id, customer_id, purchased_at) VALUES ($1, $2, now())', [
    ids.contoso,
    ids.proseware
  ])
  t.equal(await refuse('the customer bought, which closes direct acceptance'), 3)
  t.equal((await call('POST', 'agreements', confirmation({ dateAgreed: '2022-01-01' }))).statusCode, 201)
  t.equal(await refuse('a confirmation that does not count'), 4)
  t.equal(await refuse('and again'), 4)
  const elsewhere = await clientOf(app, authorization, ids.lucerne)('POST', 'orders', orderOf(), headers)
  t.equal(elsewhere.statusCode, 403)
  t.equal((await kept(headers)).length, 5, 'another customer')
  await clientOf(app, await bearer('adminagent@fabrikam.example'), ids.adventureWorks)(
    'POST',
    'orders',
    orderOf(),
    headers
  )
  t.equal((await kept(headers)).length, 6, 'another partner')
})

t.test('or when a rule begins to apply', async t => {
  const before = clock.at
  const headers = withId()
  for (const [at, expected] of [
    ['2026-01-20T10:00:00Z', 400], ['2026-01-20T10:00:01Z', 400], ['2026-01-21T00:00:00Z', 403]
  ] as const) {
    clock.at = new Date(at)
    const { statusCode } = await clientOf(app, await bearer(), ids.lucerne)(
      'POST',
      'orders',
      orderOf({ promotionId: 'X' }),
      headers
    )
    t.equal(statusCode, expected, at)
  }
  clock.at = before
  t.match(await kept(headers), [{ outcome: 'allow' }, { outcome: 'block' }])
})

t.test('a clock that runs ahead changes no decision', async t => {
  const call = clientOf(app, authorization, ids.wingtip)
  const headers = withId()
  await call('POST', 'agreements', confirmation({ dateAgreed: '2022-01-01' }))
  await stored.rows(
    "UPDATE customer_agreement SET received_at = $1::timestamptz + interval '1 hour' WHERE customer_id = $2",
    [clock.at, ids.wingtip]
  )
  for (let time = 0; time < 2; time++) {
    clock.at = new Date(clock.at.getTime() + 1_000)
    t.equal((await call('POST', 'orders', orderOf(), headers)).statusCode, 403)
  }
  t.equal((await kept(headers)).length, 1)
})
