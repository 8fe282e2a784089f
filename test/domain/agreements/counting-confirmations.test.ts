import t from 'tap'
import { countsFrom } from '../../../src/domain/agreements/counting-confirmations.js'
import { decideOrderGate } from '../../../src/domain/order-gate/decide-order.js'
import { environments, programme, type Programme, type ProgrammeRule } from '../../../src/domain/programme.js'
import { confirmed, factsOf } from '../order-gate-facts.js'

const types = ['MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement'] as const
const [reAcceptance] = programme.filter(({ id }) => id === 're-acceptance') as [ProgrammeRule]
const programmes: ReadonlyArray<readonly [name: string, programme: Programme]> = [
  ['the programme', programme],
  ['no rule', []],
  ['two cut-offs', [...programme, { ...reAcceptance, id: 'later', acceptedFrom: '2025-06-01T12:00:00Z' }]],
  ['only direct acceptance',
    programme.map(rule => ({ ...rule, satisfiedBy: [{ acceptance: 'directAcceptance' }] }))],
  ['a kind that begins to count',
    programme.map(rule => ({ ...rule, satisfiedBy: rule.satisfiedBy.map(way => ({ ...way, from: '2026-02-01' })) }))]
]
const hours = 60 * 60 * 1000
// Instants around every date of the programmes, and 10 days after each date.
const allRules = programmes.flatMap(([, rules]) => rules)
const dates = new Set(allRules.flatMap(rule => [rule.effectiveFrom, rule.effectiveUntil, rule.acceptedFrom]))
const instants = [...dates].flatMap(date =>
  date === undefined ? [] : [-1, 0, 1, 240 * hours].map(offset => Date.parse(date) + offset))

for (const [name, rules] of programmes) {
  t.test(`a confirmation counts exactly if the gate allows a purchase with it alone: ${name}`, async t => {
    const verdicts = { allow: 0, block: 0 }
    const objections: string[] = []
    for (const environment of environments) {
      for (const at of instants) {
        for (const agreementType of types) {
          const first = countsFrom(agreementType, at, environment, rules)
          for (const date of instants.filter(date => date <= at)) {
            const acceptedAt = new Date(date).toISOString()
            const facts = factsOf({ environment, confirmations: [confirmed(agreementType, acceptedAt)] })
            const { outcome } = decideOrderGate(facts, at, rules)
            verdicts[outcome]++
            if ((outcome === 'allow') === (date >= first)) continue
            const decided = `${outcome} at ${new Date(at).toISOString()}`
            objections.push(`${environment} ${agreementType} of ${acceptedAt}: ${decided}, counts from ${first}`)
          }
        }
      }
    }
    t.strictSame(objections.slice(0, 5), [])
    const haveBothOccurred = verdicts.allow > 0 && (rules.length === 0 || verdicts.block > 0)
    t.ok(haveBothOccurred, `both outcomes occur: ${JSON.stringify(verdicts)}`)
  })
}

t.test('a remedy requires a different contact only if the existing confirmation counts', async t => {
  const at = Date.parse('2026-03-02')
  const needed = (date: string, rules: Programme) => {
    const facts = factsOf({ kind: 'seatIncrease', confirmations: [confirmed('MicrosoftCustomerAgreement', date)] })
    const [remedy] = decideOrderGate(facts, at, rules).remedies
    return remedy?.kind === 'confirmByAttestation' && remedy.differentContactNeeded
  }
  const onlySeats = programme.map((rule): ProgrammeRule =>
    rule.acceptedFrom === undefined ? rule : { ...rule, transactions: ['seatIncrease'] })
  t.equal(needed('2022-05-01', programme), false)
  // The old confirmation still allows a purchase, so the same contact would be a duplicate.
  t.equal(needed('2022-05-01', onlySeats), true)
})
