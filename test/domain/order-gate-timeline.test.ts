import t from 'tap'
import type { Channel, Environment } from '../../src/domain/programme.js'
import { azurePlan, decide, mca, mcla, verdict, type Case } from './order-gate-facts.js'

// The acceptances are older than the programme, so that only the dates of the rules decide.
const since = '2018-01-01'
const columns: Readonly<Record<string, Case>> = {
  nothing: {},
  'Cloud Agreement': { confirmations: [mcla(since)] },
  'Cloud Agreement, Azure plan': { confirmations: [mcla(since)], product: azurePlan },
  'Customer Agreement': { confirmations: [mca(since)] },
  'direct acceptance': { directAcceptances: [Date.parse(since)] },
  'Customer Agreement of 2024': { confirmations: [{ ...mca(since), dateAgreed: Date.parse('2024-01-01') }] }
}

type Era = readonly [from: string, ...verdicts: string[]]
const notRequired = ['allow', 'allow', 'allow', 'allow', 'allow', 'allow']
const cloudAgreement = ['noAgreement', 'allow', 'allow', 'noAgreement', 'noAgreement', 'noAgreement']
const preview = ['noAgreement', 'allow', 'allow', 'allow', 'noAgreement', 'allow']
const eitherAgreement = ['noAgreement', 'allow', 'productNeedsCustomerAgreement', 'allow', 'noAgreement', 'allow']
const customerAgreement = ['noAgreement', 'onlyCloudAgreement', 'onlyCloudAgreement', 'allow', 'noAgreement', 'allow']
const withDirectAcceptance = ['noAgreement', 'onlyCloudAgreement', 'onlyCloudAgreement', 'allow', 'allow', 'allow']
const reAcceptance = [
  'noAgreement', 'onlyCloudAgreement', 'onlyCloudAgreement', 'acceptedBeforeCutOff', 'acceptedBeforeCutOff', 'allow'
]
const sinceOctober2019: readonly Era[] = [
  ['2019-10-01T00:00:00Z', ...eitherAgreement],
  ['2020-02-01T00:00:00Z', ...customerAgreement],
  ['2020-02-03T00:00:00Z', ...withDirectAcceptance],
  ['2026-01-21T00:00:00Z', ...reAcceptance]
]
const before: readonly Era[] = [['2000-01-01T00:00:00Z', ...notRequired], ['2018-08-07T00:00:00Z', ...notRequired]]

const timelines: ReadonlyArray<readonly [Environment, Channel, readonly Era[]]> = [
  ['production', 'dashboard', [...before, ['2018-11-07T00:00:00Z', ...cloudAgreement], ...sinceOctober2019]],
  ['production', 'api', [...before, ['2019-03-22T00:00:00Z', ...cloudAgreement], ...sinceOctober2019]],
  ['sandbox', 'dashboard',
    [...before, ['2018-11-07T00:00:00Z', ...cloudAgreement], ['2019-08-01T00:00:00Z', ...preview],
      ...sinceOctober2019]],
  ['sandbox', 'api',
    [...before, ['2019-03-11T00:00:00Z', ...cloudAgreement], ['2019-09-03T00:00:00Z', ...preview],
      ...sinceOctober2019]]
]

for (const [environment, channel, eras] of timelines) {
  t.test(`R29 to R32 in ${environment}, ${channel}: each era from its first millisecond to its last`, async t => {
    for (const [index, [from, ...verdicts]] of eras.entries()) {
      const end = Date.parse(eras[index + 1]?.[0] ?? '2200-01-01T00:00:00Z')
      for (const instant of [Date.parse(from), (Date.parse(from) + end) / 2, end - 1]) {
        const at = new Date(instant).toISOString()
        const decided = Object.values(columns).map(given => verdict(decide({ ...given, environment, channel }, at)))
        t.same(decided, verdicts, `${at}: ${Object.keys(columns).join(' | ')}`)
      }
    }
  })
}

const arrivals: ReadonlyArray<readonly [name: string, given: Case, at: string, verdict: string]> = [
  ['a confirmation of the same millisecond counts',
    { confirmations: [mca('2024-05-01T10:00:00.000Z')] }, '2024-05-01T10:00:00.000Z', 'allow'],
  ['a confirmation of the next millisecond does not count',
    { confirmations: [mca('2024-05-01T10:00:00.001Z')] }, '2024-05-01T10:00:00.000Z', 'noAgreement'],
  ['a confirmation dated after its receipt counts from its receipt',
    { confirmations: [{ ...mca('2024-05-01T23:00:00Z'), receivedAt: Date.parse('2024-05-01T10:00:00Z') }] },
    '2024-05-01T10:00:00Z', 'allow'],
  ['a confirmation dated after its receipt does not count before its receipt',
    { confirmations: [{ ...mca('2024-05-01T23:00:00Z'), receivedAt: Date.parse('2024-05-01T10:00:00Z') }] },
    '2024-05-01T09:59:59.999Z', 'noAgreement'],
  ['a confirmation received after its date counts from its date',
    { confirmations: [{ ...mca('2024-05-01T10:00:00Z'), receivedAt: Date.parse('2025-01-01T00:00:00Z') }] },
    '2024-05-01T10:00:00Z', 'allow'],
  ['the cut-off compares the date: a date before it does not count, whatever the receipt',
    { confirmations: [{ ...mca('2023-03-31T12:00:00Z'), receivedAt: Date.parse('2025-01-01T00:00:00Z') }] },
    '2026-03-02', 'acceptedBeforeCutOff'],
  ['the cut-off compares the date: a date after it counts, whatever the receipt',
    { confirmations: [{ ...mca('2023-04-01T00:00:00Z'), receivedAt: Date.parse('2023-03-31T20:00:00Z') }] },
    '2026-03-02', 'allow'],
  ['a direct acceptance of the same millisecond counts',
    { directAcceptances: [Date.parse('2024-05-01T10:00:00.000Z')] }, '2024-05-01T10:00:00.000Z', 'allow'],
  ['a direct acceptance of the next millisecond does not count',
    { directAcceptances: [Date.parse('2024-05-01T10:00:00.001Z')] }, '2024-05-01T10:00:00.000Z', 'noAgreement']
]
for (const [name, given, at, expected] of arrivals) {
  t.test(`An acceptance after the instant does not count: ${name}`, async t =>
    t.equal(verdict(decide(given, at)), expected))
}
