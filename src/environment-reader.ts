import { isIP } from 'node:net'
import type { Config } from './config.js'

/** The variables of a process; empty ones count as absent. */
export type Environment = Readonly<Record<string, string | undefined>>

const libpqVariables = ['PGHOST', 'PGDATABASE', 'PGUSER', 'PGPASSWORD']

/** Reads settings one by one, and remembers what is wrong with each, so that all of it can be told at once. */
export class EnvironmentReader {
  readonly #environment: Environment
  readonly faults: string[] = []

  constructor (environment: Environment) {
    this.#environment = environment
  }

  fault (sentence: string): undefined {
    this.faults.push(sentence)
    return undefined
  }

  text (name: string): string | undefined {
    const value = this.#environment[name]
    return value === undefined || value.trim() === '' ? undefined : value.trim()
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

  port (): number {
    const given = this.text('PORT') ?? '8080'
    if (!/^\d{1,5}$/.test(given) || Number(given) > 65_535) this.fault(`PORT is "${given}": it takes a number from 0 to 65535.`)
    return Number(given)
  }

  origin (name: string): string | undefined {
    const given = this.text(name)
    if (given === undefined) return undefined
    const url = URL.canParse(given) ? new URL(given) : undefined
    if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '') return this.fault(`${name} is "${given}": it takes an http or https URL.`)
    return given.replace(/\/+$/, '')
  }

  /** Tokens go there, so the way must be encrypted, unless it never leaves the machine. */
  partnerCenterUrl (): string | undefined {
    const given = this.text('PARTNER_CENTER_URL')
    if (given === undefined) return undefined
    const url = URL.canParse(given) ? new URL(given) : undefined
    const isLocal = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
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
    const [host, database, user, password] = libpqVariables.map(name => encodeURIComponent(this.text(name) as string))
    return `postgres://${user}:${password}@${host}:${this.text('PGPORT') ?? '5432'}/${database}`
  }
}

/** An IP address, with or without the length of a prefix. Never all of the Internet: anybody could then say anything. */
function isNetwork (text: string): boolean {
  const [address = '', length, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || more.length > 0) return false
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128))
}
