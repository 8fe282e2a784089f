import t from 'tap'
import { countsFrom } from '../../src/domain/counting-confirmations.js'
import { decideOrderGate } from '../../src/domain/order-gate.js'
import { environments, programme, type Programme } from '../../src/domain/programme.js'
import { confirmed, factsOf } from './order-gate-facts.js'

const types = ['MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement'] as const
const [reAcceptance] = programme.filter(({ id }) => id === 're-acceptance')
const programmes: ReadonlyArray<readonly [name: string, programme: Programme]> = [
  ['the programme', programme],
  ['no rule', []],
  ['two cut-offs', programme.concat({ ...reAcceptance, id: 'later', acceptedFrom: '2025-06-01T12:00:00Z' } as typeof programme[number])],
  ['only direct acceptance', programme.map(rule => ({ ...rule, satisfiedBy: [{ acceptance: 'directAcceptance' as const }] }))],
  ['a kind that begins to count', programme.map(rule => ({ ...rule, satisfiedBy: rule.satisfiedBy.map(way => ({ ...way, from: '2026-02-01' })) }))]
]
const hours = 60 * 60 * 1000
// Around every date of the programmes, and in between.
const dates = [...new Set(programmes.flatMap(([, rules]) => rules).flatMap(({ effectiveFrom, effectiveUntil, acceptedFrom }) => [effectiveFrom, effectiveUntil, acceptedFrom]))]
const instants = dates.flatMap(date => date === undefined ? [] : [-1, 0, 1, 240 * hours].map(offset => Date.parse(date) + offset))

for (const [name, rules] of programmes) {
  t.test(`a confirmation counts exactly where the gate allows a purchase with it alone: ${name}`, async t => {
    const verdicts = { allow: 0, block: 0 }
    const objections: string[] = []
    for (const environment of environments) {
      for (const at of instants) {
        for (const agreementType of types) {
          const first = countsFrom(agreementType, at, environment, rules)
          for (const date of instants.filter(date => date <= at)) {
            const { outcome } = decideOrderGate(factsOf({ environment, confirmations: [confirmed(agreementType, new Date(date).toISOString())] }), at, rules)
            verdicts[outcome]++
            if ((outcome === 'allow') !== (date >= first)) objections.push(`${environment} ${agreementType} of ${new Date(date).toISOString()} at ${new Date(at).toISOString()}: ${outcome}, from ${first}`)
          }
        }
      }
    }
    t.strictSame(objections.slice(0, 5), [])
    t.ok(verdicts.allow > 0 && (rules.length === 0 || verdicts.block > 0), `the control: ${JSON.stringify(verdicts)}`)
  })
}

t.test('a contact that is on file must differ only where its confirmation counts', async t => {
  const at = Date.parse('2026-03-02')
  const needed = (date: string, rules: Programme) => {
    const facts = factsOf({ kind: 'seatIncrease', confirmations: [confirmed('MicrosoftCustomerAgreement', date)] })
    const [remedy] = decideOrderGate(facts, at, rules).remedies
    return remedy?.kind === 'confirmByAttestation' && remedy.differentContactNeeded
  }
  const onlySeats = programme.map(rule => rule.acceptedFrom === undefined ? rule : { ...rule, transactions: ['seatIncrease' as const] })
  t.equal(needed('2022-05-01', programme), false)
  t.equal(needed('2022-05-01', onlySeats), true, 'with it a purchase is allowed, so the same contact again is a duplicate')
})
