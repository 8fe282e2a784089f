import t from 'tap'
import { decideOrderGate, type OrderGateFacts } from '../../src/domain/order-gate/decide-order.js'
import { programme, type ProgrammeRule, type WayToSatisfy } from '../../src/domain/programme.js'
import { factsOf, mca, mcla, verdict, type Case } from './order-gate-facts.js'

const own: ProgrammeRule = {
  id: 'own',
  rule: 'O1',
  effectiveFrom: '2030-01-01T00:00:00Z',
  environments: ['production'],
  channels: ['api'],
  clouds: ['public'],
  transactions: ['suspend'],
  satisfiedBy: [{ acceptance: 'MicrosoftCustomerAgreement' }],
  source: 'this test'
}
const movedTo = (id: string, effectiveFrom: string) =>
  programme.map(row => row.id === id ? { ...row, effectiveFrom } : row)
const decideUnder = (rows: readonly ProgrammeRule[], given: Case, at: string) =>
  decideOrderGate(factsOf(given), Date.parse(at), rows)

const lucerne: Case = { confirmations: [mca('2022-05-02')] }
type Row = readonly [name: string, rows: readonly ProgrammeRule[], given: Case, at: string, verdict: string]
const rows: readonly Row[] = [
  ['unchanged: the cut-off applies', programme, lucerne, '2026-02-01', 'acceptedBeforeCutOff'],
  ['cut-off moved to 1 March: it does not apply in February', movedTo('re-acceptance', '2026-03-01T00:00:00Z'), lucerne,
    '2026-02-28T23:59:59.999Z', 'allow'],
  ['cut-off moved to 1 March: it applies from that day',
    movedTo('re-acceptance', '2026-03-01T00:00:00Z'), lucerne, '2026-03-01', 'acceptedBeforeCutOff'],
  ['cut-off moved to October 2024: it applied then',
    movedTo('re-acceptance', '2024-10-07T00:00:00Z'), lucerne, '2024-10-07', 'acceptedBeforeCutOff'],
  ['cut-off with a UTC offset: it begins at midnight in that zone',
    movedTo('re-acceptance', '2026-03-01T00:00:00-08:00'), lucerne, '2026-03-01T07:59:59.999Z', 'allow'],
  ['cut-off row removed: it never applies', programme.filter(({ id }) => id !== 're-acceptance'), lucerne, '2030-01-01',
    'allow'],
  ['without acceptedFrom: an acceptance of any date counts',
    programme.map(({ acceptedFrom, ...row }) => row), lucerne, '2026-02-01', 'allow'],
  ['an added row gates another kind of transaction', [...programme, own], { kind: 'suspend' }, '2030-01-01',
    'noAgreement'],
  ['an added row does not apply before effectiveFrom', [...programme, own], { kind: 'suspend' },
    '2029-12-31T23:59:59.999Z', 'allow'],
  ['an added row does not apply in another environment', [...programme, own],
    { kind: 'suspend', environment: 'sandbox' }, '2030-01-01', 'allow'],
  ['an added row does not apply in another channel', [...programme, own], { kind: 'suspend', channel: 'dashboard' },
    '2030-01-01', 'allow'],
  ['an added row is satisfied by its kind of acceptance',
    [...programme, own], { kind: 'suspend', confirmations: [mca('2024-01-01')] }, '2030-01-01', 'allow'],
  ['a row can apply to a national cloud', [{ ...own, clouds: ['germany'] }], { kind: 'suspend', cloud: 'germany' },
    '2030-01-01', 'noAgreement'],
  ['a row does not apply to products without its prerequisite',
    [{ ...own, prerequisite: 'InventoryCheck' }], { kind: 'suspend' }, '2030-01-01', 'allow'],
  ['a row applies to products with its prerequisite', [{ ...own, prerequisite: 'InventoryCheck' }],
    { lines: [{ line: 0, kind: 'suspend', prerequisites: ['InventoryCheck'] }] }, '2030-01-01', 'noAgreement'],
  ['an empty programme gates nothing', [], {}, '2026-02-01', 'allow']
]
for (const [name, under, given, at, expected] of rows) {
  t.test(`Changed programme: ${name}`, async t =>
    t.equal(verdict(decideUnder(under, given, at)), expected))
}

t.test('a remedy names the agreement that satisfies all broken rules', async t => {
  const templates = (rows: readonly ProgrammeRule[]) => {
    const { remedies } = decideUnder(rows, { kind: 'suspend' }, '2030-01-01')
    return remedies.map(remedy => 'templateId' in remedy
      ? remedy.templateId.slice(0, 8)
      : `${remedy.kind} ${'available' in remedy && remedy.available}`)
  }
  const cloud: WayToSatisfy = { acceptance: 'MicrosoftCloudAgreement' }
  const either = { ...own, satisfiedBy: [cloud, ...own.satisfiedBy] }
  t.same(templates([either]), ['117a77b0', 'inviteDirectAcceptance false'])
  t.same(templates([{ ...own, satisfiedBy: [cloud] }]), ['998b88de', 'inviteDirectAcceptance false'])
  const both = [{ ...own, satisfiedBy: own.satisfiedBy.concat(cloud) }, { ...own, satisfiedBy: [cloud] }]
  t.same(templates(both), ['998b88de', 'inviteDirectAcceptance false'], 'the agreement that satisfies both rows')
  const direct = [{ ...own, satisfiedBy: [{ acceptance: 'directAcceptance' } as const] }]
  t.same(templates(direct), ['inviteDirectAcceptance true'], 'no confirmation if none would help')
})

t.test('a transaction that satisfied two rules with two acceptances names the newest acceptance', async t => {
  const rows: ProgrammeRule[] = [
    own, { ...own, id: 'both', rule: 'O2', satisfiedBy: [{ acceptance: 'MicrosoftCloudAgreement' }] }
  ]
  const withBoth: Case = { kind: 'suspend', confirmations: [mcla('2019-01-01'), mca('2024-01-01')] }
  t.match(decideUnder(rows, withBoth, '2030-01-01'), {
    outcome: 'allow', rules: ['O1', 'O2'], satisfiedBy: { agreementType: 'MicrosoftCustomerAgreement' }
  })
  const withOne: Case = { kind: 'suspend', confirmations: [mca('2024-01-01')] }
  t.match(decideUnder(rows, withOne, '2030-01-01'), { outcome: 'block', rules: ['O2'] })
})

t.test('notYetRequired means a row that will apply, not one that ended or is for other products', async t => {
  for (const row of [{ ...own, effectiveUntil: '2030-06-01' }, { ...own, prerequisite: 'InventoryCheck' }]) {
    t.match(decideUnder([row], { kind: 'suspend' }, '2030-06-01'), { satisfiedBy: { because: 'transactionNotGated' } })
  }
  t.match(decideUnder([own], { kind: 'suspend' }, '2029-06-01'), { satisfiedBy: { because: 'notYetRequired' } })
})

const invalid: ReadonlyArray<readonly [name: string, decide: () => unknown]> = [
  ['an instant that is not a number', () => decideUnder(programme, {}, 'yesterday')],
  ['an infinite instant', () => decideOrderGate(factsOf({}), Infinity)],
  ['a row with a day that does not exist',
    () => decideUnder(movedTo('re-acceptance', '2026-02-30T00:00:00Z'), {}, '2026-03-02')],
  ['an unknown channel', () => decideOrderGate(factsOf({ channel: 'API' as never }), 0)],
  ['an unknown environment', () => decideOrderGate(factsOf({ environment: 'staging' as never }), 0)],
  ['an unknown cloud', () => decideOrderGate(factsOf({ cloud: 'Public' as never }), 0)],
  ['an unknown transaction', () => decideOrderGate(factsOf({ kind: 'toString' as never }), 0)]
]
for (const [name, decide] of invalid) {
  t.test(`Arguments that would open the gate by mistake throw: ${name}`, async t => t.throws(decide, RangeError))
}

t.test('acceptances without a readable date do not count', async t => {
  const facts: OrderGateFacts = factsOf({
    confirmations: [{ agreementType: 'MicrosoftCustomerAgreement', dateAgreed: NaN, receivedAt: 0 }],
    directAcceptances: [NaN]
  })
  t.equal(verdict(decideOrderGate(facts, Date.parse('2026-03-02'))), 'noAgreement')
})

t.test('a decision does not change its arguments', async t => {
  const deepFreeze = <Value>(value: Value): Value => {
    for (const part of Object.values(value as object)) if (typeof part === 'object') deepFreeze(part)
    return Object.freeze(value)
  }
  const facts = deepFreeze(factsOf({
    confirmations: [mca('2022-01-01'), mca('2024-01-01')], directAcceptances: [1, 2]
  }))
  t.doesNotThrow(() => decideOrderGate(facts, Date.parse('2026-03-02'), deepFreeze([...programme])))
})
