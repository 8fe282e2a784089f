import { randomUUID } from 'node:crypto'
import t from 'tap'
import { programme } from '../../../src/domain/programme.js'
import { confirmation, ids, testApp, type TestApp } from '../../helper/app.js'

const test = await testApp(t)
const { stored, clock } = test
const early = '2023-03-31T23:59:59.999999Z'
const notice = 'this confirmation does not satisfy the order gate, because acceptances before 2023-04-01T00:00:00.000Z do not count: ' +
  'once the customer has accepted the current agreement, confirm again with the date of that (the contact may be the same)'

async function confirm (customerId: string, payload: object, { at = test as TestApp, requestId = randomUUID() as string } = {}) {
  return await at.app.inject({
    method: 'POST', url: `/v1/customers/${customerId}/agreements`, headers: { authorization: await at.bearer(), 'ms-requestid': requestId }, payload
  })
}

const noticeOf = ({ headers }: { headers: Record<string, unknown> }) => headers['partner-agreements-notice']

async function order (customerId: string): Promise<number> {
  const payload = { billingCycle: 'monthly', lineItems: [{ lineItemNumber: 0, offerId: '031c9e47-4802-4248-838e-778fb1d2cc05', quantity: 1 }] }
  return (await test.app.inject({ method: 'POST', url: `/v1/customers/${customerId}/orders`, headers: { authorization: await test.bearer() }, payload })).statusCode
}

t.test('a confirmation from before the cut-off is stored, and the answer says that it does not count', async t => {
  const requestId = randomUUID()
  const first = await confirm(ids.adventureWorks, confirmation({ dateAgreed: early }), { requestId })
  t.equal(first.statusCode, 201)
  t.equal(noticeOf(first), notice)
  t.equal(await order(ids.adventureWorks), 403, 'the control')
  const again = await confirm(ids.adventureWorks, confirmation({ dateAgreed: early }), { requestId })
  t.equal(again.body, first.body)
  t.equal(noticeOf(again), notice, 'repeated')
  const overridden = await confirm(ids.wingtip, confirmation({ dateAgreed: early, type: 'MicrosoftCloudAgreement' }))
  t.equal(noticeOf(overridden), `type overridden by templateId: MicrosoftCustomerAgreement was recorded; ${notice}`)
})

t.test('the same contact is still a duplicate with another date that does not count', async t => {
  const answer = await confirm(ids.adventureWorks, confirmation({ dateAgreed: '2022-12-31' }))
  t.equal(answer.json().code, 600061)
  t.equal(noticeOf(answer), notice)
})

t.test('with a date that counts the same contact is confirmed again, once, and orders go through', async t => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(ids.adventureWorks, confirmation({ dateAgreed: '2023-04-01' }))))
  t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [201, ...Array.from({ length: 19 }, () => 400)])
  t.strictSame(answers.filter(({ statusCode }) => statusCode === 201).map(noticeOf), [undefined])
  t.equal(await order(ids.adventureWorks), 201)
  const rows = await stored.rows('SELECT sequence, date_agreed_text FROM customer_agreement WHERE customer_id = $1 ORDER BY sequence', [ids.adventureWorks])
  t.strictSame(rows, [{ sequence: 1, date_agreed_text: early }, { sequence: 2, date_agreed_text: '2023-04-01T00:00:00Z' }])
  for (const dateAgreed of [early, '2026-02-28', '2023-04-01']) t.equal((await confirm(ids.adventureWorks, confirmation({ dateAgreed }))).json().code, 600061, dateAgreed)
})

t.test('the seeded customer of a past acceptance is confirmed with its contact on file', async t => {
  const contact = { firstName: 'Sam', lastName: 'Sample', email: 'sam.sample@customer.example', phoneNumber: null }
  t.equal((await confirm(ids.lucerne, confirmation({}, contact))).statusCode, 201)
  t.equal(await order(ids.lucerne), 201)
})

t.test('a replay says what was said at the first time', async t => {
  const now = clock.at
  const requestId = randomUUID()
  const payload = confirmation({ dateAgreed: '2022-01-01' }, { firstName: 'Early' })
  clock.at = new Date('2026-01-20T10:00:00Z')
  t.equal(noticeOf(await confirm(ids.proseware, payload, { requestId })), undefined, 'it counts on that day')
  clock.at = now
  t.equal(noticeOf(await confirm(ids.proseware, payload, { requestId })), undefined)
  t.equal(noticeOf(await confirm(ids.proseware, { ...payload, dateAgreed: '2022-01-02' })), notice, 'as a new request it does not')
})

t.test('an agreement that does not count any more is told, and by what to replace it', async t => {
  const rules = programme.map(rule => ({ ...rule, satisfiedBy: rule.satisfiedBy.filter(({ acceptance }) => acceptance !== 'MicrosoftCloudAgreement') }))
  const direct = programme.map(rule => ({ ...rule, satisfiedBy: [{ acceptance: 'directAcceptance' as const }] }))
  const told = async (rules: typeof programme, at: string) => {
    const other = await testApp(t, { programme: rules })
    other.clock.at = new Date(at)
    return noticeOf(await confirm(ids.adventureWorks, confirmation({ templateId: ids.cloudAgreement, type: undefined, dateAgreed: '2019-12-01' }), { at: other }))
  }
  t.equal(await told(rules, '2019-12-31'), `this confirmation does not satisfy the order gate, because the MicrosoftCloudAgreement does not count: once the customer has accepted the MicrosoftCustomerAgreement, confirm that with templateId ${ids.customerAgreement}`)
  t.match(await told(direct, '2019-12-31'), /: invite the customer to accept directly$/)
  t.equal(await told(programme, '2019-12-31'), undefined, 'the control: the Cloud Agreement counted then')
})
