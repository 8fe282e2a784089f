import { parseDateAgreed } from '../domain/agreements/date-agreed.js'
import { parseGuid } from '../domain/guid.js'
import { ConfigurationError } from '../errors/configuration-error.js'
import { problemOf, type Kind } from '../settings/text-kinds.js'
import { inert } from './listing.js'

/** A GUID in the spellings of .NET, as lower-case bare text. */
export const guid: Kind<string> = { takes: 'a GUID', parse: parseGuid }

/** Text for people on one line. U+FFFD is what bytes that are not UTF-8 become when they are read. */
export const displayName: Kind<string> = {
  takes: 'a name of 1 to 256 visible characters in UTF-8, without control characters',
  parse (text) {
    const isVisible = text.length <= 256 && text.isWellFormed() && /[^\p{Z}\p{C}]/u.test(text)
    return isVisible && !/[\p{Cc}\p{Zl}\p{Zp}\uFFFD]/u.test(text) ? text : undefined
  },
  isPrivate: true
}

/** ISO 3166 alpha-2 in any letter case, as upper-case text. */
export const customerCountry: Kind<string> = {
  takes: 'two letters, such as DE',
  parse: text => /^[a-z]{2}$/i.test(text) ? text.toUpperCase() : undefined
}

/** A day of the calendar, `YYYY-MM-DD`. */
export const day: Kind<string> = {
  takes: 'a day as YYYY-MM-DD',
  parse: text => text.length === 10 && parseDateAgreed(text) !== undefined ? text : undefined
}

/** An id of the Microsoft Partner Network. */
export const mpnId: Kind<string> = {
  takes: 'a number of 1 to 18 digits',
  parse: text => /^\d{1,18}$/.test(text) ? text : undefined
}

/** The region of a CSP enrolment in lower case, because the regions of two partners are compared as texts. */
export const cspRegion: Kind<string> = {
  takes: 'up to 50 letters, digits, spaces and hyphens',
  parse: text => /^[a-z\d][a-z\d -]{0,49}$/i.test(text) ? text.toLowerCase() : undefined
}

/** Values of a token's role claim, separated by commas; repeated values count once. */
export const claimValues: Kind<string[]> = {
  takes: "1 to 100 values of the token's role claim, parted by commas (app roles, group ids or directory role ids)",
  parse (text) {
    const values = [...new Set(text.split(',').map(value => value.trim()).filter(value => value !== ''))]
    return values.length > 0 && values.length <= 100 && values.every(isClaimValue) ? values : undefined
  }
}

function isClaimValue (value: string): boolean {
  return value.length <= 256 && value.isWellFormed() && !/\p{Cc}/u.test(value)
}

/**
 * Reads values from outside, and collects what is wrong with them, a sentence each. Null and blank values count as
 * absent. The result of {@link ValueReader.required} may be used only if nothing is wrong.
 */
export class ValueReader {
  readonly faults: string[] = []
  readonly #values: Readonly<Record<string, unknown>>
  readonly #nameOf: (key: string) => string

  constructor (values: Readonly<Record<string, unknown>>, nameOf: (key: string) => string) {
    this.#values = values
    this.#nameOf = nameOf
  }

  required<Value> (key: string, kind: Kind<Value>): Value {
    if (!this.has(key)) this.faults.push(`${this.#nameOf(key)} is missing: it takes ${kind.takes}.`)
    return this.optional(key, kind) as Value
  }

  optional<Value> (key: string, kind: Kind<Value>): Value | undefined {
    if (!this.has(key)) return undefined
    const given = this.#values[key]
    const value = typeof given === 'string' ? kind.parse(given.trim()) : undefined
    if (value === undefined) this.fault(key, problemWith(kind, given))
    return value
  }

  has (key: string): boolean {
    const given = this.#values[key]
    return given !== undefined && given !== null && !(typeof given === 'string' && given.trim() === '')
  }

  /** Adds a fault; `predicate` completes "<name> ...". */
  fault (key: string, predicate: string): void {
    this.faults.push(`${this.#nameOf(key)} ${predicate}`)
  }

  /** Throws a {@link ConfigurationError} with every fault. */
  check (): void {
    if (this.faults.length > 0) throw new ConfigurationError(this.faults)
  }
}

function problemWith (kind: Kind<unknown>, given: unknown): string {
  if (typeof given === 'string') return inert(problemOf(kind, given))
  const type = Array.isArray(given) ? 'array' : typeof given
  return `is ${kind.isPrivate === true ? 'unfit' : `of type ${type}`}: it takes ${kind.takes}.`
}
