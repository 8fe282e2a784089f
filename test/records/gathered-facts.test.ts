import t from 'tap'
import { customerRecords } from '../../src/records/customers.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { sell } from '../helper/invitations.js'

const test = await testApp(t)
const { app, bearer, stored, database } = test
const authorization = await bearer()
const other = await bearer('adminagent@fabrikam.example')

async function ask (customerId: string, caller = authorization): Promise<string> {
  const answer = await app.inject({
    method: 'POST',
    url: `/order-gate/v1/customers/${customerId}/decisions`,
    headers: { authorization: caller },
    payload: { transaction: { kind: 'newPurchase' } }
  })
  const { outcome, reason, title } = answer.json()
  return String(reason ?? outcome ?? title)
}

async function confirm (customerId: string): Promise<void> {
  const { statusCode } = await app.inject({
    method: 'POST',
    url: `/v1/customers/${customerId}/agreements`,
    headers: { authorization },
    payload: confirmation()
  })
  if (statusCode !== 201) throw new Error(`confirming was answered with ${statusCode}`)
}

t.test('questions that share a statement are answered each by the facts of its own customer and partner', async t => {
  await confirm(ids.wingtip)
  const expected = [
    [ids.adventureWorks, 'noAgreement'], [ids.wingtip, 'allow'], [ids.proseware, 'onlyCloudAgreement'],
    [ids.litware, 'NoCustomerRelationship'], [ids.lucerne, 'acceptedBeforeCutOff']
  ] as const
  const questions = Array.from({ length: 40 }, () => expected).flat()
  t.strictSame(
    await Promise.all(questions.map(([customerId]) => ask(customerId))),
    questions.map(([, outcome]) => outcome)
  )
  const [own, others] = await Promise.all([ask(ids.wingtip), ask(ids.adventureWorks, other)])
  t.strictSame([own, others], ['allow', 'noAgreement'])
})

t.test('facts of every kind stand with their customer, exact to the microsecond', async t => {
  const { factsOf } = customerRecords(database)
  const microseconds = Array.from({ length: 50 }, (_, number) => number * 20)
  await stored.rows(
    "INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) SELECT $1, $2, timestamptz '2026-01-15 09:30:00.123Z' + n * interval '1 microsecond' FROM unnest($3::int[]) n",
    [ids.proseware, ids.customerAgreement, microseconds]
  )
  for (let times = 0; times < 3; times++) await sell(test, ids.contoso, ids.proseware)
  await sell(test, ids.contoso, ids.adventureWorks)
  const [proseware, adventureWorks, lucerne, litware] = await Promise.all(
    [ids.proseware, ids.adventureWorks, ids.lucerne, ids.litware].map(customerId => factsOf(ids.contoso, customerId))
  )
  t.strictSame(
    proseware?.directAcceptances.toSorted(),
    microseconds.map(number => (Date.UTC(2026, 0, 15, 9, 30, 0, 123) * 1000 + number) / 1000)
  )
  t.match(proseware, { boughtThroughPartner: true, confirmations: [{ agreementType: 'MicrosoftCloudAgreement' }] })
  t.strictSame(adventureWorks, {
    confirmations: [],
    directAcceptances: [],
    boughtThroughPartner: true,
    hasBought: true
  })
  t.match(lucerne, {
    confirmations: [{ agreementType: 'MicrosoftCustomerAgreement' }],
    directAcceptances: [],
    boughtThroughPartner: false,
    hasBought: false
  })
  t.equal(litware, undefined)
  t.strictSame(
    await factsOf(ids.fabrikam, ids.adventureWorks),
    { confirmations: [], directAcceptances: [], boughtThroughPartner: false, hasBought: true },
    "of another partner's sale only R25 is known"
  )
})
