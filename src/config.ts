import { isIP } from 'node:net'

/** All that the service is told from outside; see the README's table of settings. */
export interface Config {
  readonly mode: 'sandbox' | 'production'
  readonly host: string
  readonly port: number
  /** Where clients reach this service, without a trailing slash; absent: the address that it listens on. */
  readonly publicUrl: string | undefined
  /** Absent only in the sandbox, which then brings its own PostgreSQL. */
  readonly databaseUrl: string | undefined
  readonly dataFolder: string
  readonly ephemeral: boolean
  /** Partner Center's origin, to which allowed orders go; absent: none are. Never in the sandbox. */
  readonly partnerCenterUrl: string | undefined
  readonly entraAuthority: string
  readonly audiences: readonly string[]
  readonly roleClaim: 'roles' | 'groups' | 'wids'
  readonly requireMfa: boolean
  /** HMAC key of document links, base64 of at least 32 bytes; absent: one is made. */
  readonly linkSigningKey: Uint8Array | undefined
  readonly serverId: string
  readonly logLevel: string
  readonly duplicateStatus: 400 | 409
  /** A file that changes the order gate's dated rules. */
  readonly orderGateProgramme: string | undefined
  /** The acceptance page's registration at Entra ID; absent: customers cannot sign in to it. Never in the sandbox. */
  readonly acceptanceClient: { readonly clientId: string, readonly clientSecret: string } | undefined
  /** Addresses and CIDRs of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
}

/** Every fault of a configuration at once, a sentence each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly faults: readonly string[]

  constructor (faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/** The variables of a process; empty ones count as absent. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * What Partner Center's clients ask tokens for: its API, the Azure AD Graph (old SDK logins), and Partner Center's
 * application id, which is the `aud` of version 2 tokens.
 */
const partnerCenterAudiences = ['https://api.partnercenter.microsoft.com', 'https://graph.windows.net', 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd']

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
const libpqVariables = ['PGHOST', 'PGDATABASE', 'PGUSER', 'PGPASSWORD']

/** Reads the environment into a frozen configuration. Throws one {@link ConfigurationError} that names every fault. */
export function readConfig (environment: Environment): Config {
  const reader = new Reader(environment)
  const mode = reader.text('NODE_ENV') === 'production' ? 'production' : 'sandbox'
  const config: Config = Object.freeze({
    mode,
    host: reader.text('HOST') ?? '127.0.0.1',
    port: reader.port(),
    publicUrl: reader.origin('PUBLIC_URL'),
    databaseUrl: reader.databaseUrl(),
    dataFolder: reader.text('DATA_FOLDER') ?? '.data',
    ephemeral: reader.flag('EPHEMERAL', false),
    partnerCenterUrl: reader.partnerCenterUrl(),
    entraAuthority: reader.origin('ENTRA_AUTHORITY') ?? 'https://login.microsoftonline.com',
    audiences: [...partnerCenterAudiences, ...reader.list('ENTRA_AUDIENCES')],
    roleClaim: reader.oneOf('ROLE_CLAIM', ['roles', 'groups', 'wids']) ?? 'roles',
    requireMfa: reader.flag('REQUIRE_MFA', mode === 'production'),
    linkSigningKey: reader.key('LINK_SIGNING_KEY'),
    serverId: reader.text('SERVER_ID') ?? '000001',
    logLevel: reader.oneOf('LOG_LEVEL', logLevels) ?? 'info',
    duplicateStatus: reader.oneOf('DUPLICATE_AGREEMENT_STATUS', ['400', '409']) === '409' ? 409 : 400,
    orderGateProgramme: reader.text('ORDER_GATE_PROGRAMME'),
    acceptanceClient: reader.acceptanceClient(),
    trustedProxies: reader.networks('TRUSTED_PROXIES')
  })
  if (mode === 'production') checkProduction(config, reader)
  else if (config.partnerCenterUrl !== undefined) reader.fault('PARTNER_CENTER_URL is set: the sandbox keeps orders of its own, and its tokens mean nothing to Partner Center. It takes NODE_ENV=production.')
  if (reader.faults.length > 0) throw new ConfigurationError(reader.faults)
  return config
}

function checkProduction (config: Config, reader: Reader): void {
  if (config.databaseUrl === undefined) reader.fault('DATABASE_URL is missing: production needs a PostgreSQL 14 to 18 (or set PGHOST, PGDATABASE, PGUSER and PGPASSWORD).')
  if (config.publicUrl === undefined) reader.fault('PUBLIC_URL is missing: document links begin with it, for example https://agreements.example.com.')
  if (config.linkSigningKey === undefined) reader.fault('LINK_SIGNING_KEY is missing: make one with `openssl rand -base64 32` and give it to every instance.')
  if (reader.flag('SANDBOX', false)) reader.fault('SANDBOX is on: the sandbox signs its own tokens and never runs with NODE_ENV=production.')
  if (config.partnerCenterUrl !== undefined && config.publicUrl !== undefined && new URL(config.publicUrl).origin === config.partnerCenterUrl) reader.fault('PARTNER_CENTER_URL is PUBLIC_URL: requests would be forwarded to this service itself.')
  if (config.ephemeral) reader.fault('EPHEMERAL is on: it belongs to the sandbox, which keeps nothing, and never runs with NODE_ENV=production.')
}

/** An IP address, with or without the length of a prefix. Never all of the Internet: anybody could then say anything. */
function isNetwork (text: string): boolean {
  const [address = '', length, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || more.length > 0) return false
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128))
}

class Reader {
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
