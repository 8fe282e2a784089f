import t from 'tap'
import { agreementTemplates } from '../../src/domain/agreements/agreement-template.js'
import { parseDateAgreed } from '../../src/domain/agreements/date-agreed.js'
import { channels, environments, programme, type Channel, type Environment } from '../../src/domain/programme.js'

const instantOf = (text: string) => parseDateAgreed(text)?.epochMs ?? t.fail(text) as never

function idsAt (environment: Environment, channel: Channel, at: number): string[] {
  return programme
    .filter(row => row.environments.includes(environment) && row.channels.includes(channel))
    .filter(({ effectiveFrom, effectiveUntil = '9999-12-31' }) =>
      instantOf(effectiveFrom) <= at && at < instantOf(effectiveUntil))
    .map(({ id }) => id)
}

t.test('every row has a rule, a source, a span of time, a scope and a way to satisfy it', async t => {
  for (const { id, rule, source, effectiveFrom, effectiveUntil, satisfiedBy, transactions, ...row } of programme) {
    t.match(rule, /^R\d+$/, id)
    t.match(source, /Partner Center/, id)
    t.match(effectiveFrom, /^\d{4}-\d\d-\d\dT00:00:00Z$/, id)
    if (effectiveUntil !== undefined) t.ok(instantOf(effectiveFrom) < instantOf(effectiveUntil), id)
    for (const list of [satisfiedBy, transactions, row.environments, row.channels, row.clouds]) {
      t.not(list.length, 0, id)
    }
  }
  t.equal(new Set(programme.map(({ id }) => id)).size, programme.length, 'ids are unique')
})

t.test('R5: no row applies to a national cloud', async t => {
  t.same([...new Set(programme.flatMap(row => row.clouds))], ['public'])
})

t.test('R26, R27: seat changes are gated in both directions, and exempt transactions are in no row', async t => {
  for (const { id, transactions, prerequisite } of programme) {
    if (prerequisite === undefined) {
      t.ok(transactions.includes('seatIncrease') && transactions.includes('seatDecrease'), id)
    }
    for (const kind of ['autoRenewal', 'suspend', 'reactivate', 'cancel', 'rename', 'autoRenewToggle'] as const) {
      t.notOk(transactions.includes(kind), `${id}: ${kind}`)
    }
  }
})

// The ids of the rows that apply from each date until the next one.
const newOffers = ['either-agreement', 'new-offers']
const today = ['customer-agreement', 're-acceptance']
type Span = readonly [from: string, ids: readonly string[]]
const spans: ReadonlyArray<readonly [Environment, Channel, readonly Span[]]> = [
  ['production', 'dashboard',
    [['2018-11-07', ['cloud-agreement-dashboard']], ['2019-10-01', newOffers], ['2020-02-01', ['customer-agreement']],
      ['2026-01-21', today]]],
  ['production', 'api',
    [['2019-03-22', ['cloud-agreement-api']], ['2019-10-01', newOffers], ['2020-02-01', ['customer-agreement']],
      ['2026-01-21', today]]],
  ['sandbox', 'dashboard',
    [['2018-11-07', ['cloud-agreement-dashboard-sandbox']], ['2019-08-01', ['either-agreement-dashboard-preview']],
      ['2019-10-01', newOffers], ['2020-02-01', ['customer-agreement']], ['2026-01-21', today]]],
  ['sandbox', 'api',
    [['2019-03-11', ['cloud-agreement-api-sandbox']], ['2019-09-03', ['either-agreement-api-preview']],
      ['2019-10-01', newOffers], ['2020-02-01', ['customer-agreement']], ['2026-01-21', today]]]
]

t.test('the spans cover every environment and channel', async t => {
  t.equal(spans.length, environments.length * channels.length)
})

for (const [environment, channel, rows] of spans) {
  t.test(`R29 to R32, ${environment}, ${channel}: the rows follow one another without a gap or an overlap`, async t => {
    let before: readonly string[] = []
    for (const [from, ids] of rows) {
      t.same(idsAt(environment, channel, instantOf(from) - 1), before, `the last millisecond before ${from}`)
      t.same(idsAt(environment, channel, instantOf(from)), ids, from)
      before = ids
    }
    t.same(idsAt(environment, channel, instantOf('2100-01-01')), before, 'until further notice')
  })
}

t.test('R31: the Cloud Agreement stops counting on the day from which it cannot be confirmed', async t => {
  const template = agreementTemplates.find(({ agreementType }) => agreementType === 'MicrosoftCloudAgreement')
  t.equal(template?.retiredAt, instantOf(programme.find(({ id }) => id === 'customer-agreement')?.effectiveFrom ?? ''))
})
