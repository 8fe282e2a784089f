import {
  acceptanceStatusOf, type AcceptanceFacts, type AcceptanceState, type InvitationFact
} from '../domain/acceptance/acceptance-status.js'
import { datedRules } from '../domain/order-gate/dated-rules.js'
import type { Environment, Programme } from '../domain/programme.js'

/** The customers of one class of `acceptance_summary` whose invitation can, or can no longer, be accepted. */
export interface ClassPart {
  readonly class: number
  readonly isInvited: boolean
}

/** What decides the states of a partner's customers at an instant (ms since the epoch). */
export interface StateQuestion {
  readonly partner: AcceptanceFacts['partner']
  readonly environment: Environment
  readonly at: number
  readonly programme: Programme
}

// As in the column `class` of acceptance_summary: the classes, and the cut-off that divides dates.
const classes = Array.from({ length: 108 }, (_, number) => number)
const classCutOff = Date.parse('2023-04-01T00:00:00Z')

const cache = new WeakMap<Programme, Map<string, ReadonlyMap<AcceptanceState, readonly ClassPart[]>>>()

/**
 * Returns the classes of customers that can be in a state. All customers in that state are among them. Customers in other
 * states are only among them if the programme has another cut-off than the database's classes.
 */
export function classesInState (state: AcceptanceState, question: StateQuestion): readonly ClassPart[] {
  const { partner, environment, at, programme } = question
  const begun = changesOf(question).filter(change => change <= at).length
  const key = `${environment} ${partner.type} ${partner.cloud} ${begun}`
  const byKey = cache.get(programme) ?? new Map<string, ReadonlyMap<AcceptanceState, readonly ClassPart[]>>()
  cache.set(programme, byKey)
  const parts = byKey.get(key) ?? partsByState(question)
  byKey.set(key, parts)
  return parts.get(state) ?? []
}

function rulesOf ({ partner: { cloud }, environment, programme }: StateQuestion) {
  return datedRules(programme, environment, 'api', cloud).get('newPurchase') ?? []
}

/** The instants at which the rules change: between them a state depends on the customer's records alone. */
function changesOf (question: StateQuestion): number[] {
  return rulesOf(question).flatMap(({ from, until, satisfiedBy }) => [from, until, ...satisfiedBy.map(way => way.from)])
}

function partsByState (question: StateQuestion): Map<AcceptanceState, ClassPart[]> {
  const dates = datesAround([classCutOff, ...rulesOf(question).map(({ acceptedFrom }) => acceptedFrom)])
  const parts = new Map<AcceptanceState, ClassPart[]>()
  for (const number of classes) {
    for (const isInvited of [false, true]) {
      const part = { class: number, isInvited }
      const states = new Set(examplesOf(part, dates, question).map(({ state }) => state))
      for (const state of states) parts.set(state, [...parts.get(state) ?? [], part])
    }
  }
  return parts
}

/** Dates on both sides of each cut-off, two of them, so that either kind of acceptance can be the newer one. */
function datesAround (cutOffs: readonly number[]): number[] {
  const dates = cutOffs.filter(Number.isFinite).flatMap(cutOff => [cutOff - 2, cutOff - 1, cutOff, cutOff + 1])
  return [...new Set(dates)].sort((one, other) => one - other)
}

/** The statuses of customers of a class, one for each place that their dates can have among the cut-offs. */
function examplesOf ({ class: number, isInvited }: ClassPart, dates: readonly number[], question: StateQuestion) {
  const { partner, environment, at, programme } = question
  const datesOf = (level: number) => level === 0
    ? [undefined]
    : dates.filter(date => (date < classCutOff) === (level === 1))
  const isConfirmedNewer = Math.floor(number / 27) % 2 === 1
  const invitation = invitationOf(isInvited, number >= 54)
  const examples = []
  for (const cloud of datesOf(number % 3)) {
    for (const confirmed of datesOf(Math.floor(number / 3) % 3)) {
      for (const accepted of datesOf(Math.floor(number / 9) % 3)) {
        const isNewer = confirmed !== undefined && accepted !== undefined && confirmed >= accepted
        if (isNewer !== isConfirmedNewer) continue
        const facts: AcceptanceFacts = {
          partner,
          customerId: '',
          environment,
          confirmations: [
            ...cloud === undefined ? [] : [confirmationOf('MicrosoftCloudAgreement', cloud)],
            ...confirmed === undefined ? [] : [confirmationOf('MicrosoftCustomerAgreement', confirmed)]
          ],
          directAcceptances: accepted === undefined ? [] : [accepted],
          boughtThroughPartner: false,
          hasBought: false,
          ...invitation === undefined ? {} : { invitation }
        }
        examples.push(acceptanceStatusOf(facts, at, programme))
      }
    }
  }
  return examples
}

function confirmationOf (agreementType: 'MicrosoftCloudAgreement' | 'MicrosoftCustomerAgreement', dateAgreed: number) {
  return { agreementType, dateAgreed, receivedAt: 0 }
}

function invitationOf (isInvited: boolean, isNewestUnanswered: boolean): InvitationFact | undefined {
  if (!isInvited && !isNewestUnanswered) return undefined
  const status = isInvited ? 'sent' : 'expired'
  return { invitationId: '', status, sentAt: 0, expiresAt: 0, openedAt: null, endedAt: null }
}
