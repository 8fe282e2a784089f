import { parseDateAgreed } from '../agreements/date-agreed.js'
import { clouds, type Cloud } from '../partner.js'
import {
  channels, environments, type AcceptanceKind, type Channel, type Environment, type Programme, type ProgrammeRule
} from '../programme.js'
import { transactionKinds, type TransactionKind } from './transaction.js'

/** A row of the programme with its instants in ms since the epoch. An absent instant is plus or minus infinity. */
export interface DatedRule {
  readonly row: ProgrammeRule
  readonly from: number
  readonly until: number
  readonly acceptedFrom: number
  readonly satisfiedBy: ReadonlyArray<{ readonly acceptance: AcceptanceKind, readonly from: number }>
}

/** An acceptance of any kind, with its date in ms since the epoch. */
export interface Acceptance {
  readonly kind: AcceptanceKind
  readonly acceptedAt: number
}

/** The rules for each kind of transaction. */
export type RulesByKind = ReadonlyMap<TransactionKind, readonly DatedRule[]>

const cache = new WeakMap<Programme, Map<string, RulesByKind>>()

/**
 * Returns the rules for an environment, a channel and a cloud, including rules that have ended or have not begun.
 *
 * Caches the rules of each programme array, so the array must not change: parsing the dates takes most of the time of a
 * decision. Throws a RangeError for an unknown environment, channel or cloud, and for an unreadable date. Without these
 * errors no rule would match, and the gate would be open.
 */
export function datedRules (
  programme: Programme,
  environment: Environment,
  channel: Channel,
  cloud: Cloud
): RulesByKind {
  const key = `${environment} ${channel} ${cloud}`
  const rulesByKey = cache.get(programme) ?? new Map<string, RulesByKind>()
  const cached = rulesByKey.get(key)
  if (cached !== undefined) return cached
  if (!environments.includes(environment)) throw new RangeError(`Unknown environment: ${environment}`)
  if (!channels.includes(channel)) throw new RangeError(`Unknown channel: ${channel}`)
  if (!clouds.includes(cloud)) throw new RangeError(`Unknown cloud: ${cloud}`)
  const rules = programme.map(toDatedRule).filter(({ row }) =>
    row.environments.includes(environment) && row.channels.includes(channel) && row.clouds.includes(cloud))
  const rulesByKind = new Map(transactionKinds.map(kind =>
    [kind, rules.filter(({ row }) => row.transactions.includes(kind))]))
  cache.set(programme, rulesByKey.set(key, rulesByKind))
  return rulesByKind
}

/** Returns whether a rule accepts a kind of acceptance at an instant, whatever the date of the acceptance. */
export function acceptsKind (kind: AcceptanceKind, { satisfiedBy }: DatedRule, at: number): boolean {
  return satisfiedBy.some(({ acceptance, from }) => acceptance === kind && from <= at)
}

/** Returns whether an acceptance satisfies a rule at an instant. */
export function satisfies ({ kind, acceptedAt }: Acceptance, rule: DatedRule, at: number): boolean {
  return acceptedAt >= rule.acceptedFrom && acceptsKind(kind, rule, at)
}

function toDatedRule (row: ProgrammeRule): DatedRule {
  const { effectiveFrom, effectiveUntil, acceptedFrom, satisfiedBy } = row
  return {
    row,
    from: instantOf(effectiveFrom, row),
    until: effectiveUntil === undefined ? Infinity : instantOf(effectiveUntil, row),
    acceptedFrom: acceptedFrom === undefined ? -Infinity : instantOf(acceptedFrom, row),
    satisfiedBy: satisfiedBy.map(({ acceptance, from }) => (
      { acceptance, from: from === undefined ? -Infinity : instantOf(from, row) }
    ))
  }
}

function instantOf (text: string, { id }: ProgrammeRule): number {
  const instant = parseDateAgreed(text)
  if (instant === undefined) throw new RangeError(`The programme row "${id}" has an unreadable date: "${text}"`)
  return instant.epochMs
}
