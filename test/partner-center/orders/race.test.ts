import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'
import { clientOf, orderOf, wingtipSubscription } from '../../helper/transactions.js'

const { app, bearer, clock, stored } = await testApp(t)
const authorization = await bearer()
// A clock that moves: each confirmation is received at an instant of its own.
const start = Date.parse('2026-03-02T10:00:00Z')
let tick = 0
Object.defineProperty(clock, 'at', { get: () => new Date(start + tick++) })

async function forget (customerId: string): Promise<void> {
  await stored.rows('DELETE FROM customer_agreement WHERE customer_id = $1', [customerId])
}

t.test(
  'an order and the confirmation that it needs, at once: refused or placed, and always as one of the two ' +
    'sequences says',
  async t => {
    const call = clientOf(app, authorization, ids.adventureWorks)
    const outcomes = { placed: 0, refused: 0 }
    for (let round = 0; round < 200; round++) {
      await forget(ids.adventureWorks)
      // Which one is sent first alternates; the other follows within a few ms, or at once.
      const order = () => call('POST', 'orders', orderOf())
      const confirm = () => call('POST', 'agreements', confirmation())
      const pause = () => new Promise(resolve => setTimeout(resolve, round % 5))
      const [ordered, confirmed] = await Promise.all(
        round % 2 === 0 ? [order(), pause().then(confirm)] : [pause().then(order), confirm()]
      )
      t.equal(confirmed?.statusCode, 201)
      const isPlaced = ordered?.statusCode === 201
      outcomes[isPlaced ? 'placed' : 'refused']++
      if (!isPlaced) t.match(ordered?.json(), { code: 13605, parameters: { reason: 'noAgreement' } })
      const [decision] = await stored.rows<{ outcome: string; orders: number; facts: { confirmations: unknown[] } }>(
        'SELECT outcome, facts, (SELECT count(*)::int FROM sandbox_resource WHERE customer_id = d.customer_id ' +
          "AND kind = 'order') AS orders FROM gate_decision d WHERE decision_id = $1",
        [ordered?.headers['partner-agreements-decision']]
      )
      t.equal(decision?.orders, outcomes.placed, 'placed as answered')
      t.equal(decision?.outcome, isPlaced ? 'allow' : 'block')
      t.equal(decision?.facts.confirmations.length, isPlaced ? 1 : 0, 'decided on what was stored then')
    }
    t.ok(outcomes.placed > 0 && outcomes.refused > 0, `both happened: ${JSON.stringify(outcomes)}`)
  }
)

t.test('an order right after the confirmation was acknowledged is always placed', async t => {
  const call = clientOf(app, authorization, ids.adventureWorks)
  for (let round = 0; round < 20; round++) {
    await forget(ids.adventureWorks)
    await call('POST', 'agreements', confirmation())
    t.equal((await call('POST', 'orders', orderOf())).statusCode, 201)
  }
})

t.test('nothing is carried out against a state other than the one decided on', async t => {
  await forget(ids.wingtip)
  const call = clientOf(app, authorization, ids.wingtip)
  const path = `subscriptions/${wingtipSubscription}`
  // Without an agreement only names may change, whatever runs beside it.
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      call(
        'PATCH',
        path,
        index % 2 === 0
          ? { friendlyName: `Name ${index}`, autoRenewEnabled: true }
          : { quantity: 10 + index, autoRenewEnabled: true }
      )
    )
  )
  t.strictSame(answers.map(({ statusCode }) => statusCode), answers.map((_, index) => index % 2 === 0 ? 200 : 403))
  t.equal((await call('GET', path)).json().quantity, 10)
})
