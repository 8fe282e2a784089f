import { isIP } from 'node:net'
import type { Config } from './config.js'
import { isLoopback } from './http/loopback.js'
import { misspelledSettings, type MisspelledSetting } from './misspelled-settings.js'

/** The variables of a process; empty ones count as absent. */
export type Environment = Readonly<Record<string, string | undefined>>

const libpqVariables = ['PGHOST', 'PGDATABASE', 'PGUSER', 'PGPASSWORD']

/** Reads settings one by one, and remembers what is wrong with each, so that all of it can be told at once. */
export class EnvironmentReader {
  readonly #environment: Environment
  readonly #asked = new Set<string>()
  readonly faults: string[] = []

  constructor (environment: Environment) {
    this.#environment = environment
  }

  fault (sentence: string): undefined {
    this.faults.push(sentence)
    return undefined
  }

  text (name: string): string | undefined {
    this.#asked.add(name)
    const value = this.#environment[name]
    return value === undefined || value.trim() === '' ? undefined : value.trim()
  }

  /** Texts without white space or quotation marks, by commas. A separator of another kind would make one text of all. */
  words (name: string): string[] {
    const given = this.list(name)
    for (const one of given) if (/[\s"';]/.test(one)) this.fault(`${name} has "${one}": it takes values without spaces or quotation marks, separated by commas.`)
    return given
  }

  /** Visible ASCII characters, as a header can hold them. */
  headerText (name: string): string | undefined {
    const given = this.text(name)
    return given === undefined || /^[!-~]{1,64}$/.test(given) ? given : this.fault(`${name} takes 1 to 64 visible ASCII characters.`)
  }

  list (name: string): string[] {
    return (this.text(name) ?? '').split(',').map(item => item.trim()).filter(item => item !== '')
  }

  flag (name: string, otherwise: boolean): boolean {
    const value = this.oneOf(name, ['true', 'false', '1', '0'])
    return value === undefined ? otherwise : value === 'true' || value === '1'
  }

  oneOf<Value extends string> (name: string, values: readonly Value[]): Value | undefined {
    const given = this.text(name)
    if (given === undefined) return undefined
    const value = values.find(value => value === given)
    return value ?? this.fault(`${name} is "${given}": it takes ${values.join(', ')}.`)
  }

  /** A number of requests a minute; 0 is no limit. */
  perMinute (name: string, otherwise: number): number {
    const given = this.text(name) ?? String(otherwise)
    if (!/^\d{1,9}$/.test(given)) this.fault(`${name} is "${given}": it takes a number of requests a minute, or 0 for no limit.`)
    return Number(given)
  }

  port (): number {
    const given = this.text('PORT') ?? '8080'
    if (given !== '0' && !isPort(given)) this.fault(`PORT is "${given}": it takes a number from 0 to 65535.`)
    return Number(given)
  }

  /** Variables that look like misspelled settings, among all settings that were read so far. */
  misspelled (): MisspelledSetting[] {
    return misspelledSettings(this.#environment, this.#asked)
  }

  /**
   * A URL without a trailing slash, query or credentials. http is for this machine itself, where nobody reads along, and
   * with `anyHost` for other hosts too.
   */
  webUrl (name: string, { anyHost = false } = {}): string | undefined {
    const given = this.text(name)
    if (given === undefined) return undefined
    const url = /^https?:\/\//i.test(given) && URL.canParse(given) ? new URL(given) : undefined
    // Not repeated: it may hold a password.
    if (given.includes('@')) return this.fault(`${name} must not contain credentials.`)
    if (url === undefined || /[?#\s]/.test(given)) return this.fault(`${name} is "${given}": it takes an http or https URL.`)
    if (url.protocol === 'http:' && !anyHost && !isLoopback(url.hostname)) return this.fault(`${name} is "${given}": it must begin with https://, as http is for this machine itself.`)
    return url.href.replace(/\/+$/, '')
  }

  /** Tokens go there, so the way must be encrypted, unless it never leaves the machine. */
  partnerCenterUrl (): string | undefined {
    const given = this.text('PARTNER_CENTER_URL')
    if (given === undefined) return undefined
    const url = URL.canParse(given) ? new URL(given) : undefined
    const isLocal = url !== undefined && isLoopback(url.hostname)
    const isOrigin = url !== undefined && url.href === `${url.origin}/`
    if (!isOrigin || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) return this.fault('PARTNER_CENTER_URL takes an https origin, for example https://api.partnercenter.microsoft.com (http only to this machine itself).')
    return url.origin
  }

  smtp (): Config['smtp'] {
    const smtpUrl = this.smtpUrl()
    const mailFrom = this.text('MAIL_FROM')
    if (mailFrom !== undefined && !/^(?:[^<>\p{Cc}]* <)?[^\s<>@,;]+@[^\s<>@,;]+>?$/u.test(mailFrom)) return this.fault('MAIL_FROM takes an address, for example Agreements <agreements@example.com>.')
    if (this.text('SMTP_URL') === undefined && mailFrom === undefined) return undefined
    if (this.text('SMTP_URL') === undefined) return this.fault('SMTP_URL is missing: MAIL_FROM alone sends no mail.')
    if (mailFrom === undefined) return this.fault('MAIL_FROM is missing: mail through SMTP_URL must come from somebody.')
    return smtpUrl === undefined ? undefined : { smtpUrl, mailFrom }
  }

  smtpUrl (): string | undefined {
    const given = this.text('SMTP_URL')
    if (given === undefined) return undefined
    const url = URL.canParse(given) ? new URL(given) : undefined
    // Not repeated: it may hold a password.
    if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '' || !['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') return this.fault('SMTP_URL takes smtps://user:password@host:port, or smtp:// with STARTTLS.')
    return url.href
  }

  acceptanceClient (): Config['acceptanceClient'] {
    const [clientId, clientSecret] = [this.text('ACCEPTANCE_CLIENT_ID'), this.text('ACCEPTANCE_CLIENT_SECRET')]
    if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret }
    if (clientId !== undefined || clientSecret !== undefined) this.fault('ACCEPTANCE_CLIENT_ID and ACCEPTANCE_CLIENT_SECRET go together: one of them is missing.')
    return undefined
  }

  networks (name: string): string[] {
    const given = this.list(name)
    for (const one of given) if (!isNetwork(one)) this.fault(`${name} has "${one}": it takes IP addresses and CIDRs, for example 10.0.0.0/8, by commas.`)
    return given
  }

  key (name: string): Uint8Array | undefined {
    const given = this.text(name)
    if (given === undefined) return undefined
    // Buffer.from skips what is not base64, so that a sentence would become a short key.
    if (!/^[\w+/-]+={0,2}$/.test(given)) return this.fault(`${name} is not base64: make one with \`openssl rand -base64 32\`.`)
    const key = Buffer.from(given, 'base64')
    return key.length >= 32 ? key : this.fault(`${name} is too short: it takes base64 of at least 32 bytes; make one with \`openssl rand -base64 32\`.`)
  }

  databaseUrl (): string | undefined {
    const url = this.text('DATABASE_URL')
    if (url !== undefined) {
      if (URL.canParse(url) && ['postgres:', 'postgresql:'].includes(new URL(url).protocol)) return url
      return this.fault('DATABASE_URL is not a postgres:// URL.')
    }
    const missing = libpqVariables.filter(name => this.text(name) === undefined)
    if (missing.length === libpqVariables.length) return undefined
    if (missing.length > 0) return this.fault(`The database settings are half set: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing (or set DATABASE_URL alone).`)
    const port = this.text('PGPORT') ?? '5432'
    if (!isPort(port)) return this.fault(`PGPORT is "${port}": it takes a number from 1 to 65535.`)
    const [host, database, user, password] = libpqVariables.map(name => encodeURIComponent(this.text(name) as string))
    return `postgres://${user}:${password}@${host}:${port}/${database}`
  }
}

function isPort (text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535
}

/** An IP address, with or without the length of a prefix. Never all of the Internet: anybody could then say anything. */
function isNetwork (text: string): boolean {
  const [address = '', length, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || more.length > 0) return false
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128))
}
