import t from 'tap'
import { templateOfId } from '../../src/domain/agreements/agreement-template.js'
import {
  decideOrderGate, type ConfirmationFact, type OrderGateDecision, type OrderGateFacts
} from '../../src/domain/order-gate/decide-order.js'
import { clouds, type PartnerType } from '../../src/domain/partner.js'
import { channels, environments } from '../../src/domain/programme.js'
import { transactionKinds } from '../../src/domain/order-gate/transaction.js'
import { azurePlan, factsOf, mca, mcla, type Case } from './order-gate-facts.js'

// One instant in each era. order-gate-timeline.test.ts tests the first and last instants of the eras.
const instants = [
  '2017-06-01', '2018-10-01', '2018-12-01', '2019-03-15', '2019-06-01', '2019-08-15', '2019-09-15', '2019-12-01',
  '2020-02-02', '2020-03-01', '2024-06-01', '2026-03-02'
].map(date => Date.parse(date))
const partnerTypes: readonly PartnerType[] = ['direct_bill', 'indirect_provider', 'indirect_reseller']
// The acceptances that can exist, in any combination. In eras before its date an acceptance must not count.
const acceptances: readonly Case[] = [
  { confirmations: [mcla('2018-09-01')] },
  { confirmations: [mca('2019-09-01')] },
  { confirmations: [mca('2024-01-01')] },
  { directAcceptances: [Date.parse('2020-02-20')] },
  { directAcceptances: [Date.parse('2025-01-01')] }
]
const subsets = Array.from({ length: 1 << acceptances.length }, (_, set) =>
  acceptances.filter((_, index) => (set >> index & 1) === 1))
const combinations = subsets.map(subset => ({
  confirmations: subset.flatMap(({ confirmations }) => confirmations ?? []),
  directAcceptances: subset.flatMap(({ directAcceptances }) => directAcceptances ?? [])
}))

/**
 * Returns what is wrong with a decision, or false. `withMore` are the decisions about the same facts with one more
 * acceptance.
 */
type Invariant = (
  facts: OrderGateFacts, at: number, decision: OrderGateDecision, withMore: readonly OrderGateDecision[]
) => string | false

interface Walk {
  readonly objections: ReadonlyArray<readonly [name: string, objections: string[]]>
  readonly count: number
}

/** Checks every invariant on every combination of facts. Returns the objections and the number of combinations. */
function walk (invariants: ReadonlyArray<readonly [name: string, Invariant]>): Walk {
  const objections = invariants.map(([name]) => [name, [] as string[]] as const)
  let count = 0
  for (const circumstances of allCircumstances()) {
    for (const at of instants) {
      const facts = combinations.map(combination => factsOf({ ...circumstances, ...combination }))
      const decisions = facts.map(each => decideOrderGate(each, at))
      for (const [set, decision] of decisions.entries()) {
        count++
        const withMore = acceptances.flatMap((_, index) =>
          (set >> index & 1) === 1 ? [] : [decisions[set | 1 << index] as OrderGateDecision])
        for (const [number, [, invariant]] of invariants.entries()) {
          const objection = invariant(facts[set] as OrderGateFacts, at, decision, withMore)
          const found = objections[number]?.[1] ?? []
          if (objection !== false && found.length < 3) {
            const given = `${new Date(at).toISOString()} ${JSON.stringify(facts[set])}`
            found.push(`${objection}: ${given} ${JSON.stringify(decision)}`)
          }
        }
      }
    }
  }
  return { objections, count }
}

function * allCircumstances (): Generator<Case> {
  for (const kind of transactionKinds) {
    for (const type of partnerTypes) {
      for (const cloud of clouds) {
        for (const channel of channels) {
          for (const environment of environments) {
            for (const product of ['', azurePlan]) yield { kind, type, cloud, channel, environment, product }
          }
        }
      }
    }
  }
}

const remedyOrder = ['confirmByAttestation', 'inviteDirectAcceptance', 'indirectProviderConfirms']

function shapeProblem (decision: OrderGateDecision, at: number): string | false {
  const { outcome, satisfiedBy, reason, rules, since, lines, remedies } = decision
  if (lines.length !== 1 || lines[0]?.outcome !== outcome || lines[0].reason !== reason) {
    return 'the line and the transaction have different outcomes'
  }
  if (outcome === 'allow') {
    if (reason !== undefined || remedies.length > 0) return 'an allowed transaction with a reason or a remedy'
    if (satisfiedBy.kind === 'notGated') {
      const isWrong = satisfiedBy.because === undefined || rules.length > 0 || since !== null
      return isWrong && 'an ungated transaction without its reason, or with rules'
    }
    const isWrong = rules.length === 0 || since === null || since > at || satisfiedBy.acceptedAt > at
    return isWrong && 'an allowed transaction without its grounds'
  }
  if (satisfiedBy !== undefined || reason === undefined) return 'a blocked transaction without its reason'
  if (rules.length === 0 || rules.some(rule => !/^R\d+$/.test(rule)) || since === null || since > at) {
    return 'a blocked transaction without its grounds'
  }
  const order = remedies.map(({ kind }) => remedyOrder.indexOf(kind))
  const isWrong = order.length !== 2 || order.some((position, index) => position < (order[index - 1] ?? 0))
  return isWrong && 'remedies missing or out of order'
}

function uselessRemedy (facts: OrderGateFacts, at: number, { remedies }: OrderGateDecision): string | false {
  for (const remedy of remedies) {
    if (remedy.kind === 'indirectProviderConfirms' || (remedy.kind === 'inviteDirectAcceptance' && !remedy.available)) {
      continue
    }
    const remedied = remedy.kind === 'inviteDirectAcceptance'
      ? { ...facts, directAcceptances: [...facts.directAcceptances, at] }
      : { ...facts, confirmations: [...facts.confirmations, confirmationOf(remedy.templateId, at)] }
    if (decideOrderGate(remedied, at).outcome === 'block') return `${remedy.kind} does not help`
  }
  return false
}

function confirmationOf (templateId: string, at: number): ConfirmationFact {
  const agreementType = templateOfId(templateId)?.agreementType ?? 'MicrosoftCloudAgreement'
  return { agreementType, dateAgreed: at, receivedAt: at }
}

const { objections, count } = walk([
  ['every decision has the documented shape', (_facts, at, decision) => shapeProblem(decision, at)],
  ['every decision agrees with a second implementation of the programme',
    (facts, at, { outcome }) => outcome !== expected(facts, at) && 'not the outcome of the second implementation'],
  ['one more acceptance never turns an allow into a block',
    (_facts, _at, { outcome }, withMore) =>
      outcome === 'allow' && withMore.some(more => more.outcome === 'block') && 'one more acceptance blocks'],
  ['every available remedy turns the block into an allow', uselessRemedy]
])

t.test('the checks cover every combination of facts and eras', async t => {
  t.equal(count, 16 * 3 * 4 * 2 * 2 * 2 * 12 * 32)
})
for (const [name, found] of objections) t.test(name, async t => t.same(found, []))

t.test('the order of the acceptances makes no difference', async t => {
  const everything = combinations.at(-1) as Pick<OrderGateFacts, 'confirmations' | 'directAcceptances'>
  const sameDay = {
    confirmations: [mcla('2019-05-01'), mca('2019-05-01')],
    directAcceptances: [Date.parse('2019-05-01'), Date.parse('2024-01-01')]
  }
  for (const { confirmations, directAcceptances } of [everything, sameDay]) {
    for (const at of instants) {
      const facts = factsOf({ confirmations, directAcceptances })
      const reversed = {
        ...facts, confirmations: confirmations.toReversed(), directAcceptances: directAcceptances.toReversed()
      }
      t.same(decideOrderGate(reversed, at), decideOrderGate(facts, at), new Date(at).toISOString())
    }
  }
})

/** A second implementation of the programme (R5, R13, R19, R26 to R32), without the table of rows. */
function expected (
  { partner, environment, channel, transaction, confirmations, directAcceptances }: OrderGateFacts,
  at: number
): 'allow' | 'block' {
  const [{ kind, prerequisites } = { kind: 'rename', prerequisites: [] as readonly string[] }] = transaction.lines
  const day = new Date(at).toISOString()
  const isChange = kind === 'termChange' || kind === 'billingChange'
  const exempt = ['autoRenewal', 'suspend', 'reactivate', 'cancel', 'rename', 'autoRenewToggle']
  if (partner.cloud !== 'public' || exempt.includes(kind)) return 'allow'
  if (isChange && day < '2026-01-21') return 'allow'
  const required = channel === 'dashboard' ? '2018-11-07' : environment === 'sandbox' ? '2019-03-11' : '2019-03-22'
  if (day < required) return 'allow'
  const cutOff = day >= '2026-01-21' ? Date.parse('2023-04-01') : 0
  const has = (type: string) => confirmations.some(({ agreementType, dateAgreed }) =>
    agreementType === type && dateAgreed <= at && dateAgreed >= cutOff)
  const [hasCloud, hasCustomer] = [has('MicrosoftCloudAgreement'), has('MicrosoftCustomerAgreement')]
  const hasDirect = day >= '2020-02-03' && directAcceptances.some(date => date <= at && date >= cutOff)
  if (day >= '2020-02-01') return hasCustomer || hasDirect ? 'allow' : 'block'
  const previewed = environment === 'production' ? '2019-10-01' : channel === 'dashboard' ? '2019-08-01' : '2019-09-03'
  const seatsOrRenewal = ['seatIncrease', 'seatDecrease', 'manualRenewal'].includes(kind)
  if (day >= '2019-10-01' && prerequisites.includes('MicrosoftCustomerAgreement') && !seatsOrRenewal) {
    return hasCustomer ? 'allow' : 'block'
  }
  return hasCloud || (day >= previewed && hasCustomer) ? 'allow' : 'block'
}
