import { ConfigurationError } from '../errors/configuration-error.js'
import { connectDatabase } from '../database/connect.js'
import { databaseFaults } from '../database/start-checks.js'
import type { RateLimits } from '../http/rate-limits.js'
import { misspelledSettings } from './misspelled.js'
import { port, webUrl } from './kinds.js'
import { settings, type Setting, type SettingValues } from './table.js'
import { problemOf } from './text-kinds.js'

/** The variables of a process; empty ones count as absent. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The settings of the service as it uses them: those of the table, and what is made of several. */
export interface Config extends Omit<SettingValues, 'duplicateStatus'> {
  readonly mode: 'sandbox' | 'production'
  readonly audiences: readonly string[]
  readonly duplicateStatus: 400 | 409
  /** The mail server and the sender; without it, partners send their invitations themselves. */
  readonly smtp: { readonly smtpUrl: string, readonly mailFrom: string } | undefined
  /** The registration of the customer's page at Entra ID; without it, customers cannot sign in. */
  readonly acceptanceClient: { readonly clientId: string, readonly clientSecret: string } | undefined
  readonly rateLimits: RateLimits
  /** Sentences about settings that look wrong but do not keep the service from starting. */
  readonly warnings: readonly string[]
}

/**
 * The audiences of tokens that Partner Center's clients request: its API, the Azure AD Graph (old SDK logins), and
 * Partner Center's application id, which is the `aud` of version 2 tokens.
 */
const partnerCenterAudiences = [
  'https://api.partnercenter.microsoft.com',
  'https://graph.windows.net',
  'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd'
]

/** Reads the environment into a frozen configuration. Throws one {@link ConfigurationError} that names every error. */
export function readConfig (environment: Environment): Config {
  const { config, faults } = checkedConfig(environment)
  if (faults.length > 0) throw new ConfigurationError(faults)
  return config
}

/**
 * The configuration to serve with. Rejects with one {@link ConfigurationError}. For production it also names the errors
 * of the database, unless that cannot be reached: the operator corrects everything in one round.
 */
export async function readServingConfig (environment: Environment): Promise<Config> {
  const { config, faults } = checkedConfig(environment)
  if (faults.length === 0) return config
  const { mode, databaseUrl } = config
  const ofDatabase = mode === 'sandbox' || databaseUrl === undefined ? [] : await faultsAt(databaseUrl).catch(() => [])
  throw new ConfigurationError([...faults, ...ofDatabase])
}

async function faultsAt (url: string): Promise<string[]> {
  const database = await connectDatabase({ url, pipelined: 0, pooled: 1, onError: () => {} })
  try {
    return await databaseFaults(database.kysely)
  } finally {
    await database.close()
  }
}

type Mode = Config['mode']

/** The settings as they were given, trimmed, and what is wrong with them, a sentence each. */
interface Reading {
  readonly mode: Mode
  readonly text: (name: string) => string | undefined
  readonly faults: string[]
}

/** A wrong setting counts as absent in the configuration, so that all others can be checked beside it. */
function checkedConfig (environment: Environment): { config: Config, faults: readonly string[] } {
  const given = (name: string) => environment[name]?.trim() || undefined
  const mode = given('NODE_ENV') === 'production' ? 'production' : 'sandbox'
  const reading: Reading = { mode, text: given, faults: [] }
  const databaseUrl = given('DATABASE_URL') ?? urlOfParts(reading)
  const values = readValues({ ...reading, text: name => name === 'DATABASE_URL' ? databaseUrl : given(name) })
  const config = {
    ...values,
    mode,
    audiences: [...partnerCenterAudiences, ...values.entraAudiences],
    duplicateStatus: values.duplicateStatus === '409' ? 409 : 400,
    smtp: smtpOf(values, reading),
    acceptanceClient: acceptanceClientOf(values, reading),
    rateLimits: { partner: values.partnerRateLimit, client: values.clientRateLimit, attempts: values.attemptsRateLimit }
  } as const
  if (mode === 'production') checkPublicUrl(values, reading)
  const warnings = checkSpelling(environment, reading)
  return { config: Object.freeze({ ...config, warnings }), faults: reading.faults }
}

function readValues (reading: Reading): SettingValues {
  const read = Object.entries<Setting>(settings).map(([key, setting]) => [key, readValue(setting, reading)])
  return Object.fromEntries(read) as SettingValues
}

function readValue (setting: Setting, { mode, text, faults }: Reading): unknown {
  const { name, kind } = setting
  const given = text(name)
  const value = given === undefined ? undefined : kind.parse(given)
  // The commands check their own settings.
  const isWrong = given !== undefined && value === undefined && setting.mode !== 'commands'
  if (isWrong) faults.push(`${name} ${problemOf(kind, given)}`)
  if (given === undefined && mode === 'production' && setting.requiredInProduction !== undefined) {
    faults.push(`${name} is missing: ${setting.requiredInProduction}`)
  }
  // With an unknown NODE_ENV it is unknown which settings belong.
  const isOutOfPlace = value !== undefined && value !== false && setting.mode !== mode && isModeKnown(text)
  if (isOutOfPlace && setting.rejectedOtherwise !== undefined) faults.push(`${name} is ${setting.rejectedOtherwise}`)
  const defaultText = typeof setting.default === 'object' ? setting.default[mode] : setting.default
  return value ?? (defaultText === undefined ? undefined : kind.parse(defaultText))
}

function isModeKnown (text: Reading['text']): boolean {
  const given = text(settings.environment.name)
  return given === undefined || settings.environment.kind.parse(given) !== undefined
}

/** The URL that PGHOST and its like stand for. */
function urlOfParts ({ text, faults }: Reading): string | undefined {
  const names = ['PGHOST', 'PGDATABASE', 'PGUSER', 'PGPASSWORD']
  const missing = names.filter(name => text(name) === undefined)
  if (missing.length === names.length) return undefined
  if (missing.length > 0) {
    const areMissing = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`
    faults.push(`The database settings are half set: ${areMissing} (or set DATABASE_URL alone).`)
    return undefined
  }
  const [kind, given] = [port({ from: 1 }), text('PGPORT') ?? settings.pgPort.default]
  if (kind.parse(given) === undefined) faults.push(`PGPORT ${problemOf(kind, given)}`)
  const [host, database, user, password] = names.map(name => encodeURIComponent(text(name) as string))
  return `postgres://${user}:${password}@${host}:${given}/${database}`
}

function smtpOf ({ smtpUrl, mailFrom }: SettingValues, { text, faults }: Reading): Config['smtp'] {
  const [hasServer, hasSender] = [text('SMTP_URL') !== undefined, text('MAIL_FROM') !== undefined]
  if (hasSender && !hasServer) faults.push('SMTP_URL is missing: MAIL_FROM alone sends no mail.')
  if (hasServer && !hasSender) faults.push('MAIL_FROM is missing: mail through SMTP_URL must come from somebody.')
  return smtpUrl === undefined || mailFrom === undefined ? undefined : { smtpUrl, mailFrom }
}

function acceptanceClientOf (values: SettingValues, { faults }: Reading): Config['acceptanceClient'] {
  const { acceptanceClientId: clientId, acceptanceClientSecret: clientSecret } = values
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret }
  if (clientId !== clientSecret) {
    faults.push('ACCEPTANCE_CLIENT_ID and ACCEPTANCE_CLIENT_SECRET go together: one of them is missing.')
  }
  return undefined
}

function checkPublicUrl ({ publicUrl, partnerCenterUrl }: SettingValues, { faults }: Reading): void {
  if (publicUrl === undefined) return
  const kind = webUrl({ anyHost: false })
  if (kind.parse(publicUrl) === undefined) faults.push(`PUBLIC_URL ${problemOf(kind, publicUrl)}`)
  if (new URL(publicUrl).origin === partnerCenterUrl) {
    faults.push('PARTNER_CENTER_URL is PUBLIC_URL: requests would be forwarded to this service itself.')
  }
}

/**
 * Returns warnings about misspelled settings. In production a misspelled setting is an error: it would be ignored. On
 * machines of sandboxes the variable more likely belongs to another program, so there it is a warning. An exception is
 * NODE_ENV, which may mean production.
 */
function checkSpelling (environment: Environment, { mode, faults }: Reading): string[] {
  const warnings: string[] = []
  const names = Object.values<Setting>(settings).map(({ name }) => name)
  for (const { given, meant } of misspelledSettings(environment, names)) {
    const isError = mode === 'production' || meant === 'NODE_ENV'
    const sentences = isError ? faults : warnings
    sentences.push(`${given} is not a setting. Did you mean ${meant}?`)
  }
  return warnings
}
