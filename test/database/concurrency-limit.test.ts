import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import { ids, testApp } from '../helper/app.js'
import { wingtipSubscription } from '../helper/transactions.js'

const { app, bearer, stored } = await testApp(t)
const authorization = await bearer()

/** Locks a table, so that every statement of the service that touches it waits, and runs `work` meanwhile. */
async function whileLocked (table: string, work: () => Promise<void>): Promise<void> {
  const owner = new pg.Client({ connectionString: stored.ownerUrl })
  await owner.connect()
  try {
    await owner.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
    await work()
  } finally {
    await owner.end()
  }
}

/** How many statements of the service wait for the lock. */
async function waiting (): Promise<number> {
  const [row] = await stored.rows<{ count: string }>(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
  )
  return Number(row?.count)
}

/** Resolves once as many statements wait as will: none was added for a while. */
async function settled (): Promise<number> {
  let before = -1
  for (let same = 0; same < 5;) {
    const now = await waiting()
    same = now === before && now > 0 ? same + 1 : 0
    before = now
    await sleep(50)
  }
  return before
}

/** Another partner with a token that is new to the service, whose registration is read over the pool. */
async function readsOfAnother (t: Test, what: string): Promise<void> {
  const other = await bearer('adminagent@fabrikam.example', { jti: what })
  const answer = await Promise.race([
    app
      .inject({ url: `/v1/customers/${ids.adventureWorks}/agreements`, headers: { authorization: other } })
      .then(({ statusCode }) => statusCode),
    sleep(6_000, 'no answer', { ref: false })
  ])
  t.equal(answer, 200, what)
}

const question = {
  customerId: ids.wingtip,
  request: {
    method: 'PATCH',
    path: `/v1/customers/${ids.wingtip}/subscriptions/${wingtipSubscription}`,
    body: { quantity: 12, autoRenewEnabled: true }
  }
}

const batch = (size: number, one: object = question) =>
  app.inject({
    method: 'POST',
    url: '/order-gate/v1/decisions',
    headers: { authorization },
    payload: { questions: Array.from({ length: size }, () => one) }
  })

const cases: ReadonlyArray<
  readonly [what: string, table: string, atMost: number, request: () => Promise<{ readonly statusCode: number }>]
> = [
  ['batches of questions that look something up', 'sandbox_resource', 6, () => batch(100)],
  [
    'orders whose decisions are recorded',
    'gate_decision',
    4,
    () =>
      app.inject({
        method: 'PATCH',
        url: question.request.path,
        headers: { authorization },
        payload: question.request.body
      })
  ],
  ['forecasts', 'customer', 2, () => app.inject({ url: '/order-gate/v1/forecast', headers: { authorization } })],
  [
    'lists of where customers stand',
    'customer',
    2,
    () => app.inject({ url: '/acceptance/v1/status', headers: { authorization } })
  ]
]

for (const [what, table, atMost, request] of cases) {
  t.test(`${what} of one partner leave connections to all others`, async t => {
    const sent: Array<Promise<{ readonly statusCode: number }>> = []
    await whileLocked(table, async () => {
      for (let count = 0; count < 20; count++) sent.push(request())
      t.equal(await settled(), atMost, 'statements under way')
      await readsOfAnother(t, what)
    })
    for (const { statusCode } of await Promise.all(sent)) {
      t.ok([200, 403].includes(statusCode), `answered in turn: ${statusCode}`)
    }
  })
}

t.test('a batch is answered question by question, in order, however many run at once', async t => {
  const transaction = { kind: 'newPurchase' }
  const questions = Array.from({ length: 500 }, (_, index) =>
    index % 3 === 0
      ? { customerId: `bad${index}`, transaction }
      : index % 3 === 1
        ? { customerId: ids.adventureWorks, transaction }
        : question
  )
  const { decisions } = (
    await app.inject({
      method: 'POST',
      url: '/order-gate/v1/decisions',
      headers: { authorization },
      payload: { questions }
    })
  ).json() as { decisions: Array<{ customerId: string; problem?: { title: string }; outcome?: string }> }
  t.strictSame(
    decisions.map(({ customerId, problem, outcome }) => [customerId, problem?.title ?? outcome]),
    questions.map(({ customerId }) => [customerId, customerId.startsWith('bad') ? 'CustomerIdNotGuid' : 'block'])
  )
})
