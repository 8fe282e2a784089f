import t from 'tap'
import { readConfig } from '../../src/settings/config.js'
import { settings, type Setting } from '../../src/settings/table.js'
import { settingsTable } from '../../src/settings/text.js'
import { documentedSettings } from '../docs/settings-table.js'
import { faultsOf, production } from '../helper/settings.js'
import { runProcess } from '../operator/command.js'

t.test('an unknown NODE_ENV starts nothing, and least of all a sandbox', async t => {
  for (const given of ['prod', 'Production', 'PRODUCTION', 'staging', 'productions']) {
    t.match(faultsOf({ ...production, NODE_ENV: given, PARTNER_CENTER_URL: 'https://api.partnercenter.microsoft.com' }), [`NODE_ENV is "${given}": it takes production, sandbox, development, test.`])
  }
  for (const given of ['sandbox', 'development', 'test', '', undefined]) t.equal(readConfig({ NODE_ENV: given }).mode, 'sandbox', String(given))
  t.match(faultsOf({ NODE_EVN: 'production' }), ['NODE_EVN is not a setting. Did you mean NODE_ENV?'])
})

t.test('production is reached over https, or from this machine', async t => {
  for (const url of ['http://agreements.example.com', 'http://10.0.0.1:8080', 'http://127.0.0.1.evil.example', 'http://0.0.0.0', 'HTTP://agreements.example.com']) {
    t.match(faultsOf({ ...production, PUBLIC_URL: url }), [/^PUBLIC_URL is ".*": it must begin with https:\/\//], url)
  }
  for (const url of ['http://127.0.0.1', 'http://localhost:8080', 'http://[::1]:8080']) t.equal(readConfig({ ...production, PUBLIC_URL: url }).publicUrl, url)
  t.equal(readConfig({ ...production, PUBLIC_URL: 'HTTPS://Agreements.Example.com:443/base/' }).publicUrl, 'https://agreements.example.com/base')
})

t.test('the sandbox is reached over http from anywhere, as containers do', async t => {
  for (const url of ['http://sandbox-host:8080', 'http://10.0.0.1', 'https://sandbox.example']) t.equal(readConfig({ PUBLIC_URL: url }).publicUrl, url)
})

t.test('signing keys come over https, or from this machine', async t => {
  t.match(faultsOf({ ...production, ENTRA_AUTHORITY: 'http://login.microsoftonline.com' }), [/^ENTRA_AUTHORITY is "http:\/\/login.microsoftonline.com": it must begin with https:\/\//])
  t.equal(readConfig({ ...production, ENTRA_AUTHORITY: 'http://127.0.0.1:9000/' }).entraAuthority, 'http://127.0.0.1:9000')
})

t.test('what is no URL of a host is told, and a password in it never', async t => {
  for (const name of ['PUBLIC_URL', 'ENTRA_AUTHORITY']) {
    for (const url of ['agreements.example.com', 'https:agreements.example.com', 'https://', 'ftp://agreements.example.com', 'https://agreements.example.com?', 'https://agreements.example.com/#x', 'https://a b']) {
      t.match(faultsOf({ ...production, [name]: url }), [`${name} is "${url}": it takes an http or https URL.`])
    }
    const faults = faultsOf({ ...production, [name]: 'https://user:hidden@agreements.example.com' })
    t.match(faults, [`${name} must not contain credentials.`])
    t.notMatch(faults.join(), 'hidden')
  }
})

t.test('an unknown value of a setting with a few values is told, in the sandbox too', async t => {
  const wrong = { LOG_LEVEL: 'verbose', ROLE_CLAIM: 'role', REQUIRE_MFA: 'yes', EPHEMERAL: 'on', SANDBOX: 'maybe', DUPLICATE_AGREEMENT_STATUS: '422' }
  for (const [name, value] of Object.entries(wrong)) {
    for (const environment of [production, {}]) t.match(faultsOf({ ...environment, [name]: value }), [`${name} is "${value}": it takes `], name)
  }
})

t.test('values of the wrong kind are told, where they were used as far as they went before', async t => {
  const wrong: Record<string, string> = {
    LINK_SIGNING_KEY: 'a sentence that is long enough to be taken for a key of base64',
    SERVER_ID: 'line\nbreak',
    ENTRA_AUDIENCES: 'api://one api://two'
  }
  for (const [name, value] of Object.entries(wrong)) t.match(faultsOf({ ...production, [name]: value }), [new RegExp(`^${name} `)], name)
  t.notMatch(faultsOf({ ...production, LINK_SIGNING_KEY: 'a sentence' }).join(), 'sentence')
  t.match(faultsOf({ PGHOST: 'db', PGDATABASE: 'a', PGUSER: 'app', PGPASSWORD: 'hidden', PGPORT: '5432/x' }), ['PGPORT is "5432/x": it takes a number from 1 to 65535.'])
  for (const port of ['65536', '8080x', '-1', '1e3', '99999']) t.match(faultsOf({ PORT: port }), [`PORT is "${port}"`])
})

t.test('settings of production alone are told in the sandbox, which would ignore them', async t => {
  t.match(faultsOf({ ENTRA_AUTHORITY: 'https://login.microsoftonline.com' }), [/^ENTRA_AUTHORITY is set: .* It takes NODE_ENV=production\.$/])
  t.match(faultsOf({ ACCEPTANCE_CLIENT_ID: 'id', ACCEPTANCE_CLIENT_SECRET: 'hidden' }), [/^ACCEPTANCE_CLIENT_ID is set: .* It takes NODE_ENV=production\.$/])
})

const misspelled: ReadonlyArray<readonly [given: string, meant: string]> = [
  ['ENTRA_AUDIENCE', 'ENTRA_AUDIENCES'], ['ENTRA_AUTORITHY', 'ENTRA_AUTHORITY'], ['DUPLICATE_AGREEMENTS_STATUS', 'DUPLICATE_AGREEMENT_STATUS'],
  ['REQUIRE_MAF', 'REQUIRE_MFA'], ['ROLE_CLAIMS', 'ROLE_CLAIM'], ['TRUSTED_PROXY', 'TRUSTED_PROXIES'], ['PARTNER_CENTER_URI', 'PARTNER_CENTER_URL'],
  ['ORDER_GATE_PROGRAM', 'ORDER_GATE_PROGRAMME'], ['SMTP_URI', 'SMTP_URL'], ['MAIL_FORM', 'MAIL_FROM'], ['ACCEPTANCE_CLIENTID', 'ACCEPTANCE_CLIENT_ID'],
  ['requireMfa', 'REQUIRE_MFA'], ['require_mfa', 'REQUIRE_MFA']
]

t.test('a misspelled setting is an error in production, and a warning in the sandbox', async t => {
  for (const [given, meant] of misspelled) {
    const sentence = `${given} is not a setting. Did you mean ${meant}?`
    t.same(faultsOf({ ...production, [given]: 'hidden' }), [sentence])
    t.same(readConfig({ [given]: 'hidden' }).warnings, [sentence])
  }
  const faults = faultsOf({ ...production, PUBLIC_URL: undefined, PUBLIC_URI: 'https://agreements.example.com' })
  t.match(faults, [/^PUBLIC_URL is missing/, 'PUBLIC_URI is not a setting. Did you mean PUBLIC_URL?'])
})

t.test('variables of other programs are not taken for settings', async t => {
  const ofServices = ['DATABASE', 'PUBLIC', 'PARTNER_AGREEMENTS', 'PARTNER_CENTER', 'SMTP', 'MAIL', 'ENTRA', 'ROLE', 'NODE'].flatMap(service => [
    `${service}_SERVICE_HOST`, `${service}_SERVICE_PORT`, `${service}_SERVICE_PORT_HTTP`, `${service}_PORT`, `${service}_PORT_8080_TCP`, `${service}_PORT_8080_TCP_PROTO`,
    `${service}_PORT_8080_TCP_PORT`, `${service}_PORT_8080_TCP_ADDR`
  ])
  const others = [
    'HOSTNAME', 'HOSTS', 'HOST_IP', 'PORTS', 'PORT_1', 'LOGLEVEL', 'LOGNAME', 'LOG_LEVELS', 'SERVER_IP', 'SERVER_IDS', 'PATH', 'HOME', 'USER', 'PWD', 'LANG', 'TERM', 'SHELL', 'TZ',
    'NODE_PATH', 'NODE_OPTIONS', 'NODE_VERSION', 'NODE_EXTRA_CA_CERTS', 'PGSSLMODE', 'PGPASSFILE', 'PGAPPNAME', 'PGUSERS', 'DATABASE_USER', 'DATABASE_HOST', 'DATABASE_NAME', 'DATABASE_SSL',
    'DATABASE_URL_UNPOOLED', 'SMTP_USER', 'SMTP_HOST', 'SMTP_PORT', 'SMTP_PASS', 'MAIL_FROM_NAME', 'MAIL_TO', 'MAIL_HOST', 'PUBLIC_IP', 'PUBLIC_KEY', 'PUBLIC_DIR', 'PARTNER_CENTER_ID',
    'PARTNER_CENTER_KEY', 'ENTRA_TENANT_ID', 'ENTRA_CLIENT_ID', 'ACCEPTANCE_TESTS', 'npm_config_loglevel', 'npm_package_name', 'npm_lifecycle_event', 'KUBERNETES_SERVICE_HOST', 'CI', 'GITHUB_TOKEN'
  ]
  const environment = Object.fromEntries([...ofServices, ...others].map(name => [name, 'x']))
  const { DATABASE_URL: _, ...byParts } = { ...production, PGHOST: 'db', PGDATABASE: 'a', PGUSER: 'app', PGPASSWORD: 'hidden' }
  t.same(faultsOf({ ...environment, ...byParts }), [])
  t.same(readConfig(environment).warnings, [])
  t.same(faultsOf({ ...production, PUBLIC_URI: 'https://other.example', TRUSTED_PROXY: '' }), [], 'the setting itself is there, or the other one is empty')
})

t.test('the documentation and the help of `serve` list every setting', async t => {
  t.equal(documentedSettings().table, settingsTable(), '`npm run docs` writes the table')
  const { code, out } = await runProcess(['serve', '--help'], {})
  t.equal(code, 0)
  for (const { name } of Object.values(settings)) t.match(out, new RegExp(`^ {2}${name} `, 'm'), name)
  t.match(out, /^ {2}REQUIRE_MFA .*\(default: true, in the sandbox\s+false\)/m)
})

t.test('a default is a text that its setting takes', async t => {
  for (const { name, kind, default: given = [] } of Object.values<Setting>(settings)) {
    for (const text of typeof given === 'string' ? [given] : Object.values(given)) t.not(kind.parse(text), undefined, `${name}: ${text}`)
  }
})
