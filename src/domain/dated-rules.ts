import { parseDateAgreed } from './date-agreed.js'
import { clouds, type Cloud } from './partner.js'
import { channels, environments, type AcceptanceKind, type Channel, type Environment, type ProgrammeRule } from './programme.js'
import { transactionKinds, type TransactionKind } from './transaction.js'

/** A row of the programme with its instants in ms since the epoch; those that are absent lie infinitely far away. */
export interface DatedRule {
  readonly row: ProgrammeRule
  readonly from: number
  readonly until: number
  readonly acceptedFrom: number
  readonly ways: ReadonlyArray<{ readonly acceptance: AcceptanceKind, readonly from: number }>
}

/** An acceptance of any kind and its date, in ms since the epoch. */
export interface Acceptance {
  readonly kind: AcceptanceKind
  readonly acceptedAt: number
}

/** The rows about each kind of transaction. */
export type RulesByKind = ReadonlyMap<TransactionKind, readonly DatedRule[]>

const known = new WeakMap<readonly ProgrammeRule[], Map<string, RulesByKind>>()

/**
 * The rows for an environment, a channel and a cloud, whenever they apply. Remembered for each programme, which must
 * not change: preparing them is most of what a decision would cost. Throws a RangeError for words that the programme
 * does not know, and for a row with an unreadable date: either would find no rule, and open the gate.
 */
export function datedRules (programme: readonly ProgrammeRule[], environment: Environment, channel: Channel, cloud: Cloud): RulesByKind {
  const place = `${environment} ${channel} ${cloud}`
  const places = known.get(programme) ?? new Map<string, RulesByKind>()
  const remembered = places.get(place)
  if (remembered !== undefined) return remembered
  if (!environments.includes(environment) || !channels.includes(channel) || !clouds.includes(cloud)) throw new RangeError(`The programme knows no such place: ${place}`)
  const rules = programme.map(toDatedRule).filter(({ row }) => row.environments.includes(environment) && row.channels.includes(channel) && row.clouds.includes(cloud))
  const byKind = new Map(transactionKinds.map(kind => [kind, rules.filter(({ row }) => row.transactions.includes(kind))]))
  known.set(programme, places.set(place, byKind))
  return byKind
}

/** Whether acceptances of a kind can satisfy a rule at an instant, if they are recent enough. */
export function isAccepted (kind: AcceptanceKind, { ways }: DatedRule, at: number): boolean {
  return ways.some(({ acceptance, from }) => acceptance === kind && from <= at)
}

/** Whether an acceptance satisfies a rule at an instant. */
export function satisfies ({ kind, acceptedAt }: Acceptance, rule: DatedRule, at: number): boolean {
  return acceptedAt >= rule.acceptedFrom && isAccepted(kind, rule, at)
}

function toDatedRule (row: ProgrammeRule): DatedRule {
  const { effectiveFrom, effectiveUntil, acceptedFrom, satisfiedBy } = row
  return {
    row,
    from: instantOf(effectiveFrom, row),
    until: effectiveUntil === undefined ? Infinity : instantOf(effectiveUntil, row),
    acceptedFrom: acceptedFrom === undefined ? -Infinity : instantOf(acceptedFrom, row),
    ways: satisfiedBy.map(({ acceptance, from }) => ({ acceptance, from: from === undefined ? -Infinity : instantOf(from, row) }))
  }
}

function instantOf (text: string, { id }: ProgrammeRule): number {
  const instant = parseDateAgreed(text)
  if (instant === undefined) throw new RangeError(`The row "${id}" of the programme has an unreadable date: "${text}"`)
  return instant.epochMs
}
