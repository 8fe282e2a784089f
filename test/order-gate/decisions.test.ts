import t from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'

const { app, bearer, appBearer, stored, clock } = await testApp(t)
clock.at = new Date('2026-03-02T10:00:00.000Z')
const authorization = await bearer()

async function ask (customerId: string, question: object, headers: Record<string, string> = {}) {
  return await app.inject({
    method: 'POST',
    url: `/order-gate/v1/customers/${customerId}/decisions`,
    headers: { authorization, ...headers },
    payload: question
  })
}

const purchase = { transaction: { kind: 'newPurchase' } }

t.test('R28: without an agreement a purchase is blocked, and the decision names the remedies', async t => {
  const response = await ask(ids.adventureWorks, purchase)
  t.equal(response.statusCode, 200)
  t.match(response.json(), {
    decisionId: /^[0-9a-f-]{36}$/,
    outcome: 'block',
    reason: 'noAgreement',
    rules: ['R31', 'R13'],
    since: '2020-02-01T00:00:00.000Z',
    lines: [{ line: 1, kind: 'newPurchase', outcome: 'block' }],
    remedies: [
      {
        kind: 'confirmByAttestation',
        method: 'POST',
        path: `/v1/customers/${ids.adventureWorks}/agreements`,
        templateId: ids.customerAgreement
      },
      { kind: 'inviteDirectAcceptance', available: true }
    ],
    at: '2026-03-02T10:00:00.000Z'
  })
})

t.test('customers with different agreements are blocked for different reasons', async t => {
  t.equal((await ask(ids.proseware, purchase)).json().reason, 'onlyCloudAgreement')
  const lucerne = (await ask(ids.lucerne, purchase)).json()
  t.equal(lucerne.reason, 'acceptedBeforeCutOff')
  t.equal(lucerne.remedies[0].differentContactNeeded, false)
})

t.test('R25: an invitation is not available to a customer that bought through this partner', async t => {
  t.match((await ask(ids.wingtip, purchase)).json().remedies[1], {
    kind: 'inviteDirectAcceptance',
    available: false,
    because: 'boughtThroughPartner'
  })
})

const decisionsAt: Array<[customer: keyof typeof ids, at: string, outcome: string, reason?: string]> = [
  ['adventureWorks', '2018-08-06', 'allow'],
  ['adventureWorks', '2019-06-01', 'block', 'noAgreement'],
  ['proseware', '2019-06-01', 'block', 'noAgreement'],
  ['proseware', '2019-07-01', 'allow'],
  ['proseware', '2019-12-01', 'allow'],
  ['proseware', '2020-03-01', 'block', 'onlyCloudAgreement'],
  ['lucerne', '2022-05-01', 'block', 'noAgreement'],
  ['lucerne', '2022-06-01', 'allow'],
  ['lucerne', '2026-01-20T23:59:59Z', 'allow'],
  ['lucerne', '2026-01-21', 'block', 'acceptedBeforeCutOff']
]
for (const [customer, at, outcome, reason] of decisionsAt) {
  t.test(`the decision for ${customer} at ${at} is ${outcome} ${reason ?? ''}`, async t => {
    t.match((await ask(ids[customer], { ...purchase, at })).json(), {
      outcome,
      ...(reason === undefined ? {} : { reason })
    })
  })
}

t.test('R29: the dashboard required an agreement before the API did', async t => {
  const at = '2019-01-15'
  t.equal((await ask(ids.adventureWorks, { ...purchase, at })).json().outcome, 'allow')
  t.equal((await ask(ids.adventureWorks, { ...purchase, at, channel: 'dashboard' })).json().outcome, 'block')
})

t.test('a request to change a subscription is compared with the stored subscription', async t => {
  const path = `/v1/customers/${ids.wingtip}/subscriptions/5b000000-0000-4000-8000-000000000002`
  const decide = async (body: object) => (await ask(ids.wingtip, { request: { method: 'PATCH', path, body } })).json()
  t.match(await decide({ Quantity: 11 }), { outcome: 'block', lines: [{ kind: 'seatIncrease' }] })
  t.match(await decide({ quantity: 9 }), { outcome: 'block', lines: [{ kind: 'seatDecrease' }] })
  t.match(await decide({ quantity: 10, friendlyName: 'Other' }), { outcome: 'allow', lines: [{ kind: 'rename' }] })
})

t.test('a confirmation counts immediately, and only for the partner that made it', async t => {
  const confirmed = await app.inject({
    method: 'POST',
    url: `/v1/customers/${ids.adventureWorks}/agreements`,
    headers: { authorization },
    payload: confirmation()
  })
  t.equal(confirmed.statusCode, 201)
  t.match((await ask(ids.adventureWorks, purchase)).json(), {
    outcome: 'allow',
    satisfiedBy: {
      kind: 'confirmation',
      agreementType: 'MicrosoftCustomerAgreement',
      acceptedAt: '2026-02-28T09:30:00.000Z'
    }
  })
  t.equal(
    (await ask(ids.adventureWorks, purchase, { authorization: await bearer('adminagent@fabrikam.example') })).json()
      .reason,
    'noAgreement'
  )
})

t.test('an application may ask, an indirect reseller may not', async t => {
  t.equal((await ask(ids.adventureWorks, purchase, { authorization: await appBearer(ids.contoso) })).statusCode, 200)
  t.equal(
    (await ask(ids.adventureWorks, purchase, { authorization: await bearer('adminagent@northwind.example') }))
      .statusCode,
    403
  )
})

t.test('a decision without an order is not stored', async t => {
  t.strictSame(await stored.rows('SELECT FROM gate_decision'), [])
})

t.test('errors are RFC 9457 problems', async t => {
  const problems: Array<[question: object, status: number, title: string]> = [
    [{}, 400, 'PropertyMissing'],
    [{ transaction: { kind: 'newPurchase' }, request: { method: 'POST', path: '/' } }, 400, 'PropertyInvalid'],
    [{ transaction: { kind: 'theft' } }, 400, 'PropertyInvalid'],
    [{ ...purchase, at: 'yesterday' }, 400, 'PropertyInvalid'],
    [{ request: { method: 'GET', path: `/v1/customers/${ids.adventureWorks}/orders` } }, 400, 'PropertyInvalid'],
    [{ request: { method: 'POST', path: `/v1/customers/${ids.wingtip}/orders`, body: {} } }, 400, 'PropertyInvalid'],
    [
      { request: { method: 'POST', path: `/v1/customers/${ids.adventureWorks}/orders`, body: {} } },
      400,
      'PropertyInvalid'
    ],
    [{ ...purchase, extra: 1 }, 400, 'PropertyInvalid']
  ]
  for (const [question, status, title] of problems) {
    const response = await ask(ids.adventureWorks, question)
    t.equal(response.statusCode, status, JSON.stringify(question))
    t.equal(response.headers['content-type'], 'application/problem+json')
    t.match(
      response.json(),
      { title, status, type: `urn:partner-agreements:problem:${title}` },
      JSON.stringify(question)
    )
  }
  t.match((await ask(ids.litware, purchase)).json(), { title: 'NoCustomerRelationship', status: 403 })
  t.match((await ask(ids.adventureWorks, purchase, { authorization: '' })).json(), {
    title: 'PartnerTokenMissing',
    status: 401
  })
})

t.test('many questions in one request are decided independently', async t => {
  const questions = [
    { customerId: ids.adventureWorks, ...purchase },
    { customerId: ids.litware, ...purchase },
    { customerId: 'x', ...purchase },
    { customerId: ids.lucerne },
    { customerId: ids.proseware, transaction: { kind: 'autoRenewal' } }
  ]
  const { decisions } = (
    await app.inject({
      method: 'POST',
      url: '/order-gate/v1/decisions',
      headers: { authorization },
      payload: { questions }
    })
  ).json()
  t.match(decisions, [
    { outcome: 'allow' },
    { problem: { title: 'NoCustomerRelationship' } },
    { problem: { title: 'CustomerIdNotGuid' } },
    { problem: { title: 'PropertyMissing' } },
    { outcome: 'allow' }
  ])
  const tooMany = await app.inject({
    method: 'POST',
    url: '/order-gate/v1/decisions',
    headers: { authorization },
    payload: { questions: Array.from({ length: 501 }, () => questions[0]) }
  })
  t.equal(tooMany.statusCode, 400)
})
