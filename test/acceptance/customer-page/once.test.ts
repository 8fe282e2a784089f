import t from 'tap'
import {
  acceptanceRepository,
  type Acceptance,
  type AcceptanceRepository
} from '../../../src/acceptance/customer-page/repository.js'
import { connectTo } from '../../helper/database.js'
import { bytes, untilClosed } from '../../helper/wire.js'
import { filled, pageTest } from './helper.js'

const uses = 10_000
// A connection has at most 32 requests in flight, and all of these must arrive before any of them goes on.
const sockets = 400

// Nobody goes on to the database before everybody is here; then half of them as in one process, half as in another.
let arrived = 0
let open = () => {}
const all = new Promise<void>(resolve => { open = resolve })
const instances: AcceptanceRepository[] = []
async function accept (acceptance: Acceptance) {
  const instance = instances[++arrived % instances.length] as AcceptanceRepository
  if (arrived === uses) open()
  await all
  return await instance.accept(acceptance)
}

const test = await pageTest(t, database => ({ acceptances: { ...acceptanceRepository(database), accept } }))
instances.push(acceptanceRepository(test.database), acceptanceRepository(await connectTo(t, test.stored)))

/**
 * The statuses of the answers to equal requests on one connection, none of which waits for the answer to the one
 * before.
 */
async function statusesOf (lines: readonly string[], body: string, count: number): Promise<string[]> {
  const requests = Array.from({ length: count }, (_, index) =>
    bytes(index === count - 1 ? [...lines, 'Connection: close'] : lines, body)
  )
  const answers = await untilClosed(Number(new URL(test.base).port), Buffer.concat(requests))
  return [...answers.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status = '']) => status)
}

t.test(`${uses} uses of one token at the same time: one accepts, and all are answered`, async t => {
  const { path, invitationId } = await test.invite()
  const browser = test.browser()
  const form = await browser.signIn(path)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const body = new URLSearchParams({ ...form.fields, ...filled }).toString()
  const lines = [
    `POST ${path} HTTP/1.1`, 'Host: localhost', `Cookie: ${cookie}`, `Origin: ${test.base}`,
    'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`
  ]
  const answers = await Promise.all(Array.from({ length: sockets }, () => statusesOf(lines, body, uses / sockets)))
  const statuses: Record<string, number> = {}
  for (const status of answers.flat()) statuses[status] = (statuses[status] ?? 0) + 1
  // 503 where a use waited for more than a second behind others: the queue is bounded by age.
  t.equal(statuses['303'], 1)
  t.equal((statuses['409'] ?? 0) + (statuses['503'] ?? 0), uses - 1)
  const [stored] = await test.stored.rows(
    'SELECT (SELECT count(*) FROM direct_acceptance)::int AS accepted, (SELECT count(*) FROM acceptance_evidence ' +
      'WHERE invitation_id = $1)::int AS evidence, (SELECT count(*) FROM invitation_end WHERE invitation_id = ' +
      '$1)::int AS ended',
    [invitationId]
  )
  t.strictSame(stored, { accepted: 1, evidence: 1, ended: 1 })
})
