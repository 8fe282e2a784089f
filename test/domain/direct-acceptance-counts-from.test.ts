import t from 'tap'
import { asOf, isDirectlyAccepted } from '../../src/domain/acceptance-status.js'
import { environments, programme, type Programme } from '../../src/domain/programme.js'

// What is asked of PostgreSQL as a date, and of known acceptances as a decision of the gate, must be the same.
const day = 24 * 60 * 60 * 1000
const [purchases] = programme.filter(({ id }) => id === 're-acceptance') as [Programme[number]]
const programmes: ReadonlyArray<readonly [what: string, Programme]> = [
  ['today\'s', programme],
  ['none', []],
  ['one without a cut-off', programme.filter(({ id }) => id !== 're-acceptance')],
  ['one that ends', programme.map(row => ({ ...row, effectiveUntil: row.effectiveUntil ?? '2026-06-01T00:00:00Z' }))],
  ['one that direct acceptance never satisfies', [{ ...purchases, satisfiedBy: [{ acceptance: 'MicrosoftCustomerAgreement' }] }]],
  ['one that it satisfies later', [{ ...purchases, satisfiedBy: [{ acceptance: 'directAcceptance', from: '2026-09-01T00:00:00Z' }] }]],
  ['one about some products', [...programme, { ...purchases, id: 'some', prerequisite: 'x', acceptedFrom: '2026-08-01T00:00:00Z' }]]
]

for (const [what, rows] of programmes) {
  t.test(`${what} programme: an acceptance counts from the date that is said, whenever one looks`, async t => {
    const differing: string[] = []
    for (const environment of environments) {
      for (let at = Date.parse('2018-06-01'); at < Date.parse('2027-01-01'); at += 13 * day) {
        const { acceptedFrom } = asOf(new Date(at), environment, rows)
        for (const acceptedAt of [acceptedFrom - 1, acceptedFrom, Date.parse('2020-02-02'), Date.parse('2023-03-31'), Date.parse('2023-04-01'), at]) {
          if (!Number.isFinite(acceptedAt) || acceptedAt > at) continue
          if (isDirectlyAccepted([acceptedAt], at, environment, rows) !== (acceptedAt >= acceptedFrom)) differing.push(`${new Date(acceptedAt).toISOString()} at ${new Date(at).toISOString()}`)
        }
      }
    }
    t.strictSame(differing, [])
  })
}

t.test('the control: both sides occur', async t => {
  const at = Date.parse('2026-03-01')
  t.strictSame(asOf(new Date(at), 'production', programme).acceptedFrom, Date.parse('2023-04-01'))
  t.strictSame(asOf(new Date('2025-01-01'), 'production', programme).acceptedFrom, -Infinity)
  t.strictSame(asOf(new Date('2019-01-01'), 'production', programme).acceptedFrom, Infinity)
})
