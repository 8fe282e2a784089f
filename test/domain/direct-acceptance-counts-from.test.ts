import t from 'tap'
import { asOf, isDirectlyAccepted } from '../../src/domain/acceptance/direct-acceptance.js'
import { environments, programme, type Programme } from '../../src/domain/programme.js'

// SQL statements compare with the date of asOf, and the domain decides with isDirectlyAccepted. Both must agree.
const fixedDates = ['2020-02-02', '2023-03-31', '2023-04-01'].map(date => Date.parse(date))
const day = 24 * 60 * 60 * 1000
const [purchases] = programme.filter(({ id }) => id === 're-acceptance') as [Programme[number]]
const programmes: ReadonlyArray<readonly [name: string, Programme]> = [
  ['the programme of today', programme],
  ['an empty programme', []],
  ['a programme without a cut-off', programme.filter(({ id }) => id !== 're-acceptance')],
  ['a programme that ends',
    programme.map(row => ({ ...row, effectiveUntil: row.effectiveUntil ?? '2026-06-01T00:00:00Z' }))],
  ['a programme that direct acceptance never satisfies',
    [{ ...purchases, satisfiedBy: [{ acceptance: 'MicrosoftCustomerAgreement' }] }]],
  ['a programme that direct acceptance satisfies later',
    [{ ...purchases, satisfiedBy: [{ acceptance: 'directAcceptance', from: '2026-09-01T00:00:00Z' }] }]],
  ['a programme with a row for some products',
    [...programme, { ...purchases, id: 'some', prerequisite: 'x', acceptedFrom: '2026-08-01T00:00:00Z' }]]
]

for (const [name, rows] of programmes) {
  t.test(`${name}: asOf and isDirectlyAccepted agree at every instant`, async t => {
    const differing: string[] = []
    for (const environment of environments) {
      for (let at = Date.parse('2018-06-01'); at < Date.parse('2027-01-01'); at += 13 * day) {
        const { acceptedFrom } = asOf(new Date(at), environment, rows)
        for (const acceptedAt of [acceptedFrom - 1, acceptedFrom, ...fixedDates, at]) {
          if (!Number.isFinite(acceptedAt) || acceptedAt > at) continue
          if (isDirectlyAccepted([acceptedAt], at, environment, rows) !== (acceptedAt >= acceptedFrom)) {
            differing.push(`${new Date(acceptedAt).toISOString()} at ${new Date(at).toISOString()}`)
          }
        }
      }
    }
    t.strictSame(differing, [])
  })
}

t.test('asOf returns a date, -Infinity and Infinity, each at some instant', async t => {
  const at = Date.parse('2026-03-01')
  t.strictSame(asOf(new Date(at), 'production', programme).acceptedFrom, Date.parse('2023-04-01'))
  t.strictSame(asOf(new Date('2025-01-01'), 'production', programme).acceptedFrom, -Infinity)
  t.strictSame(asOf(new Date('2019-01-01'), 'production', programme).acceptedFrom, Infinity)
})
