import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { customerAgreementRepository } from '../../src/partner-center/agreements/repository.js'
import { confirmation, ids, testApp, type TestApp } from '../helper/app.js'
import { connectTo } from '../helper/database.js'
import { agreementsOf, ask, confirmBytes, countStored, isError, listen } from '../helper/wire.js'

const wire = await testApp(t)
// A second instance of the service beside the first, on the same confirmations.
const beside = await testApp(t, { customerAgreements: customerAgreementRepository(await connectTo(t, wire.stored)) })
const port = await listen(wire.app)

let made = 0
const newId = () => `4e000000-0000-4000-8000-${String(++made).padStart(12, '0')}`
const person = (firstName: string) => JSON.stringify(confirmation({}, { firstName }))

interface Changes { readonly at?: TestApp, readonly customerId?: string, readonly user?: string, readonly headers?: Record<string, string> }

async function post (requestId: string | undefined, payload: string, { at = wire, customerId, user, headers }: Changes = {}) {
  return await at.app.inject({
    method: 'POST',
    url: agreementsOf(customerId),
    headers: { authorization: await at.bearer(user), 'content-type': 'application/json', ...(requestId === undefined ? {} : { 'ms-requestid': requestId }), ...headers },
    payload
  })
}

const outcome = ({ statusCode, body }: { statusCode: number, body: string }) => `${statusCode} ${body}`

t.test('the same request again is answered with the same bytes, in every spelling of its id', async t => {
  const id = newId()
  const first = await post(id, person('First'))
  t.equal(first.statusCode, 201)
  const before = await countStored(wire)
  for (const spelling of [id, id.toUpperCase(), `{${id}}`]) {
    const again = await post(spelling, person('First'))
    t.equal(outcome(again), outcome(first), spelling)
    t.equal(again.headers['ms-requestid'], spelling)
  }
  t.equal(outcome(await post(id, person('First'), { at: beside })), outcome(first), 'by another instance too')
  t.equal(await countStored(wire), before)
})

t.test('also after others, another day, by another user of the partner, and with what was overridden', async t => {
  const id = newId()
  const payload = JSON.stringify(confirmation({ type: 'MicrosoftCloudAgreement', dateAgreed: '2026-02-28T09:30:00.1234567+01:00' }, { firstName: 'Later', phoneNumber: '' }))
  const first = await post(id, payload)
  t.equal(first.statusCode, 201)
  await post(newId(), person('Between'))
  wire.clock.at = new Date(wire.clock.at.getTime() + 86_400_000)
  for (const user of ['adminagent@contoso-direct.example', 'salesagent@contoso-direct.example']) {
    const again = await post(id, payload, { user })
    t.equal(outcome(again), outcome(first), user)
    t.equal(again.headers['partner-agreements-notice'], first.headers['partner-agreements-notice'])
  }
  wire.clock.at = new Date(wire.clock.at.getTime() - 86_400_000)
})

t.test('the same id with anything else is refused as reused, and stores nothing', async t => {
  const id = newId()
  t.equal((await post(id, person('Original'))).statusCode, 201)
  const before = await countStored(wire)
  const others: ReadonlyArray<readonly [what: string, payload: string, customerId?: string]> = [
    ['another person', person('Somebody')],
    ['another date', JSON.stringify(confirmation({ dateAgreed: '2026-02-27' }, { firstName: 'Original' }))],
    ['a space more', `${person('Original')} `],
    ['another member that counts for nothing', person('Original').replace('{', '{"x":1,')],
    ['another customer', person('Original'), ids.wingtip]
  ]
  for (const [what, payload, customerId = ids.adventureWorks] of others) {
    for (const at of [wire, beside]) isError(t, await post(id, payload, { at, customerId }), 'RequestIdReused', what)
  }
  t.equal(await countStored(wire), before)
})

t.test('a refused request used up no id', async t => {
  const id = newId()
  isError(t, await post(id, '{'), 'RequestInvalid')
  isError(t, await post(id, JSON.stringify(confirmation({}, { email: 'x' }))), 'PropertyInvalid')
  isError(t, await post(id, person('Corrected'), { customerId: ids.litware }), 'NoCustomerRelationship')
  t.equal((await post(id, person('Corrected'))).statusCode, 201)
})

t.test("another partner's request of the same id is its own", async t => {
  const id = newId()
  const ours = await post(id, person('Shared'))
  const theirs = await post(id, person('Other'), { user: 'adminagent@fabrikam.example' })
  t.equal(ours.statusCode, 201)
  t.equal(theirs.statusCode, 201)
  t.equal(theirs.json().primaryContact.firstName, 'Other')
  t.equal(outcome(await post(id, person('Shared'))), outcome(ours))
  t.equal(outcome(await post(id, person('Other'), { user: 'adminagent@fabrikam.example' })), outcome(theirs))
  isError(t, await post(id, person('Shared'), { user: 'adminagent@fabrikam.example' }), 'RequestIdReused')
})

t.test('a malformed id, or one sent twice, is no id: two such requests are two', async t => {
  for (const requestId of ['x', '', '0', `${newId()}, ${newId()}`, newId().replaceAll('-', '')]) {
    t.equal((await post(requestId, person(`Malformed ${requestId}`))).statusCode, 201)
    const again = await post(requestId, person(`Malformed ${requestId}`))
    isError(t, again, 'PartnerConfirmedAgreementAlreadyExists', requestId)
    t.not(again.headers['ms-requestid'], requestId)
  }
})

t.test('while the first still runs, a second waits for it: one row, and equal answers', async t => {
  const id = newId()
  const before = await countStored(wire)
  const lock = wire.stored.rows('BEGIN; LOCK TABLE customer_agreement IN SHARE MODE; SELECT pg_sleep(0.3); COMMIT')
  await sleep(100)
  const answers = await Promise.all([wire, beside, wire, beside, wire].map(at => post(id, person('Waiting'), { at })))
  await lock
  t.strictSame([...new Set(answers.map(outcome))], [outcome(answers[0] as typeof answers[number])])
  t.equal(answers[0]?.statusCode, 201)
  t.equal(await countStored(wire), before + 1)
})

t.test('while the first still runs, another body under its id is refused', async t => {
  const id = newId()
  const before = await countStored(wire)
  const answers = await Promise.all([person('One'), person('Two')].flatMap(payload => [post(id, payload), post(id, payload, { at: beside })]))
  t.equal(new Set(answers.filter(({ statusCode }) => statusCode === 201).map(outcome)).size, 1)
  for (const answer of answers) if (answer.statusCode !== 201) isError(t, answer, 'RequestIdReused')
  t.equal(answers.filter(({ statusCode }) => statusCode === 409).length, 2)
  t.equal(await countStored(wire), before + 1)
})

t.test('a hundred at once without ids: exactly one is stored', async t => {
  const before = await countStored(wire)
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => post(undefined, person('Hundred'), { at: index % 2 === 0 ? wire : beside })))
  t.equal(answers.filter(({ statusCode }) => statusCode === 201).length, 1)
  for (const answer of answers) if (answer.statusCode !== 201) isError(t, answer, 'PartnerConfirmedAgreementAlreadyExists')
  t.equal(await countStored(wire), before + 1)
})

t.test('a hundred at once of one id: all get the one answer', async t => {
  const id = newId()
  const before = await countStored(wire)
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => post(id, person('Same'), { at: index % 2 === 0 ? wire : beside })))
  t.strictSame([...new Set(answers.map(outcome))], [outcome(answers[0] as typeof answers[number])])
  t.equal(answers[0]?.statusCode, 201)
  t.equal(await countStored(wire), before + 1)
})

t.test('a hundred at once over connections of their own: the same', async t => {
  const before = await countStored(wire)
  const request = confirmBytes(await wire.bearer(), { 'MS-RequestId': newId() }, person('Sockets'))
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask(port, request)))
  t.strictSame([...new Set(answers.map(outcome))], [outcome(answers[0] as typeof answers[number])])
  t.equal(await countStored(wire), before + 1)
})

t.test('a client that is gone before the answer gets it when it asks again', async t => {
  const before = await countStored(wire)
  const request = confirmBytes(await wire.bearer(), { 'MS-RequestId': newId() }, person('Gone'))
  const lock = wire.stored.rows('BEGIN; LOCK TABLE customer_agreement IN SHARE MODE; SELECT pg_sleep(0.2); COMMIT')
  await sleep(50)
  const socket = connect(port, '127.0.0.1')
  socket.write(request)
  await sleep(50)
  socket.resetAndDestroy()
  await lock
  for (let wait = 0; wait < 100 && await countStored(wire) === before; wait++) await sleep(10)
  const again = await ask(port, request)
  t.equal(again.statusCode, 201)
  t.equal(JSON.parse(again.body).primaryContact.firstName, 'Gone')
  t.equal(await countStored(wire), before + 1)
})
