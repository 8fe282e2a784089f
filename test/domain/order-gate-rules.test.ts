import t from 'tap'
import { decideOrderGate } from '../../src/domain/order-gate/decide-order.js'
import type { TransactionKind } from '../../src/domain/order-gate/transaction.js'
import { azurePlan, decide, factsOf, mca, mcla, verdict, type Case } from './order-gate-facts.js'

const [in2017, in2019, inDecember2019, in2020, in2024, today] = [
  '2017-06-01', '2019-06-01', '2019-12-01', '2020-03-01', '2024-06-01', '2026-03-02'
]
const direct = { directAcceptances: [Date.parse('2020-02-20')] }

const rows: ReadonlyArray<readonly [name: string, given: Case, at: string, verdict: string]> = [
  ['R1: a direct-bill partner with a confirmation can order',
    { type: 'direct_bill', confirmations: [mca('2024-01-01')] }, today, 'allow'],
  ['R1: an indirect provider with a confirmation can order',
    { type: 'indirect_provider', confirmations: [mca('2024-01-01')] }, today, 'allow'],
  ['R1: an indirect reseller without an acceptance cannot order', { type: 'indirect_reseller' }, today, 'noAgreement'],
  ['R5: US Government is not gated', { cloud: 'us_government' }, today, 'allow'],
  ['R5: Germany is not gated', { cloud: 'germany' }, today, 'allow'],
  ['R5: 21Vianet is not gated', { cloud: 'china' }, today, 'allow'],
  ['R5: the public cloud is gated', { cloud: 'public' }, today, 'noAgreement'],
  ['R6: the sandbox is gated like production', { environment: 'sandbox' }, today, 'noAgreement'],
  ['R6: a confirmation opens the sandbox like production',
    { environment: 'sandbox', confirmations: [mca('2024-01-01')] }, today, 'allow'],
  ['R12: a confirmation of 2020 still counts in 2024', { confirmations: [mca('2020-05-01')] }, in2024, 'allow'],
  ['R13: from 2026-01-21 a confirmation before 2023-04-01 no longer counts',
    { confirmations: [mca('2023-03-31T23:59:59.999Z')] }, today, 'acceptedBeforeCutOff'],
  ['R13: a confirmation of 2023-04-01 counts', { confirmations: [mca('2023-04-01T00:00:00Z')] }, today, 'allow'],
  ['R13: a direct acceptance before the cut-off does not count',
    { directAcceptances: [Date.parse('2023-03-31')] }, today, 'acceptedBeforeCutOff'],
  ['R13: a direct acceptance after the cut-off counts',
    { directAcceptances: [Date.parse('2023-04-02')] }, today, 'allow'],
  ['R13: a new confirmation counts although an old one exists',
    { confirmations: [mca('2020-05-01'), mca('2024-05-01')] }, today, 'allow'],
  ['R18: a confirmation opens the gate', { confirmations: [mca('2020-02-20')] }, in2020, 'allow'],
  ['R19: a direct acceptance opens the gate for a direct-bill partner', { type: 'direct_bill', ...direct },
    in2020, 'allow'],
  ['R19: a direct acceptance opens the gate for an indirect provider',
    { type: 'indirect_provider', ...direct }, in2020, 'allow'],
  ['R19: a direct acceptance opens the gate for an indirect reseller',
    { type: 'indirect_reseller', ...direct }, in2020, 'allow'],
  ['R19: direct acceptances do not count before 2020-02-03',
    { directAcceptances: [Date.parse('2020-02-01')] }, '2020-02-02T23:59:59.999Z', 'noAgreement'],
  ['R19: direct acceptances count from 2020-02-03', { directAcceptances: [Date.parse('2020-02-03')] },
    '2020-02-03T00:00:00Z', 'allow'],
  ['R25: a direct acceptance counts although the customer bought before',
    { boughtThroughPartner: true, ...direct }, in2020, 'allow'],
  ['R28: an order without any acceptance is blocked', {}, in2020, 'noAgreement'],
  ['R29: nothing is required in 2017', {}, in2017, 'allow'],
  ['R29: the Cloud Agreement is enough in 2019', { confirmations: [mcla('2019-05-14')] }, in2019, 'allow'],
  ['R29: an acceptance is required in 2019', {}, in2019, 'noAgreement'],
  ['R29: the Customer Agreement does not count yet', { confirmations: [mca('2019-05-14')] }, in2019, 'noAgreement'],
  ['R30: the Cloud Agreement is enough in December 2019',
    { confirmations: [mcla('2019-05-14')] }, inDecember2019, 'allow'],
  ['R30: the Customer Agreement is enough in December 2019',
    { confirmations: [mca('2019-11-14')] }, inDecember2019, 'allow'],
  ['R30: an acceptance is required in December 2019', {}, inDecember2019, 'noAgreement'],
  ['R30: the Cloud Agreement is not enough for an Azure plan',
    { product: azurePlan, confirmations: [mcla('2019-05-14')] }, inDecember2019, 'productNeedsCustomerAgreement'],
  ['R30: the Customer Agreement is enough for an Azure plan',
    { product: azurePlan, confirmations: [mca('2019-11-14')] }, inDecember2019, 'allow'],
  ['R30: without any acceptance the reason for an Azure plan is noAgreement', { product: azurePlan },
    inDecember2019, 'noAgreement'],
  ['R30: the Cloud Agreement is enough for the older Azure offer',
    { product: 'MS-AZR-0145P', confirmations: [mcla('2019-05-14')] }, inDecember2019, 'allow'],
  ['R31: the Customer Agreement counts after 2020-02-01', { confirmations: [mca('2019-11-14')] }, in2020, 'allow'],
  ['R31: the Cloud Agreement no longer counts after 2020-02-01',
    { confirmations: [mcla('2019-05-14')] }, in2020, 'onlyCloudAgreement'],
  ['R31: the Cloud Agreement no longer counts for the older Azure offer',
    { product: 'MS-AZR-0145P', confirmations: [mcla('2019-05-14')] }, in2020, 'onlyCloudAgreement']
]

for (const [name, given, at, expected] of rows) {
  t.test(`${name} (${at}): ${expected}`, async t => t.equal(verdict(decide(given, at)), expected))
}

const gatedSince2018: readonly TransactionKind[] = [
  'newPurchase', 'cartCheckout', 'addOn', 'seatIncrease', 'seatDecrease', 'upgrade', 'conversion', 'manualRenewal'
]
for (const kind of gatedSince2018) {
  t.test(`R26: ${kind} is gated`, async t => {
    for (const at of [in2019, inDecember2019, in2020, today]) t.equal(verdict(decide({ kind }, at)), 'noAgreement', at)
    t.equal(verdict(decide({ kind, confirmations: [mca('2024-01-01')] }, today)), 'allow')
  })
}
for (const kind of ['termChange', 'billingChange'] as const) {
  t.test(`R13: ${kind} is gated from 2026-01-21 only`, async t => {
    t.equal(verdict(decide({ kind }, '2026-01-20T23:59:59.999Z')), 'allow')
    t.equal(verdict(decide({ kind }, '2026-01-21T00:00:00Z')), 'noAgreement')
    t.equal(verdict(decide({ kind, confirmations: [mca('2024-01-01')] }, '2026-01-21T00:00:00Z')), 'allow')
    const old = { kind, confirmations: [mca('2022-01-01')] }
    t.equal(verdict(decide(old, '2026-01-21T00:00:00Z')), 'acceptedBeforeCutOff')
  })
}
for (const kind of ['autoRenewal', 'suspend', 'reactivate', 'cancel', 'rename', 'autoRenewToggle'] as const) {
  t.test(`R27: ${kind} is allowed without any acceptance`, async t => {
    for (const at of [in2017, in2019, inDecember2019, in2020, today, '2030-01-01']) {
      const decision = decide({ kind, product: azurePlan }, at)
      const satisfiedBy = { kind: 'notGated', because: 'transactionNotGated' }
      t.match(decision, { outcome: 'allow', satisfiedBy, rules: [], since: null, remedies: [] }, at)
    }
  })
}

t.test('R3: the decision reads only its facts, which contain no data of other partners', async t => {
  const readNames = new Set<string>()
  const facts = new Proxy(factsOf({}), {
    get: (target, name) => { readNames.add(String(name)); return Reflect.get(target, name) }
  })
  t.equal(decideOrderGate(facts, Date.parse(today)).outcome, 'block')
  t.same([...readNames].sort(), [
    'boughtThroughPartner', 'channel', 'confirmations', 'customerId', 'directAcceptanceClosed', 'directAcceptances',
    'environment', 'partner', 'transaction'
  ])
  const withForeignData = {
    ...factsOf({}),
    otherConfirmations: [mca('2024-01-01')],
    partner: { type: 'direct_bill', cloud: 'public', confirmations: [mca('2024-01-01')] }
  } as const
  t.same(decideOrderGate(withForeignData, Date.parse(today)), decideOrderGate(factsOf({}), Date.parse(today)))
})
