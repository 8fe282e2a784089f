import {
  flag, headerText, key, mailAddress, networks, partnerCenterOrigin, perMinute, port, smtpUrl, text, webUrl, words
} from './kinds.js'
import { oneOf, postgresUrl, type Kind } from './text-kinds.js'

/** One setting: the check at start, `serve --help` and the table in the documentation are made from it. */
export interface Setting<Value = unknown> {
  /** The environment variable. */
  readonly name: string
  readonly kind: Kind<Value>
  /** The text that stands for an absent one. */
  readonly default?: string | { readonly production: string, readonly sandbox: string }
  /** What it is for, in the help and the documentation. */
  readonly sentence: string
  /** Where it counts if not in both modes; `commands` are `migrate` and the operator's commands. */
  readonly mode?: 'production' | 'sandbox' | 'commands'
  /** Completes "<name> is missing: ..." in production, which does not start without it. */
  readonly requiredInProduction?: string
  /** Completes "<name> is ...": why the service does not start with it in the other mode. */
  readonly rejectedOtherwise?: string
}

const inProductionOnly = 'It takes NODE_ENV=production.'
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** All settings. The key is the name of its value in the configuration. */
export const settings = {
  environment: {
    name: 'NODE_ENV',
    kind: oneOf(['production', 'sandbox', 'development', 'test']),
    default: 'sandbox',
    sentence: '`production` or `sandbox`; `development` and `test` are the sandbox too'
  },
  host: {
    name: 'HOST', kind: text, default: '127.0.0.1', sentence: 'the address to listen on; `localhost` is `127.0.0.1`'
  },
  port: {
    name: 'PORT',
    kind: port({ from: 0 }),
    default: '8080',
    sentence: 'the port to listen on; `0` is any free port'
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    kind: { ...postgresUrl('the service'), explain: () => 'is not a postgres:// URL.' },
    requiredInProduction: 'production needs a PostgreSQL 14 to 18 (or set PGHOST, PGDATABASE, PGUSER and PGPASSWORD).',
    sentence: "the service's PostgreSQL, version 14 to 18. In the sandbox it replaces the embedded one"
  },
  pgHost: { name: 'PGHOST', kind: text, sentence: 'instead of `DATABASE_URL`: the host of the database' },
  pgPort: { name: 'PGPORT', kind: text, default: '5432', sentence: 'its port' },
  pgDatabase: { name: 'PGDATABASE', kind: text, sentence: 'its name' },
  pgUser: { name: 'PGUSER', kind: text, sentence: 'the role to connect as' },
  pgPassword: { name: 'PGPASSWORD', kind: text, sentence: 'its password' },
  migrateDatabaseUrl: {
    name: 'MIGRATE_DATABASE_URL',
    kind: postgresUrl("the tables' owner (the service's own role may only read)"),
    mode: 'commands',
    sentence: "the connection of the tables' owner, for `migrate` and the operator's commands"
  },
  publicUrl: {
    name: 'PUBLIC_URL',
    kind: webUrl({ anyHost: true }),
    requiredInProduction: 'document links begin with it, for example https://agreements.example.com.',
    sentence: 'where clients reach the service; document links begin with it. In production it is https, or http on ' +
      'this machine; the sandbox uses the address that it listens on'
  },
  linkSigningKey: {
    name: 'LINK_SIGNING_KEY',
    kind: key,
    requiredInProduction: 'make one with `openssl rand -base64 32` and give it to every instance.',
    sentence: 'the key that signs document links: base64 of at least 32 bytes, the same for every instance. The ' +
      'sandbox makes its own'
  },
  entraAuthority: {
    name: 'ENTRA_AUTHORITY',
    kind: webUrl({ anyHost: false }),
    default: 'https://login.microsoftonline.com',
    mode: 'production',
    rejectedOtherwise: `set: the sandbox issues its tokens itself. ${inProductionOnly}`,
    sentence: "where the tenants' signing keys are, over https, or http on this machine"
  },
  entraAudiences: {
    name: 'ENTRA_AUDIENCES',
    kind: words,
    default: '',
    sentence: "audiences of tokens to accept besides Partner Center's, separated by commas"
  },
  roleClaim: {
    name: 'ROLE_CLAIM',
    kind: oneOf(['roles', 'groups', 'wids']),
    default: 'roles',
    sentence: 'the claim that tells Admin and Sales agents: `roles`, `groups` or `wids`; its values are registered ' +
      'per partner'
  },
  requireMfa: {
    name: 'REQUIRE_MFA',
    kind: flag,
    default: { production: 'true', sandbox: 'false' },
    sentence: 'reject tokens without the `mfa` claim'
  },
  duplicateStatus: {
    name: 'DUPLICATE_AGREEMENT_STATUS',
    kind: oneOf(['400', '409']),
    default: '400',
    sentence: 'the status of error 600061: `400` or `409`'
  },
  acceptanceClientId: {
    name: 'ACCEPTANCE_CLIENT_ID',
    kind: text,
    mode: 'production',
    rejectedOtherwise: `set: in the sandbox customers sign in at the sandbox itself. ${inProductionOnly}`,
    sentence: "the application at Entra ID through which customers sign in to the customer's page: multi-tenant, " +
      'redirect URI `<PUBLIC_URL>/accept/signed-in`, directory roles in its id tokens. Without it customers cannot ' +
      'sign in'
  },
  acceptanceClientSecret: {
    name: 'ACCEPTANCE_CLIENT_SECRET', kind: text, mode: 'production', sentence: 'the secret of that application'
  },
  trustedProxies: {
    name: 'TRUSTED_PROXIES',
    kind: networks,
    default: '',
    sentence: 'addresses and CIDRs, separated by commas, of proxies whose `X-Forwarded-For` is believed. Limits ' +
      "count by the client's address, and it is part of the evidence of an acceptance"
  },
  partnerRateLimit: {
    name: 'RATE_LIMIT_PARTNER',
    kind: perMinute,
    // Partner Center itself takes about 500 of a partner. A test of the sandbox may send any number.
    default: { production: '6000', sandbox: '0' },
    sentence: "API requests a minute of one partner's tenant, with valid tokens; `0` is no limit"
  },
  clientRateLimit: {
    name: 'RATE_LIMIT_CLIENT',
    kind: perMinute,
    default: { production: '600', sandbox: '0' },
    sentence: 'requests a minute of one client address, or IPv6 network of 64 bits, to everything that needs no ' +
      "token: the customer's page, document links, `/docs`, the sandbox's issuer"
  },
  attemptsRateLimit: {
    name: 'RATE_LIMIT_ATTEMPTS',
    kind: perMinute,
    default: { production: '60', sandbox: '0' },
    sentence: 'attempts a minute of one client address to get in: sign-ins, wrong links, rejected tokens, and ' +
      "requests for tokens to the sandbox's issuer"
  },
  partnerCenterUrl: {
    name: 'PARTNER_CENTER_URL',
    kind: partnerCenterOrigin,
    mode: 'production',
    rejectedOtherwise: 'set: the sandbox keeps orders of its own, and its tokens mean nothing to Partner Center. ' +
      inProductionOnly,
    sentence: 'where allowed orders and new customers are forwarded, such as ' +
      '`https://api.partnercenter.microsoft.com`; without it they are rejected with 501'
  },
  orderGateProgramme: {
    name: 'ORDER_GATE_PROGRAMME', kind: text, sentence: "a JSON file that changes the order gate's dated rules"
  },
  smtpUrl: {
    name: 'SMTP_URL',
    kind: smtpUrl,
    sentence: 'the server that sends invitations with `sendMail`: `smtps://user:password@host`, or `smtp://`, which ' +
      'must then offer STARTTLS unless it is this machine itself'
  },
  mailFrom: { name: 'MAIL_FROM', kind: mailAddress, sentence: 'the sender of those mails' },
  serverId: {
    name: 'SERVER_ID', kind: headerText, default: '000001', sentence: 'the value of the header `MS-ServerId`'
  },
  logLevel: {
    name: 'LOG_LEVEL',
    kind: oneOf(logLevels),
    default: 'info',
    sentence: `one of ${logLevels.join(', ')}; in production the log is JSON lines, never with personal data`
  },
  dataFolder: {
    name: 'DATA_FOLDER', kind: text, default: '.data', mode: 'sandbox', sentence: "the folder of the sandbox's data"
  },
  ephemeral: {
    name: 'EPHEMERAL',
    kind: flag,
    default: 'false',
    mode: 'sandbox',
    rejectedOtherwise: 'on: it belongs to the sandbox, which keeps nothing, and never runs with NODE_ENV=production.',
    sentence: 'delete the data when the sandbox stops'
  },
  isMarkedSandbox: {
    name: 'SANDBOX',
    kind: flag,
    default: 'false',
    mode: 'sandbox',
    rejectedOtherwise: 'on: the sandbox signs its own tokens and never runs with NODE_ENV=production.',
    sentence: 'marks a machine as one of sandboxes: production does not start there'
  }
} as const satisfies Readonly<Record<string, Setting>>

type Settings = typeof settings

/** The value of each setting; `undefined` only for settings without a default. */
export type SettingValues = {
  readonly [Key in keyof Settings]: Settings[Key] extends { readonly kind: Kind<infer Value> }
    ? Value | (Settings[Key] extends { readonly default: unknown } ? never : undefined)
    : never
}
