import t from 'tap'
import type { TransactionLine } from '../../src/domain/order-gate/transaction.js'
import { azurePlan, decide, mca, mcla, type Case } from './order-gate-facts.js'

const today = '2026-03-02'
const cloudTemplate = '998b88de-aa99-4388-a42c-1b3517d49490'
const customerTemplate = '117a77b0-9360-443b-8795-c6dedc750cf9'
const invite = { kind: 'inviteDirectAcceptance', available: true } as const
const notOffered = { kind: 'inviteDirectAcceptance', available: false, because: 'notOffered' } as const
const closed = { kind: 'inviteDirectAcceptance', available: false, because: 'boughtThroughPartner' } as const
const provider = { kind: 'indirectProviderConfirms' } as const
const confirm = (templateId = customerTemplate, differentContactNeeded = false) => ({
  kind: 'confirmByAttestation',
  method: 'POST',
  path: '/v1/customers/c1000000-0000-4000-8000-000000000001/agreements',
  templateId,
  differentContactNeeded
})

interface Block { reason: string, rules: string[], since: string, remedies: unknown[] }

// Adventure Works, Wingtip, Proseware and Lucerne are customers of the sandbox.
const blocked: ReadonlyArray<readonly [name: string, given: Case, at: string, expected: Block]> = [
  ['R31, R13: Adventure Works has no agreement', {}, today,
    { reason: 'noAgreement', rules: ['R31', 'R13'], since: '2020-02-01', remedies: [confirm(), invite] }],
  ['R25: Wingtip bought before, so direct acceptance is closed', { kind: 'seatIncrease', boughtThroughPartner: true },
    today, { reason: 'noAgreement', rules: ['R31', 'R13'], since: '2020-02-01', remedies: [confirm(), closed] }],
  ['R31: Proseware has the Cloud Agreement only', { confirmations: [mcla('2019-06-14')] }, today,
    { reason: 'onlyCloudAgreement', rules: ['R31', 'R13'], since: '2020-02-01', remedies: [confirm(), invite] }],
  ['R13: Lucerne accepted before the cut-off', { confirmations: [mca('2022-05-02')] }, today,
    {
      reason: 'acceptedBeforeCutOff',
      rules: ['R13'],
      since: '2026-01-21',
      remedies: [confirm(customerTemplate, false), invite]
    }],
  ['R13: after a direct acceptance before the cut-off, the same contact can be confirmed',
    { directAcceptances: [Date.parse('2022-05-02')] }, today,
    { reason: 'acceptedBeforeCutOff', rules: ['R13'], since: '2026-01-21', remedies: [confirm(), invite] }],
  ['R13: a term change with the Cloud Agreement only', { kind: 'termChange', confirmations: [mcla('2019-06-14')] },
    today, { reason: 'onlyCloudAgreement', rules: ['R13'], since: '2026-01-21', remedies: [confirm(), invite] }],
  ['R29: Adventure Works in June 2019', {}, '2019-06-01',
    { reason: 'noAgreement', rules: ['R29'], since: '2019-03-22', remedies: [confirm(cloudTemplate), notOffered] }],
  ['R29: the same in the dashboard', { channel: 'dashboard' }, '2019-06-01',
    { reason: 'noAgreement', rules: ['R29'], since: '2018-11-07', remedies: [confirm(cloudTemplate), notOffered] }],
  ['R29: the same in the sandbox', { environment: 'sandbox' }, '2019-06-01',
    { reason: 'noAgreement', rules: ['R29'], since: '2019-03-11', remedies: [confirm(cloudTemplate), notOffered] }],
  ['R32: the sandbox in the preview', { environment: 'sandbox' }, '2019-09-15',
    { reason: 'noAgreement', rules: ['R32'], since: '2019-09-03', remedies: [confirm(), notOffered] }],
  ['R30: Adventure Works in December 2019', {}, '2019-12-01',
    { reason: 'noAgreement', rules: ['R30'], since: '2019-10-01', remedies: [confirm(), notOffered] }],
  ['R30: Proseware wants an Azure plan in December 2019', { product: azurePlan, confirmations: [mcla('2019-06-14')] },
    '2019-12-01',
    {
      reason: 'productNeedsCustomerAgreement', rules: ['R30'], since: '2019-10-01', remedies: [confirm(), notOffered]
    }],
  ['R31: Proseware in March 2020', { confirmations: [mcla('2019-06-14')] }, '2020-03-01',
    { reason: 'onlyCloudAgreement', rules: ['R31'], since: '2020-02-01', remedies: [confirm(), invite] }],
  ['R19: no invitation is offered before direct acceptance exists', {}, '2020-02-02',
    { reason: 'noAgreement', rules: ['R31'], since: '2020-02-01', remedies: [confirm(), notOffered] }],
  ['R1: an indirect provider can confirm', { type: 'indirect_provider' }, today,
    { reason: 'noAgreement', rules: ['R31', 'R13'], since: '2020-02-01', remedies: [confirm(), invite] }],
  ['R1: an indirect reseller can invite; its provider can confirm', { type: 'indirect_reseller' }, today,
    { reason: 'noAgreement', rules: ['R31', 'R13'], since: '2020-02-01', remedies: [invite, provider] }],
  ['R25: an indirect reseller whose customer bought before', { type: 'indirect_reseller', boughtThroughPartner: true },
    today, { reason: 'noAgreement', rules: ['R31', 'R13'], since: '2020-02-01', remedies: [closed, provider] }]
]

for (const [name, given, at, { reason, rules, since, remedies }] of blocked) {
  t.test(`${name} (${at}): ${reason}`, async t => {
    const expected = { outcome: 'block', reason, rules, since: Date.parse(since) }
    t.strictSame(decide(given, at), {
      ...expected, lines: [{ line: 0, kind: given.kind ?? 'newPurchase', ...expected }], remedies
    })
  })
}

const on = (date: string) => Date.parse(date)
type Allowed = readonly [
  name: string, given: Case, at: string, satisfiedBy: unknown, rules: string[], since: number | null
]
const allowed: readonly Allowed[] = [
  ['a confirmation that counts', { confirmations: [mca('2024-01-01')] }, today,
    { kind: 'confirmation', agreementType: 'MicrosoftCustomerAgreement', acceptedAt: on('2024-01-01') },
    ['R31', 'R13'], on('2020-02-01')],
  ['the newest of several confirmations', { confirmations: [mca('2023-05-01'), mca('2025-01-01'), mca('2024-01-01')] },
    today, { kind: 'confirmation', agreementType: 'MicrosoftCustomerAgreement', acceptedAt: on('2025-01-01') },
    ['R31', 'R13'], on('2020-02-01')],
  ['the Cloud Agreement, in 2019', { confirmations: [mcla('2019-05-14')] }, '2019-06-01',
    { kind: 'confirmation', agreementType: 'MicrosoftCloudAgreement', acceptedAt: on('2019-05-14') },
    ['R29'], on('2019-03-22')],
  ['the confirmation that the product needs, although another one is newer',
    { product: azurePlan, confirmations: [mca('2019-10-05'), mcla('2019-11-20')] }, '2019-12-01',
    { kind: 'confirmation', agreementType: 'MicrosoftCustomerAgreement', acceptedAt: on('2019-10-05') },
    ['R30'], on('2019-10-01')],
  ['a direct acceptance', { directAcceptances: [on('2024-01-01')] }, today,
    { kind: 'directAcceptance', acceptedAt: on('2024-01-01') }, ['R31', 'R13'], on('2020-02-01')],
  ['the kind of transaction is never gated', { kind: 'autoRenewal' }, today,
    { kind: 'notGated', because: 'transactionNotGated' }, [], null],
  ['the kind of transaction is never gated, also before the programme', { kind: 'autoRenewal' }, '2017-01-01',
    { kind: 'notGated', because: 'transactionNotGated' }, [], null],
  ['the cloud is never gated', { cloud: 'china' }, today,
    { kind: 'notGated', because: 'nationalCloud' }, [], null],
  ['no rule has begun yet', {}, '2018-08-06', { kind: 'notGated', because: 'notYetRequired' }, [], null],
  ['no rule for a term change has begun yet', { kind: 'termChange' }, '2024-01-01',
    { kind: 'notGated', because: 'notYetRequired' }, [], null],
  ['the transaction changes nothing', { lines: [] }, today, { kind: 'notGated', because: 'transactionNotGated' }, [],
    null]
]
for (const [name, given, at, satisfiedBy, rules, since] of allowed) {
  t.test(`An allowed transaction names what satisfied the rules: ${name}`, async t => {
    const { lines, ...decision } = decide(given, at)
    t.strictSame(decision, { outcome: 'allow', satisfiedBy, rules, since, remedies: [] })
    if (given.lines === undefined) {
      t.strictSame(lines, [{ line: 0, kind: given.kind ?? 'newPurchase', outcome: 'allow', satisfiedBy, rules, since }])
    }
  })
}

const line = (number: number, kind: TransactionLine['kind'], ...prerequisites: string[]): TransactionLine =>
  ({ line: number, kind, prerequisites })

t.test('one blocked line blocks the order, and the decision names the line', async t => {
  const lines = [line(3, 'rename'), line(5, 'newPurchase'), line(9, 'newPurchase', 'MicrosoftCustomerAgreement')]
  const decision = decide({ lines, confirmations: [mcla('2019-05-14')] }, '2019-12-01')
  t.match(decision, { outcome: 'block', reason: 'productNeedsCustomerAgreement' })
  t.same(decision.lines.map(({ line, outcome }) => [line, outcome]), [[3, 'allow'], [5, 'allow'], [9, 'block']])
})

t.test('the reason is that of the first blocked line; the remedy is for all blocked lines', async t => {
  const lines = [line(1, 'newPurchase', 'MicrosoftCustomerAgreement'), line(2, 'newPurchase')]
  const decision = decide({ lines }, '2019-12-01')
  t.match(decision, { outcome: 'block', reason: 'noAgreement', remedies: [confirm(customerTemplate), notOffered] })
})

t.test('the remedy is for the blocked line, also if it is not the first line', async t => {
  const decision = decide({ lines: [line(1, 'rename'), line(2, 'newPurchase')] }, '2019-06-01')
  t.match(decision, { outcome: 'block', reason: 'noAgreement', remedies: [confirm(cloudTemplate), notOffered] })
})

t.test('an allowed order has the outcome of its first gated line', async t => {
  const lines = [line(1, 'rename'), line(2, 'seatDecrease')]
  const decision = decide({ lines, confirmations: [mca('2024-01-01')] }, today)
  t.match(decision, { outcome: 'allow', satisfiedBy: { kind: 'confirmation' }, rules: ['R31', 'R13'] })
})
