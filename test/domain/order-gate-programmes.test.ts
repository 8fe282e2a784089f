import t from 'tap'
import { decideOrderGate, type OrderGateFacts } from '../../src/domain/order-gate.js'
import { programme, type ProgrammeRule } from '../../src/domain/programme.js'
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
const movedTo = (id: string, effectiveFrom: string) => programme.map(row => row.id === id ? { ...row, effectiveFrom } : row)
const decideUnder = (rows: readonly ProgrammeRule[], given: Case, at: string) => decideOrderGate(factsOf(given), Date.parse(at), rows)

const lucerne: Case = { confirmations: [mca('2022-05-02')] }
const rows: ReadonlyArray<readonly [name: string, rows: readonly ProgrammeRule[], given: Case, at: string, verdict: string]> = [
  ['as it is, the cut-off is enforced', programme, lucerne, '2026-02-01', 'acceptedBeforeCutOff'],
  ['moved to March, it is not yet in February', movedTo('re-acceptance', '2026-03-01T00:00:00Z'), lucerne, '2026-02-28T23:59:59.999Z', 'allow'],
  ['and it is from the 1st', movedTo('re-acceptance', '2026-03-01T00:00:00Z'), lucerne, '2026-03-01', 'acceptedBeforeCutOff'],
  ['moved to October 2024, it was then', movedTo('re-acceptance', '2024-10-07T00:00:00Z'), lucerne, '2024-10-07', 'acceptedBeforeCutOff'],
  ['moved by an offset, it begins in that zone', movedTo('re-acceptance', '2026-03-01T00:00:00-08:00'), lucerne, '2026-03-01T07:59:59.999Z', 'allow'],
  ['removed, it never is', programme.filter(({ id }) => id !== 're-acceptance'), lucerne, '2030-01-01', 'allow'],
  ['without its cut-off it asks for any', programme.map(({ acceptedFrom, ...row }) => row), lucerne, '2026-02-01', 'allow'],
  ['an own row gates what was free', [...programme, own], { kind: 'suspend' }, '2030-01-01', 'noAgreement'],
  ['not before its time', [...programme, own], { kind: 'suspend' }, '2029-12-31T23:59:59.999Z', 'allow'],
  ['not elsewhere', [...programme, own], { kind: 'suspend', environment: 'sandbox' }, '2030-01-01', 'allow'],
  ['not in another channel', [...programme, own], { kind: 'suspend', channel: 'dashboard' }, '2030-01-01', 'allow'],
  ['and lets through what satisfies it', [...programme, own], { kind: 'suspend', confirmations: [mca('2024-01-01')] }, '2030-01-01', 'allow'],
  ['a row may concern a national cloud', [{ ...own, clouds: ['germany'] }], { kind: 'suspend', cloud: 'germany' }, '2030-01-01', 'noAgreement'],
  ['a row for other products than this', [{ ...own, prerequisite: 'InventoryCheck' }], { kind: 'suspend' }, '2030-01-01', 'allow'],
  ['a row for this product', [{ ...own, prerequisite: 'InventoryCheck' }], { lines: [{ line: 0, kind: 'suspend', prerequisites: ['InventoryCheck'] }] }, '2030-01-01', 'noAgreement'],
  ['with no rows nothing is gated', [], {}, '2026-02-01', 'allow']
]
for (const [name, under, given, at, expected] of rows) {
  t.test(`A programme with rows of one's own: ${name}`, async t => t.equal(verdict(decideUnder(under, given, at)), expected))
}

t.test('a remedy names the agreement that satisfies all that was broken', async t => {
  const templates = (rows: readonly ProgrammeRule[]) => decideUnder(rows, { kind: 'suspend' }, '2030-01-01').remedies.map(remedy => 'templateId' in remedy ? remedy.templateId.slice(0, 8) : `${remedy.kind} ${'available' in remedy && remedy.available}`)
  t.same(templates([{ ...own, satisfiedBy: [{ acceptance: 'MicrosoftCloudAgreement' }, { acceptance: 'MicrosoftCustomerAgreement' }] }]), ['117a77b0', 'inviteDirectAcceptance false'])
  t.same(templates([{ ...own, satisfiedBy: [{ acceptance: 'MicrosoftCloudAgreement' }] }]), ['998b88de', 'inviteDirectAcceptance false'])
  t.same(templates([{ ...own, satisfiedBy: own.satisfiedBy.concat({ acceptance: 'MicrosoftCloudAgreement' }) }, { ...own, satisfiedBy: [{ acceptance: 'MicrosoftCloudAgreement' }] }]), ['998b88de', 'inviteDirectAcceptance false'], 'the one that does for both')
  t.same(templates([{ ...own, satisfiedBy: [{ acceptance: 'directAcceptance' }] }]), ['inviteDirectAcceptance true'], 'no attestation where none helps')
})

t.test('an allowed transaction that needs two acceptances names the newest', async t => {
  const rows: ProgrammeRule[] = [own, { ...own, id: 'both', rule: 'O2', satisfiedBy: [{ acceptance: 'MicrosoftCloudAgreement' }] }]
  const decision = decideUnder(rows, { kind: 'suspend', confirmations: [mcla('2019-01-01'), mca('2024-01-01')] }, '2030-01-01')
  t.match(decision, { outcome: 'allow', rules: ['O1', 'O2'], satisfiedBy: { agreementType: 'MicrosoftCustomerAgreement' } })
  t.match(decideUnder(rows, { kind: 'suspend', confirmations: [mca('2024-01-01')] }, '2030-01-01'), { outcome: 'block', rules: ['O2'] })
})

t.test('a row that has ended, or is for other products, is no announcement', async t => {
  for (const row of [{ ...own, effectiveUntil: '2030-06-01' }, { ...own, prerequisite: 'InventoryCheck' }]) {
    t.match(decideUnder([row], { kind: 'suspend' }, '2030-06-01'), { satisfiedBy: { because: 'transactionNotGated' } })
  }
  t.match(decideUnder([own], { kind: 'suspend' }, '2029-06-01'), { satisfiedBy: { because: 'notYetRequired' } })
})

const refused: ReadonlyArray<readonly [name: string, decide: () => unknown]> = [
  ['an instant that is no number', () => decideUnder(programme, {}, 'yesterday')],
  ['an infinite instant', () => decideOrderGate(factsOf({}), Infinity)],
  ['a row with a day that does not exist', () => decideUnder(movedTo('re-acceptance', '2026-02-30T00:00:00Z'), {}, '2026-03-02')],
  ['an unknown channel', () => decideOrderGate(factsOf({ channel: 'API' as never }), 0)],
  ['an unknown environment', () => decideOrderGate(factsOf({ environment: 'staging' as never }), 0)],
  ['an unknown cloud', () => decideOrderGate(factsOf({ cloud: 'Public' as never }), 0)],
  ['an unknown transaction', () => decideOrderGate(factsOf({ kind: 'toString' as never }), 0)]
]
for (const [name, decide] of refused) {
  t.test(`What would open the gate by mistake throws: ${name}`, async t => t.throws(decide, RangeError))
}

t.test('acceptances without a readable date count as none', async t => {
  const facts: OrderGateFacts = factsOf({ confirmations: [{ agreementType: 'MicrosoftCustomerAgreement', dateAgreed: NaN, receivedAt: 0 }], directAcceptances: [NaN] })
  t.equal(verdict(decideOrderGate(facts, Date.parse('2026-03-02'))), 'noAgreement')
})

t.test('a decision leaves its facts alone', async t => {
  const deepFreeze = <Value>(value: Value): Value => { for (const part of Object.values(value as object)) if (typeof part === 'object') deepFreeze(part); return Object.freeze(value) }
  const facts = deepFreeze(factsOf({ confirmations: [mca('2022-01-01'), mca('2024-01-01')], directAcceptances: [1, 2] }))
  t.doesNotThrow(() => decideOrderGate(facts, Date.parse('2026-03-02'), deepFreeze([...programme])))
})
