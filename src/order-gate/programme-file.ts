import { ConfigurationError } from '../errors/configuration-error.js'
import { parseDateAgreed } from '../domain/agreements/date-agreed.js'
import { clouds } from '../domain/partner.js'
import { acceptanceKinds, channels, environments, programme, type ProgrammeRule } from '../domain/programme.js'
import { transactionKinds } from '../domain/order-gate/transaction.js'
import { instant, listOf, objectOf, oneOf, quoted, someOf, text, type Check, type Report } from './json-checks.js'
import { readLocatedJson, type Path } from './located-json.js'

const ways = someOf(objectOf({ acceptance: oneOf(acceptanceKinds), from: instant }, { optional: [], required: ['acceptance'] }))

const members: Readonly<Record<keyof ProgrammeRule, Check>> = {
  id: text,
  rule: text,
  effectiveFrom: instant,
  effectiveUntil: instant,
  environments: someOf(oneOf(environments)),
  channels: someOf(oneOf(channels)),
  clouds: someOf(oneOf(clouds)),
  transactions: someOf(oneOf(transactionKinds)),
  prerequisite: text,
  satisfiedBy: ways,
  acceptedFrom: instant,
  source: text
}
const optional = ['effectiveUntil', 'prerequisite', 'acceptedFrom']
const changedRow = objectOf(members, { optional, required: ['id'] })
const newRow = objectOf(members, { optional, required: Object.keys(members).filter(name => !optional.includes(name)), why: ': no row has its id yet, so it must be complete' })
const row: Check = (value, path, report) => { (isKnown((value as { id?: unknown } | null)?.id) ? changedRow : newRow)(value, path, report) }
const file = objectOf({ rows: listOf(row), remove: listOf(text) }, { optional: [], required: [] })

type Row = { readonly [Name in keyof ProgrammeRule]?: ProgrammeRule[Name] | null } & { readonly id: string }

/** What a file says, once nothing is wrong with it. Null takes a member away from a row. */
interface ProgrammeFile {
  readonly rows?: readonly Row[]
  readonly remove?: readonly string[]
}

/**
 * The programme as an operator's JSON file has it: rows of `rows` change those of the same id, member by member, or are
 * added; those named in `remove` are taken away. Throws a {@link ConfigurationError} that names every fault by its line.
 */
export function readProgramme (json: string): readonly ProgrammeRule[] {
  const { value, lineOf, repeated } = readLocatedJson(json)
  const faults: Array<{ readonly line: number, readonly sentence: string }> = []
  const report: Report = (path, predicate) => {
    const line = lineOf(path)
    faults.push({ line, sentence: `line ${line}: ${nameOf(path)} ${predicate}` })
  }
  for (const path of repeated) report(path, 'is there twice')
  file(value, [], report)
  if (faults.length === 0) checkIds(value as ProgrammeFile, report)
  const changed = faults.length === 0 ? changedProgramme(value as ProgrammeFile, report) : []
  if (faults.length > 0) throw new ConfigurationError(faults.sort((one, other) => one.line - other.line).map(({ sentence }) => sentence))
  return changed
}

function changedProgramme ({ rows = [], remove = [] }: ProgrammeFile, report: Report): ProgrammeRule[] {
  const rules = new Map(programme.map(rule => [rule.id, rule]))
  for (const [index, row] of rows.entries()) {
    const rule = Object.fromEntries(Object.entries({ ...rules.get(row.id), ...row }).filter(([, member]) => member !== null)) as unknown as ProgrammeRule
    const { effectiveFrom, effectiveUntil } = rule
    if (effectiveUntil !== undefined && instantOf(effectiveUntil) <= instantOf(effectiveFrom)) {
      report(['rows', index, row.effectiveUntil === undefined ? 'effectiveFrom' : 'effectiveUntil'], `leaves the row no time: it would apply from ${effectiveFrom} until ${effectiveUntil}`)
    }
    rules.set(row.id, rule)
  }
  for (const id of remove) rules.delete(id)
  return [...rules.values()]
}

function checkIds ({ rows = [], remove = [] }: ProgrammeFile, report: Report): void {
  const ids = rows.map(({ id }) => id)
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) < index) report(['rows', index, 'id'], `is that of rows[${ids.indexOf(id)}] too`)
  }
  for (const [index, id] of remove.entries()) {
    if (!isKnown(id)) report(['remove', index], `is ${quoted(id)}, which is no row: rows are ${programme.map(rule => rule.id).join(', ')}`)
    else if (ids.includes(id)) report(['remove', index], `is changed by rows[${ids.indexOf(id)}] too`)
  }
}

function isKnown (id: unknown): boolean {
  return programme.some(rule => rule.id === id)
}

function instantOf (text: string): number {
  return parseDateAgreed(text)?.epochMs ?? NaN
}

function nameOf (path: Path): string {
  if (path.length === 0) return 'the file'
  return path.map((part, index) => typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`).join('')
}
