import pg from 'pg'
import t from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'
import { copyToStandby, startPrimary } from '../helper/standby.js'

const primary = await startPrimary(t)
const { app, bearer, stored } = await testApp(t)
const authorization = await bearer()
const standby = await copyToStandby(t, primary)
await standby.start()
await primary.waitForStandby('replica')

const requestIds = Array.from(
  { length: 20 },
  (_, index) => `fa110000-0000-4000-8000-${String(index).padStart(12, '0')}`
)
const post = async (requestId: string) => await app.inject({
  method: 'POST',
  url: `/v1/customers/${ids.adventureWorks}/agreements`,
  headers: { authorization, 'ms-requestid': requestId },
  payload: confirmation({}, { firstName: requestId })
})
/** One after the other: of several at once the first that fails fails them all, and the others are not stored. */
async function postAll () {
  const answers = []
  for (const requestId of requestIds) answers.push(await post(requestId))
  return answers
}
const statuses = (answers: ReadonlyArray<{ statusCode: number }>) => [
  ...new Set(answers.map(({ statusCode }) => statusCode))
]

t.test('the control: with its standby, the service stores', async t => {
  t.equal((await post('fa110000-0000-4000-8000-00000000c000')).statusCode, 201)
})

t.test('while the standby is away, neither confirmations nor their repetitions are answered with 201', async t => {
  await standby.stop()
  t.strictSame(statuses(await primary.cancellingWaits(postAll)), [503])
  t.equal(
    (await stored.rows("SELECT FROM customer_agreement WHERE first_name LIKE 'fa110000%'")).length,
    21,
    'the primary has them all'
  )
  t.strictSame(statuses(await primary.cancellingWaits(postAll)), [503])
})

t.test('repetitions that are answered with 201 survive a failover', async t => {
  const repeating = postAll()
  await Promise.race([repeating, primary.firstWait()])
  await standby.start()
  t.strictSame(statuses(await repeating), [201])
  await primary.stop()
  const promoted = new pg.Client(await standby.promote(new URL(stored.url).pathname.slice(1)))
  await promoted.connect()
  const { rows } = await promoted.query('SELECT FROM customer_agreement WHERE request_id = ANY ($1)', [requestIds])
  await promoted.end()
  t.equal(rows.length, 20, 'none of what was acknowledged is lost')
})
