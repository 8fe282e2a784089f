import { parseDateAgreed } from '../domain/agreements/date-agreed.js'
import type { Path } from './located-json.js'

// TypeBox was tried instead of these checks. It stops at 8 errors unless the whole process is told otherwise, and
// turning its errors into sentences that name the members took more lines than the checks themselves.

/** Takes a fault; `predicate` goes on from the value's name. */
export type Report = (path: Path, predicate: string) => void

/** Reports every fault of a value, and of what is in it. */
export type Check = (value: unknown, path: Path, report: Report) => void

/** Any text that can be seen. */
export const text: Check = (value, path, report) => {
  if (typeof value !== 'string' || value.trim() === '') report(path, 'must be text')
}

/** An instant in the spellings of ISO 8601; without a zone it is UTC. */
export const instant: Check = (value, path, report) => {
  if (typeof value !== 'string' || parseDateAgreed(value) === undefined) report(path, 'is not an ISO 8601 date-time')
}

/** One of some words, exactly. */
export function oneOf (words: readonly string[]): Check {
  return (value, path, report) => {
    if (!words.includes(value as string)) report(path, `is ${quoted(value)}: it takes ${words.join(', ')}`)
  }
}

/** A list, each item of which is checked. */
export function listOf (item: Check): Check {
  return (value, path, report) => {
    if (!Array.isArray(value)) report(path, 'must be a list')
    else for (const [index, one] of value.entries()) item(one, [...path, index], report)
  }
}

/** A list of at least one item, each of which is checked. */
export function someOf (item: Check): Check {
  return (value, path, report) => {
    if (Array.isArray(value) && value.length === 0) report(path, 'must not be empty')
    else listOf(item)(value, path, report)
  }
}

/** Which members of an object may be null, and which must be there; `why` goes on from "lacks ...". */
export interface Presence {
  readonly optional: readonly string[]
  readonly required: readonly string[]
  readonly why?: string
}

/** An object of these members and no others. */
export function objectOf (members: Readonly<Record<string, Check>>, { optional, required, why = '' }: Presence): Check {
  return (value, path, report) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      report(path, 'must be an object')
      return
    }
    const missing = required.filter(name => !Object.hasOwn(value, name))
    if (missing.length > 0) report(path, `lacks ${missing.join(', ')}${why}`)
    for (const [name, member] of Object.entries(value)) {
      const check = Object.hasOwn(members, name) ? members[name] : undefined
      if (check === undefined) report([...path, name], `is unknown: members are ${Object.keys(members).join(', ')}`)
      else if (member !== null || !optional.includes(name)) check(member, [...path, name], report)
    }
  }
}

/** A value as a fault repeats it, in short. */
export function quoted (value: unknown): string {
  const json = JSON.stringify(value)
  return json.length > 60 ? `${json.slice(0, 60)}...` : json
}
