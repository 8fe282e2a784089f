import t from 'tap'
import { ids, testApp } from '../../helper/app.js'
import { ada, caller, hashOf, type Issued } from '../../helper/invitations.js'

const test = await testApp(t)
const { stored } = test
const call = caller(test)
const invite = (body: object = { invited: ada }, customerId = ids.adventureWorks, as?: string) =>
  call('POST', `/customers/${customerId}/invitations`, { body, ...(as === undefined ? {} : { as }) })

t.test('R22: a customer is invited to the agreement; the answer has the link and the mail', async t => {
  const answer = await invite()
  t.equal(answer.statusCode, 201, answer.body)
  t.equal(answer.headers['cache-control'], 'no-store')
  const issued = answer.json<Issued>()
  t.match(issued, {
    asks: 'agreement',
    status: 'sent',
    customerId: ids.adventureWorks,
    companyName: 'Adventure Works',
    invited: ada,
    language: 'en-US',
    country: 'US',
    document: { version: 'sample-1', language: 'en-US', sha256: /^[0-9a-f]{64}$/ },
    invitedAt: '2026-03-02T10:00:00.000Z',
    expiresAt: '2026-03-16T10:00:00.000Z',
    directAcceptance: { available: true },
    url: /^http:\/\/127\.0\.0\.1:8080\/accept\/[\w-]{43}$/,
    mail: { to: ada.email, subject: /Contoso Direct/ }
  })
  t.notOk('mailed' in issued)
  t.ok(issued.mail.text.includes(issued.url))
  const [row] = await stored.rows(
    `SELECT i.invited_by, i.asks_relationship, t.token_sha256, d.display_sha256
     FROM invitation i
     JOIN invitation_token t USING (invitation_id)
     JOIN agreement_document d USING (document_id)
     WHERE i.invitation_id = $1`,
    [issued.invitationId]
  )
  t.match(row, {
    invited_by: 'd1000000-0000-4000-8000-100000000001',
    asks_relationship: false,
    token_sha256: hashOf(issued.url)
  })
})

t.test('the token is in no table, and no two are the same', async t => {
  const urls = await Promise.all(Array.from({ length: 5 }, async () => (await invite()).json<Issued>().url))
  const tokens = urls.map(url => url.slice(-43))
  t.equal(new Set(tokens).size, 5)
  const tables = await stored.rows<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
  )
  t.ok(tables.length > 15)
  for (const { name } of tables) {
    const [row] = await stored.rows<{ found: boolean }>(
      `SELECT EXISTS (
         SELECT FROM ${name} r
         WHERE EXISTS (
           SELECT FROM unnest($1::text[]) token
           WHERE r::text LIKE '%' || token || '%'
             OR r::text LIKE '%' || encode(convert_to(token, 'UTF8'), 'hex') || '%'
             OR r::text LIKE '%' || encode(decode(translate(token, '-_', '+/') || '=', 'base64'), 'hex') || '%'
         )
       ) AS found`,
      [tokens]
    )
    t.equal(row?.found, false, name)
  }
})

t.test('the document is the country\'s, in the language that it has; the words are in the one asked for', async t => {
  const rows: Array<[asked: object, language: string, country: string, document: string, subject: RegExp]> = [
    [{}, 'en-US', 'US', 'en-US', /invites you/],
    [{ country: 'DE' }, 'de-DE', 'DE', 'de-DE', /Kundenvereinbarung/],
    [{ country: 'de', language: 'de-CH' }, 'de-CH', 'DE', 'de-DE', /Kundenvereinbarung/],
    [{ country: 'CH', language: 'de' }, 'de', 'CH', 'en-US', /Kundenvereinbarung/],
    [{ country: 'CH' }, 'fr-FR', 'CH', 'fr-FR', /Contrat client/],
    [{ country: 'JP', language: 'JA-jp' }, 'ja-JP', 'JP', 'ja-JP', /顧客契約/],
    [{ country: 'FI' }, 'fi-FI', 'FI', 'fi-FI', /invites you/]
  ]
  for (const [asked, language, country, document, subject] of rows) {
    const answer = await invite({ invited: ada, ...asked })
    t.match(
      answer.json(),
      { language, country, document: { language: document }, mail: { subject } },
      JSON.stringify(asked)
    )
  }
  t.match(
    (await invite({ invited: ada }, ids.litware, 'salesagent@fabrikam.example')).json(),
    { country: 'JP', language: 'ja-JP' },
    "the customer's own country"
  )
})

t.test('names come in any letter case', async t => {
  const answer = await invite({
    Invited: { FirstName: 'Ada', LASTNAME: 'Lovelace', eMail: ada.email },
    ExpiresInDays: 3,
    Language: null
  })
  t.match(answer.json(), { invited: ada, expiresAt: '2026-03-05T10:00:00.000Z' })
})

t.test('it lasts 1 to 30 days', async t => {
  t.match((await invite({ invited: ada, expiresInDays: 1 })).json(), { expiresAt: '2026-03-03T10:00:00.000Z' })
  t.match((await invite({ invited: ada, expiresInDays: 30 })).json(), { expiresAt: '2026-04-01T10:00:00.000Z' })
  for (const expiresInDays of [0, 31, -1, 1.5, '14', true, 1e9]) {
    t.match(
      (await invite({ invited: ada, expiresInDays })).json(),
      { status: 400, title: 'PropertyInvalid', detail: /expiresInDays/ },
      String(expiresInDays)
    )
  }
})

const bad: Array<[body: object, detail: RegExp]> = [
  [{}, /invited is required/],
  [{ invited: null }, /invited is required/],
  [[], /must be a JSON object/],
  [{ invited: 'Ada' }, /invited must be object/],
  [{ invited: { ...ada, email: undefined } }, /invited.email is required/],
  [{ invited: { ...ada, email: 'ada' } }, /invited.email is not an e-mail/],
  [{ invited: { ...ada, email: 'ada@example.com\r\nBcc: all@example.com' } }, /invited.email/],
  [{ invited: { ...ada, email: 'ada@example.com,eve@example.com' } }, /invited.email/],
  [{ invited: { ...ada, firstName: ' \u200b' } }, /invited.firstName is required/],
  [{ invited: { ...ada, lastName: 'Love\0lace' } }, /invited.lastName holds/],
  [{ invited: { ...ada, lastName: 'Love\r\nlace' } }, /invited.lastName holds a control/],
  [{ invited: { ...ada, firstName: 'x'.repeat(257) } }, /invited.firstName/],
  [{ invited: ada, language: 'not a language' }, /language is not a BCP 47/],
  [{ invited: ada, language: 'x'.repeat(36) }, /language/],
  [{ invited: ada, country: 'ZZ' }, /country is none/],
  [{ invited: ada, country: 'CN' }, /country is none/],
  [{ invited: ada, country: '__' }, /country is none/],
  [{ invited: ada, expires: 3 }, /expires is not known here/],
  [{ invited: { ...ada, phone: '1' } }, /invited.phone is not known here/],
  [{ invited: ada, companyName: 'x' }, /companyName is not known here/]
]

t.test('what cannot be read is refused by name, and nothing is stored', async t => {
  const [before] = await stored.rows(
    'SELECT (SELECT count(*) FROM invitation) + (SELECT count(*) FROM invitation_token) AS count'
  )
  for (const [body, detail] of bad) {
    const answer = await invite(body)
    t.equal(answer.statusCode, 400, JSON.stringify(body))
    t.equal(answer.headers['content-type'], 'application/problem+json')
    t.match(answer.json(), { status: 400, detail }, JSON.stringify(body))
  }
  t.match((await invite({ invited: ada, sendMail: true })).json(), {
    status: 501,
    title: 'MailNotConfigured',
    detail: /SMTP_URL and MAIL_FROM/
  })
  t.strictSame(
    (
      await stored.rows('SELECT (SELECT count(*) FROM invitation) + (SELECT count(*) FROM invitation_token) AS count')
    )[0],
    before
  )
})

t.test('a country without a document cannot be invited to; the operator is told which one to import', async t => {
  await stored.rows("UPDATE agreement_document SET retired_at = now() WHERE country = 'FR' AND language = 'fr-FR'")
  t.match((await invite({ invited: ada, country: 'FR' })).json(), { status: 'sent', document: { language: 'en-US' } })
  await stored.rows("UPDATE agreement_document SET retired_at = now() WHERE country = 'FR'")
  t.match((await invite({ invited: ada, country: 'FR' })).json(), {
    status: 409,
    title: 'InvitationDocumentMissing',
    detail: /FR in fr-FR or FR in en-US.*template import/
  })
})
