import t from 'tap'
import { decideOrderGate } from '../../src/domain/order-gate.js'
import type { TransactionKind } from '../../src/domain/transaction.js'
import { azurePlan, decide, factsOf, mca, mcla, verdict, type Case } from './order-gate-facts.js'

const [in2017, in2019, inDecember2019, in2020, in2024, today] = ['2017-06-01', '2019-06-01', '2019-12-01', '2020-03-01', '2024-06-01', '2026-03-02']
const directly = { directAcceptances: [Date.parse('2020-02-20')] }

const rows: ReadonlyArray<readonly [name: string, given: Case, at: string, verdict: string]> = [
  ['R1: a direct-bill partner with a confirmation may order', { type: 'direct_bill', confirmations: [mca('2024-01-01')] }, today, 'allow'],
  ['R1: an indirect provider with a confirmation may order', { type: 'indirect_provider', confirmations: [mca('2024-01-01')] }, today, 'allow'],
  ['R1: an indirect reseller without one may not', { type: 'indirect_reseller' }, today, 'noAgreement'],
  ['R5: US Government is not gated', { cloud: 'us_government' }, today, 'allow'],
  ['R5: Germany is not gated', { cloud: 'germany' }, today, 'allow'],
  ['R5: 21Vianet is not gated', { cloud: 'china' }, today, 'allow'],
  ['R5: the public cloud is', { cloud: 'public' }, today, 'noAgreement'],
  ['R6: the sandbox is gated like production', { environment: 'sandbox' }, today, 'noAgreement'],
  ['R6: and opens like production', { environment: 'sandbox', confirmations: [mca('2024-01-01')] }, today, 'allow'],
  ['R12: a confirmation of 2020 still covers in 2024', { confirmations: [mca('2020-05-01')] }, in2024, 'allow'],
  ['R13: from 2026-01-21 one of before 2023-04-01 no longer does', { confirmations: [mca('2023-03-31T23:59:59.999Z')] }, today, 'acceptedBeforeCutOff'],
  ['R13: one of 2023-04-01 does', { confirmations: [mca('2023-04-01T00:00:00Z')] }, today, 'allow'],
  ['R13: direct acceptance before the cut-off neither', { directAcceptances: [Date.parse('2023-03-31')] }, today, 'acceptedBeforeCutOff'],
  ['R13: direct acceptance after it does', { directAcceptances: [Date.parse('2023-04-02')] }, today, 'allow'],
  ['R13: an old acceptance beside a new one does no harm', { confirmations: [mca('2020-05-01'), mca('2024-05-01')] }, today, 'allow'],
  ['R18: attestation opens the gate', { confirmations: [mca('2020-02-20')] }, in2020, 'allow'],
  ['R19: direct acceptance opens it for a direct-bill partner', { type: 'direct_bill', ...directly }, in2020, 'allow'],
  ['R19: for an indirect provider', { type: 'indirect_provider', ...directly }, in2020, 'allow'],
  ['R19: for an indirect reseller', { type: 'indirect_reseller', ...directly }, in2020, 'allow'],
  ['R19: not before 2020-02-03', { directAcceptances: [Date.parse('2020-02-01')] }, '2020-02-02T23:59:59.999Z', 'noAgreement'],
  ['R19: from 2020-02-03', { directAcceptances: [Date.parse('2020-02-03')] }, '2020-02-03T00:00:00Z', 'allow'],
  ['R25: a direct acceptance counts though the customer bought before', { boughtThroughPartner: true, ...directly }, in2020, 'allow'],
  ['R28: without any agreement', {}, in2020, 'noAgreement'],
  ['R29: in 2017 nothing is asked', {}, in2017, 'allow'],
  ['R29: the Cloud Agreement suffices in 2019', { confirmations: [mcla('2019-05-14')] }, in2019, 'allow'],
  ['R29: nothing does not', {}, in2019, 'noAgreement'],
  ['R29: the Customer Agreement is not yet known', { confirmations: [mca('2019-05-14')] }, in2019, 'noAgreement'],
  ['R30: in December 2019 the Cloud Agreement suffices', { confirmations: [mcla('2019-05-14')] }, inDecember2019, 'allow'],
  ['R30: the Customer Agreement too', { confirmations: [mca('2019-11-14')] }, inDecember2019, 'allow'],
  ['R30: nothing does not', {}, inDecember2019, 'noAgreement'],
  ['R30: an Azure plan needs the Customer Agreement', { product: azurePlan, confirmations: [mcla('2019-05-14')] }, inDecember2019, 'productNeedsCustomerAgreement'],
  ['R30: with it one may buy an Azure plan', { product: azurePlan, confirmations: [mca('2019-11-14')] }, inDecember2019, 'allow'],
  ['R30: without anything an Azure plan lacks any agreement', { product: azurePlan }, inDecember2019, 'noAgreement'],
  ['R30: the older Azure offer is content with the Cloud Agreement', { product: 'MS-AZR-0145P', confirmations: [mcla('2019-05-14')] }, inDecember2019, 'allow'],
  ['R31: from 2020-02-01 the Customer Agreement alone counts', { confirmations: [mca('2019-11-14')] }, in2020, 'allow'],
  ['R31: the Cloud Agreement no longer does', { confirmations: [mcla('2019-05-14')] }, in2020, 'onlyCloudAgreement'],
  ['R31: whatever the product', { product: 'MS-AZR-0145P', confirmations: [mcla('2019-05-14')] }, in2020, 'onlyCloudAgreement']
]

for (const [name, given, at, expected] of rows) {
  t.test(`${name} (${at}): ${expected}`, async t => t.equal(verdict(decide(given, at)), expected))
}

const gatedSince2018: readonly TransactionKind[] = ['newPurchase', 'cartCheckout', 'addOn', 'seatIncrease', 'seatDecrease', 'upgrade', 'conversion', 'manualRenewal']
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
    t.equal(verdict(decide({ kind, confirmations: [mca('2022-01-01')] }, '2026-01-21T00:00:00Z')), 'acceptedBeforeCutOff')
  })
}
for (const kind of ['autoRenewal', 'suspend', 'reactivate', 'cancel', 'rename', 'autoRenewToggle'] as const) {
  t.test(`R27: ${kind} goes through without any agreement`, async t => {
    for (const at of [in2017, in2019, inDecember2019, in2020, today, '2030-01-01']) {
      const decision = decide({ kind, product: azurePlan }, at)
      t.match(decision, { outcome: 'allow', satisfiedBy: { kind: 'notGated', because: 'transactionNotGated' }, rules: [], since: null, remedies: [] }, at)
    }
  })
}

t.test('R3: another partner\'s attestation is no fact, and what is no fact is never looked at', async t => {
  const looked = new Set<string>()
  const facts = new Proxy(factsOf({}), { get: (target, name) => { looked.add(String(name)); return Reflect.get(target, name) } })
  t.equal(decideOrderGate(facts, Date.parse(today)).outcome, 'block')
  t.same([...looked].sort(), ['boughtThroughPartner', 'channel', 'confirmations', 'customerId', 'directAcceptances', 'environment', 'partner', 'transaction'])
  const smuggled = { ...factsOf({}), otherConfirmations: [mca('2024-01-01')], partner: { type: 'direct_bill', cloud: 'public', confirmations: [mca('2024-01-01')] } } as const
  t.same(decideOrderGate(smuggled, Date.parse(today)), decideOrderGate(factsOf({}), Date.parse(today)))
})
