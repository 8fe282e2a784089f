import t from 'tap'
import { readConfig } from '../../src/settings/config.js'
import { faultsOf, production } from '../helper/settings.js'

t.test('without any setting it is the sandbox on its usual address', async t => {
  t.match(readConfig({}), { mode: 'sandbox', host: '127.0.0.1', port: 8080, databaseUrl: undefined, dataFolder: '.data', requireMfa: false, duplicateStatus: 400 })
})

t.test('production needs little and asks for MFA by itself', async t => {
  t.match(readConfig(production), { mode: 'production', requireMfa: true, publicUrl: 'https://agreements.example.com' })
})

t.test('an empty variable is an absent one', async t => {
  t.match(readConfig({ PORT: '', HOST: ' ', DATABASE_URL: '' }), { port: 8080, host: '127.0.0.1', databaseUrl: undefined })
})

t.test('every fault is named at once', async t => {
  const faults = faultsOf({ NODE_ENV: 'production', PGHOST: 'db', PGUSER: 'app', PORT: '80800', SANDBOX: 'true', EPHEMERAL: '1', ROLE_CLAIM: 'upn', LINK_SIGNING_KEY: 'c2hvcnQ=' })
  for (const name of ['PORT', 'PGDATABASE, PGPASSWORD', 'ROLE_CLAIM', 'LINK_SIGNING_KEY is too short', 'PUBLIC_URL', 'SANDBOX', 'EPHEMERAL']) {
    t.ok(faults.some(fault => fault.includes(name)), name)
  }
})

t.test('the database can be named by parts, and no secret is in a fault', async t => {
  t.equal(readConfig({ PGHOST: 'db', PGDATABASE: 'a b', PGUSER: 'app', PGPASSWORD: 'p@ss/word', PGPORT: '6432' }).databaseUrl, 'postgres://app:p%40ss%2Fword@db:6432/a%20b')
  t.notMatch(faultsOf({ DATABASE_URL: 'mysql://app:secret@db' }).join(), 'secret')
  t.notMatch(faultsOf({ PGPASSWORD: 'secret' }).join(), 'secret')
})

t.test('Partner Center\'s audiences are always accepted, others beside them', async t => {
  const { audiences } = readConfig({ ENTRA_AUDIENCES: 'api://one, api://two' })
  for (const audience of ['https://api.partnercenter.microsoft.com', 'https://graph.windows.net', 'api://one', 'api://two']) t.ok(audiences.includes(audience), audience)
})

t.test('orders are forwarded to an https origin, in production alone, and never to this service itself', async t => {
  t.equal(readConfig({ ...production, PARTNER_CENTER_URL: 'https://api.partnercenter.microsoft.com/' }).partnerCenterUrl, 'https://api.partnercenter.microsoft.com')
  for (const local of ['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000']) t.equal(readConfig({ ...production, PARTNER_CENTER_URL: local }).partnerCenterUrl, local)
  for (const wrong of ['http://api.partnercenter.microsoft.com', 'https://host/path', 'https://host/?a=1', 'https://user:secret@host', 'ftp://host', 'host', 'http://127.0.0.1.evil.example']) {
    const faults = faultsOf({ ...production, PARTNER_CENTER_URL: wrong })
    t.match(faults, [/PARTNER_CENTER_URL takes an https origin/], wrong)
    t.notMatch(faults.join(), 'secret')
  }
  t.match(faultsOf({ ...production, PARTNER_CENTER_URL: 'https://agreements.example.com' }), [/PARTNER_CENTER_URL is PUBLIC_URL/])
  t.match(faultsOf({ PARTNER_CENTER_URL: 'https://api.partnercenter.microsoft.com' }), [/the sandbox keeps orders of its own/])
})

t.test('mail goes through a server and comes from somebody, or is not sent from here', async t => {
  const from = 'Agreements <agreements@example.com>'
  t.equal(readConfig({}).smtp, undefined)
  t.match(readConfig({ SMTP_URL: 'smtps://user:p%40ss@mail.example.com:465', MAIL_FROM: from }).smtp, { smtpUrl: 'smtps://user:p%40ss@mail.example.com:465', mailFrom: from })
  t.match(readConfig({ SMTP_URL: 'smtp://127.0.0.1:25', MAIL_FROM: 'agreements@example.com' }).smtp, { mailFrom: 'agreements@example.com' })
  t.match(faultsOf({ SMTP_URL: 'smtps://mail.example.com' }), [/MAIL_FROM is missing/])
  t.match(faultsOf({ MAIL_FROM: from }), [/SMTP_URL is missing/])
  for (const wrong of ['https://mail.example.com', 'mail.example.com', 'smtps://', 'smtps://user:secret@mail.example.com/path', 'smtps://user:secret@mail.example.com?x=1']) {
    const faults = faultsOf({ SMTP_URL: wrong, MAIL_FROM: from })
    t.match(faults, [/SMTP_URL takes smtps:/], wrong)
    t.notMatch(faults.join(), 'secret')
  }
  for (const wrong of ['nobody', 'a@example.com, b@example.com', 'x\r\nBcc: eve@example.com', 'A <a@example.com> b']) t.match(faultsOf({ SMTP_URL: 'smtps://mail.example.com', MAIL_FROM: wrong }), [/MAIL_FROM takes an address/], wrong)
})

t.test('the acceptance page\'s client is set whole or not at all, and its secret is in no fault', async t => {
  t.equal(readConfig(production).acceptanceClient, undefined)
  t.strictSame(readConfig({ ...production, ACCEPTANCE_CLIENT_ID: 'id', ACCEPTANCE_CLIENT_SECRET: 'secret' }).acceptanceClient, { clientId: 'id', clientSecret: 'secret' })
  for (const half of [{ ACCEPTANCE_CLIENT_ID: 'id' }, { ACCEPTANCE_CLIENT_SECRET: 'secretive' }]) {
    const faults = faultsOf({ ...production, ...half })
    t.match(faults, [/go together/])
    t.notMatch(faults.join(), 'secretive')
  }
})

t.test('trusted proxies are addresses and networks, and never everybody', async t => {
  t.strictSame(readConfig({ TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1,2001:db8::/32' }).trustedProxies, ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32'])
  t.strictSame(readConfig({}).trustedProxies, [])
  for (const wrong of ['proxy', '10.0.0.0/33', '10.0.0.0/0', '::/0', '2001:db8::/129', '10.0.0.0/8/8', '10.0.0.0/', 'true', '1', 'fe80::1%eth0']) t.match(faultsOf({ TRUSTED_PROXIES: wrong }), [/TRUSTED_PROXIES has/], wrong)
})

t.test('requests are limited in production, and in the sandbox where it is asked for', async t => {
  t.strictSame(readConfig(production).rateLimits, { partner: 6_000, client: 600, attempts: 60 })
  t.strictSame(readConfig({}).rateLimits, { partner: 0, client: 0, attempts: 0 })
  t.strictSame(readConfig({ RATE_LIMIT_PARTNER: '500', RATE_LIMIT_CLIENT: '0', RATE_LIMIT_ATTEMPTS: ' 5 ' }).rateLimits, { partner: 500, client: 0, attempts: 5 })
  for (const wrong of ['-1', '1.5', '1e3', 'off', 'Infinity', '1 000', '10000000000']) t.match(faultsOf({ RATE_LIMIT_CLIENT: wrong }), [/^RATE_LIMIT_CLIENT is ".*": it takes a number of requests a minute/], wrong)
})
