import { ConfigurationError } from './errors/configuration-error.js'
import type { RateLimits } from './http/rate-limits.js'
import { EnvironmentReader, type Environment } from './environment-reader.js'

/** All that the service is told from outside; see the table of settings in docs/production.md. */
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
  /** Through which invitations are mailed, and from whom; absent: partners mail them themselves. */
  readonly smtp: { readonly smtpUrl: string, readonly mailFrom: string } | undefined
  /** The acceptance page's registration at Entra ID; absent: customers cannot sign in to it. Never in the sandbox. */
  readonly acceptanceClient: { readonly clientId: string, readonly clientSecret: string } | undefined
  /** Addresses and CIDRs of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  readonly rateLimits: RateLimits
  /** What looks wrong, a sentence each, but keeps nothing from starting. */
  readonly warnings: readonly string[]
}

/**
 * What Partner Center's clients ask tokens for: its API, the Azure AD Graph (old SDK logins), and Partner Center's
 * application id, which is the `aud` of version 2 tokens.
 */
const partnerCenterAudiences = ['https://api.partnercenter.microsoft.com', 'https://graph.windows.net', 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd']

/** Requests a minute. Partner Center itself takes about 500 of a partner. A test of the sandbox may send what it likes. */
const usualLimits: Readonly<Record<Config['mode'], RateLimits>> = {
  production: { partner: 6_000, client: 600, attempts: 60 },
  sandbox: { partner: 0, client: 0, attempts: 0 }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** Reads the environment into a frozen configuration. Throws one {@link ConfigurationError} that names every fault. */
export function readConfig (environment: Environment): Config {
  const reader = new EnvironmentReader(environment)
  // Everything but production is the sandbox, which an abbreviation such as `prod` must not start unnoticed.
  const given = reader.text('NODE_ENV') === undefined ? 'sandbox' : reader.oneOf('NODE_ENV', ['production', 'sandbox', 'development', 'test'])
  const mode = given === 'production' ? 'production' : 'sandbox'
  const config: Config = {
    mode,
    host: reader.text('HOST') ?? '127.0.0.1',
    port: reader.port(),
    publicUrl: reader.webUrl('PUBLIC_URL', { anyHost: mode === 'sandbox' }),
    databaseUrl: reader.databaseUrl(),
    dataFolder: reader.text('DATA_FOLDER') ?? '.data',
    ephemeral: reader.flag('EPHEMERAL', false),
    partnerCenterUrl: reader.partnerCenterUrl(),
    entraAuthority: reader.webUrl('ENTRA_AUTHORITY') ?? 'https://login.microsoftonline.com',
    audiences: [...partnerCenterAudiences, ...reader.words('ENTRA_AUDIENCES')],
    roleClaim: reader.oneOf('ROLE_CLAIM', ['roles', 'groups', 'wids']) ?? 'roles',
    requireMfa: reader.flag('REQUIRE_MFA', mode === 'production'),
    linkSigningKey: reader.key('LINK_SIGNING_KEY'),
    serverId: reader.headerText('SERVER_ID') ?? '000001',
    logLevel: reader.oneOf('LOG_LEVEL', logLevels) ?? 'info',
    duplicateStatus: reader.oneOf('DUPLICATE_AGREEMENT_STATUS', ['400', '409']) === '409' ? 409 : 400,
    orderGateProgramme: reader.text('ORDER_GATE_PROGRAMME'),
    smtp: reader.smtp(),
    acceptanceClient: reader.acceptanceClient(),
    trustedProxies: reader.networks('TRUSTED_PROXIES'),
    rateLimits: {
      partner: reader.perMinute('RATE_LIMIT_PARTNER', usualLimits[mode].partner),
      client: reader.perMinute('RATE_LIMIT_CLIENT', usualLimits[mode].client),
      attempts: reader.perMinute('RATE_LIMIT_ATTEMPTS', usualLimits[mode].attempts)
    },
    warnings: []
  }
  const isMarkedSandbox = reader.flag('SANDBOX', false)
  if (isMarkedSandbox && mode === 'production') reader.fault('SANDBOX is on: the sandbox signs its own tokens and never runs with NODE_ENV=production.')
  if (mode === 'production') checkProduction(config, reader)
  // With an unknown NODE_ENV it is not known which settings belong.
  else if (given !== undefined) checkSandbox(config, reader)
  const warnings = checkSpelling(mode, reader)
  if (reader.faults.length > 0) throw new ConfigurationError(reader.faults)
  return Object.freeze({ ...config, warnings })
}

/**
 * In production a misspelled setting is a fault: it would be ignored. On the machines that sandboxes run on, a variable of
 * another program is the likelier reason, so it is a warning there; but not for NODE_ENV, which may mean production.
 */
function checkSpelling (mode: Config['mode'], reader: EnvironmentReader): string[] {
  const warnings: string[] = []
  for (const { given, meant } of reader.misspelled()) {
    const sentence = `${given} is not a setting. Did you mean ${meant}?`
    if (mode === 'production' || meant === 'NODE_ENV') reader.fault(sentence)
    else warnings.push(sentence)
  }
  return warnings
}

function checkSandbox (config: Config, reader: EnvironmentReader): void {
  if (config.partnerCenterUrl !== undefined) reader.fault('PARTNER_CENTER_URL is set: the sandbox keeps orders of its own, and its tokens mean nothing to Partner Center. It takes NODE_ENV=production.')
  if (reader.text('ENTRA_AUTHORITY') !== undefined) reader.fault('ENTRA_AUTHORITY is set: the sandbox issues its tokens itself. It takes NODE_ENV=production.')
  if (config.acceptanceClient !== undefined) reader.fault('ACCEPTANCE_CLIENT_ID is set: in the sandbox customers sign in at the sandbox itself. It takes NODE_ENV=production.')
}

function checkProduction (config: Config, reader: EnvironmentReader): void {
  if (config.databaseUrl === undefined) reader.fault('DATABASE_URL is missing: production needs a PostgreSQL 14 to 18 (or set PGHOST, PGDATABASE, PGUSER and PGPASSWORD).')
  if (config.publicUrl === undefined) reader.fault('PUBLIC_URL is missing: document links begin with it, for example https://agreements.example.com.')
  if (config.linkSigningKey === undefined) reader.fault('LINK_SIGNING_KEY is missing: make one with `openssl rand -base64 32` and give it to every instance.')
  if (config.partnerCenterUrl !== undefined && config.publicUrl !== undefined && new URL(config.publicUrl).origin === config.partnerCenterUrl) reader.fault('PARTNER_CENTER_URL is PUBLIC_URL: requests would be forwarded to this service itself.')
  if (config.ephemeral) reader.fault('EPHEMERAL is on: it belongs to the sandbox, which keeps nothing, and never runs with NODE_ENV=production.')
}
