import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'
import { recordedLog } from '../../helper/log.js'

const { logger, lines } = await recordedLog()
const { app, bearer, stored, clock } = await testApp(t, { logger })

const adminAgent = 'd1000000-0000-4000-8000-100000000001'

async function confirm (customerId: string, payload: object, headers: Record<string, string> = {}) {
  return await app.inject({ method: 'POST', url: `/v1/customers/${customerId}/agreements`, headers: { authorization: await bearer(), ...headers }, payload })
}

t.test('a confirmation is answered with 201 and the Agreement', async t => {
  const answer = await confirm(ids.adventureWorks, confirmation())
  t.equal(answer.statusCode, 201)
  t.equal(answer.headers['location'], undefined)
  t.equal(answer.headers['partner-agreements-notice'], undefined, 'nothing was overridden')
  t.strictSame(answer.json(), {
    userId: adminAgent,
    primaryContact: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example', phoneNumber: '+1 425 555 0100' },
    templateId: ids.customerAgreement,
    dateAgreed: '2026-02-28T09:30:00Z',
    type: 'MicrosoftCustomerAgreement'
  })
})

t.test('beside what the API shows, the circumstances are stored', async t => {
  clock.at = new Date('2026-03-02T11:22:33.444Z')
  const requestId = '0A0B0C0D-0000-4000-8000-00000000ABCD'
  await confirm(ids.wingtip, confirmation(), { 'ms-requestid': requestId, 'ms-correlationid': 'c0c0c0c0-0000-4000-8000-000000000001' })
  const [row] = await stored.rows(`
    SELECT a.*, d.country, d.language, d.version, encode(d.download_sha256, 'hex') AS sha256
    FROM customer_agreement a JOIN agreement_document d USING (document_id) WHERE a.customer_id = $1`, [ids.wingtip])
  t.match(row, {
    partner_id: ids.contoso,
    sequence: 1,
    user_id: adminAgent,
    received_at: clock.at,
    caller_tenant_id: ids.contoso,
    caller_application_id: 'a1000000-0000-4000-8000-000000000001',
    request_id: requestId.toLowerCase(),
    correlation_id: 'c0c0c0c0-0000-4000-8000-000000000001',
    country: 'DE',
    language: 'en-US',
    version: 'sample-1',
    sha256: /^[0-9a-f]{64}$/
  })
})

t.test('templateId decides the type; the answer says what was overridden', async t => {
  const answer = await confirm(ids.proseware, confirmation({ type: 'MicrosoftCloudAgreement', userId: 'd1000000-0000-4000-8000-999999999999' }))
  t.equal(answer.statusCode, 201)
  t.match(answer.json(), { type: 'MicrosoftCustomerAgreement', userId: adminAgent })
  t.equal(answer.headers['partner-agreements-notice'], "type overridden by templateId: MicrosoftCustomerAgreement was recorded; userId overridden by the token's user")
})

t.test('what was overridden is in the log, with the ids of its request', async t => {
  const requestId = 'a0000000-0000-4000-8000-00000000000a'
  lines.length = 0
  await confirm(ids.proseware, confirmation({ userId: 'd1000000-0000-4000-8000-999999999999' }, { firstName: 'Margaret' }), { 'ms-requestid': requestId })
  t.match(JSON.parse(lines.find(line => line.includes('overridden')) ?? '{}'), { requestId, correlationId: /^[0-9a-f-]{36}$/, notices: ["userId overridden by the token's user"] })
})

t.test('the caller\'s own userId, however it is written, is nothing to speak of', async t => {
  for (const [firstName, userId] of [['Grace', adminAgent.toUpperCase()], ['Hedy', `{${adminAgent}}`]] as const) {
    const answer = await confirm(ids.proseware, confirmation({ userId }, { firstName }))
    t.equal(answer.statusCode, 201)
    t.equal(answer.headers['partner-agreements-notice'], undefined, userId)
  }
})

t.test('the document recorded is one of the customer\'s country, else that of the United States', async t => {
  const recordedFor = async (firstName: string) => {
    await confirm(ids.wingtip, confirmation({}, { firstName }))
    const [row] = await stored.rows('SELECT d.country, d.language FROM customer_agreement a LEFT JOIN agreement_document d USING (document_id) WHERE a.first_name = $1', [firstName])
    return row
  }
  const retire = (condition: string) => stored.rows(`UPDATE agreement_document SET retired_at = now() WHERE country = 'DE' AND ${condition}`)
  t.strictSame(await recordedFor('Alan'), { country: 'DE', language: 'en-US' })
  await retire("language = 'en-US'")
  t.strictSame(await recordedFor('Barbara'), { country: 'DE', language: 'de-DE' })
  await retire('retired_at IS NULL')
  t.strictSame(await recordedFor('Claude'), { country: 'US', language: 'en-US' })
})

t.test('a Sales agent may confirm too, and is the one recorded', async t => {
  const authorization = await bearer('salesagent@contoso-direct.example')
  const answer = await app.inject({ method: 'POST', url: `/v1/customers/${ids.lucerne}/agreements`, headers: { authorization }, payload: confirmation() })
  t.equal(answer.statusCode, 201)
  t.equal(answer.json().userId, 'd1000000-0000-4000-8000-200000000001')
})

t.test('an absent phone number stays absent', async t => {
  for (const [index, phoneNumber] of [undefined, null, '', '  '].entries()) {
    const answer = await confirm(ids.lucerne, confirmation({}, { phoneNumber, firstName: `Person ${index}` }))
    t.equal(answer.statusCode, 201)
    t.notOk('phoneNumber' in answer.json().primaryContact)
  }
})

t.test('every confirmation stays as its own row', async t => {
  const rows = await stored.rows('SELECT sequence FROM customer_agreement WHERE customer_id = $1 AND agreement_type = $2 ORDER BY sequence', [ids.lucerne, 'MicrosoftCustomerAgreement'])
  t.strictSame(rows.map(({ sequence }) => sequence), [1, 2, 3, 4, 5, 6])
})

t.test('the digits beyond PostgreSQL\'s microseconds are kept as acknowledged', async t => {
  const answer = await confirm(ids.wingtip, confirmation({ dateAgreed: '2026-02-28T09:30:00.1234567Z' }, { firstName: 'Tick' }))
  t.equal(answer.json().dateAgreed, '2026-02-28T09:30:00.1234567Z')
  const [row] = await stored.rows<{ date_agreed: Date, date_agreed_text: string }>('SELECT date_agreed, date_agreed_text FROM customer_agreement WHERE first_name = $1', ['Tick'])
  t.equal(row?.date_agreed_text, '2026-02-28T09:30:00.1234567Z')
  t.equal(row?.date_agreed.toISOString(), '2026-02-28T09:30:00.123Z')
})
