import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'
import { mark, markedLog } from '../helper/log.js'
import { agreementsOf, ask, bytes, countStored, isError, listen } from '../helper/wire.js'

const secrets: string[] = []
const { logger, lines, leavesNoMark } = await markedLog(secrets)

const wire = await testApp(t, { logger })
const { app, bearer, stored } = wire
const port = await listen(app)

const contact = { firstName: `${mark}first`, lastName: `${mark}last`, email: `${mark}@${mark}.example`, phoneNumber: `${mark}phone` }
const markedClaims = { upn: `${mark}@contoso.example`, unique_name: mark, name: mark, family_name: mark, ipaddr: mark, email: mark }
const authorization = await bearer(undefined, markedClaims)
const token = authorization.slice(7)
secrets.push(token.slice(-20))

const send = (line: string, headers: readonly string[], body = '') =>
  ask(port, bytes([line, 'Host: localhost', `User-Agent: ${mark}`, `Cookie: ${mark}`, `X-${mark}: ${mark}`, 'MS-CorrelationId: 9d000000-0000-4000-8000-000000000001', ...headers, ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`])], body))
const post = (payload: unknown, path = agreementsOf(), credentials = authorization) =>
  send(`POST ${path}?${mark}=${mark} HTTP/1.1`, [`Authorization: ${credentials}`, `Content-Type: ${mark}`], typeof payload === 'string' ? payload : JSON.stringify(payload))
const exchange = (form: string, credentials = authorization) => send(`POST /generatetoken?${mark} HTTP/1.1`, [`Authorization: ${credentials}`, 'Content-Type: application/x-www-form-urlencoded'], form)
const get = (target: string, credentials = authorization) => send(`GET ${target} HTTP/1.1`, [`Authorization: ${credentials}`])

t.test('what succeeds leaves no mark in the log', async t => {
  const answers = [
    await post(confirmation({ type: 'MicrosoftCloudAgreement', userId: mark, agreementLink: `https://${mark}`, [mark]: mark }, contact)),
    await get(`${agreementsOf()}?agreementType=*&${mark}=${mark}`),
    await get(agreementsOf()),
    await get('/v1/agreements'),
    await get(`/v1/agreementtemplates/${ids.customerAgreement}/document?country=${mark}&language=${mark}`),
    await get(`/v1/customers/${ids.adventureWorks}/directSignedMicrosoftCustomerAgreementStatus`),
    await get(`/v1/compliance/csp/agreementstatus?mpnId=1000003&${mark}`),
    await get(`/health/live?${mark}`),
    await exchange(`grant_type=jwt_token&client_id=${mark}`)
  ]
  t.strictSame(answers.map(({ statusCode }) => statusCode), [201, 200, 200, 200, 200, 200, 200, 200, 200])
  t.match(answers[0]?.body, mark, 'the control: the marks are really there')
  t.match(answers[1]?.body, mark)
  await leavesNoMark(t, 'success', answers)
})

t.test('what is refused leaves no mark, neither in the log nor in the answer', async t => {
  const [head, , signature] = token.split('.')
  const foreign = Buffer.from(JSON.stringify({ tid: 'd9000000-0000-4000-8000-000000000009', iss: 'http://127.0.0.1:8080/d9000000-0000-4000-8000-000000000009/', upn: mark, name: mark })).toString('base64url')
  const answers = [
    await post(confirmation({ dateAgreed: '2026-02-01' }, contact)),
    ...await Promise.all(['firstName', 'lastName', 'email', 'phoneNumber'].flatMap(name => [
      post(confirmation({}, { ...contact, [name]: `${mark}\0` })),
      post(confirmation({}, { ...contact, [name]: mark.repeat(100) })),
      post(confirmation({}, { ...contact, [name]: [mark] })),
      post(confirmation({}, { ...contact, [name]: { [mark]: mark } }))
    ])),
    await post(confirmation({}, { ...contact, email: mark })),
    await post(confirmation({ templateId: mark }, contact)),
    await post(confirmation({ templateId: ids.cloudAgreement }, contact)),
    await post(confirmation({ dateAgreed: mark }, contact)),
    await post(confirmation({ dateAgreed: '2027-01-01' }, contact)),
    await post(confirmation({ type: mark }, contact)),
    await post({ [mark]: contact }),
    await post(`{"${mark}": ${mark}}`),
    await post(`"${mark}`),
    await post(mark),
    await post(Buffer.from(`{"firstName":"${mark}\xff"}`, 'latin1').toString('latin1')),
    await post(mark.repeat(20_000)),
    await post(confirmation({}, contact), agreementsOf(ids.litware)),
    await post(confirmation({}, contact), agreementsOf(mark)),
    await post(confirmation({}, contact), `/v1/${mark}`),
    await post(confirmation({}, contact), agreementsOf(), `Bearer ${mark}`),
    await post(confirmation({}, contact), agreementsOf(), `Basic ${Buffer.from(`${mark}:${mark}`).toString('base64')}`),
    await get('/v1/agreements', `Bearer ${head}.${foreign}.${signature}`),
    await get('/v1/agreements', `Bearer ${head}.${mark}.${signature}`),
    await get('/v1/agreements', await bearer('helpdeskagent@contoso-direct.example', markedClaims)),
    await get('/v1/agreements', await bearer(undefined, { ...markedClaims, aud: 'https://management.azure.com' })),
    await get('/v1/agreements', await bearer(undefined, { ...markedClaims, exp: 1 })),
    await get('/v1/agreements', await bearer(undefined, { ...markedClaims, oid: mark })),
    await exchange(`grant_type=${mark}&${mark}=${mark}`),
    await exchange(mark),
    await exchange('grant_type=jwt_token', `${authorization}${mark}`),
    await get(`/v1/agreements?agreementType=${mark}`),
    await get(`/v1/compliance/csp/agreementstatus?mpnId=${mark}`),
    await get(`/v1/compliance/csp/agreementstatus?tenantId=${mark}`),
    await get(`/v1/agreementtemplates/${mark}/document`),
    await get(`/agreement-documents/${mark}`),
    await get(`/${mark}?${mark}`),
    await get(`/%zz${mark}`),
    await get(agreementsOf(mark.repeat(300))),
    await get(`/docs/static/${mark}`),
    await send(`DELETE /v1/agreements?${mark} HTTP/1.1`, []),
    await send(`TRACE /${mark} HTTP/1.1`, []),
    await send(`CONNECT ${mark}:80 HTTP/1.1`, []),
    await send(`${mark} /${mark} HTTP/1.1`, [])
  ]
  t.strictSame(answers.filter(({ statusCode }) => statusCode < 400 || statusCode >= 500), [])
  // CONNECT and the unknown method are no requests to log.
  await leavesNoMark(t, 'refusals', answers, answers.length - 2)
})

/** Each makes PostgreSQL itself fail, with the row in its message or detail; undone by the second statement. */
const failures: ReadonlyArray<readonly [what: string, make: string, undo: string]> = [
  ['a grant that is gone', 'REVOKE INSERT ON customer_agreement FROM partner_agreements_test', 'GRANT INSERT ON customer_agreement TO partner_agreements_test'],
  ['a table that is gone', 'ALTER TABLE agreement_document RENAME TO elsewhere', 'ALTER TABLE elsewhere RENAME TO agreement_document'],
  ['a column that is gone', 'ALTER TABLE customer_agreement RENAME email TO elsewhere', 'ALTER TABLE customer_agreement RENAME elsewhere TO email'],
  ['a check whose detail is the row', "ALTER TABLE customer_agreement ADD CONSTRAINT refusing CHECK (agreement_type = '') NOT VALID", 'ALTER TABLE customer_agreement DROP CONSTRAINT refusing'],
  ['an exception that quotes the row', "CREATE FUNCTION quote() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no %', NEW.email USING DETAIL = NEW.first_name, HINT = NEW.last_name; END $$; CREATE TRIGGER quote BEFORE INSERT ON customer_agreement FOR EACH ROW EXECUTE FUNCTION quote()", 'DROP FUNCTION quote() CASCADE'],
  ['a cast that quotes the value', 'CREATE FUNCTION quote() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.sequence := NEW.first_name::int; RETURN NEW; END $$; CREATE TRIGGER quote BEFORE INSERT ON customer_agreement FOR EACH ROW EXECUTE FUNCTION quote()', 'DROP FUNCTION quote() CASCADE']
]

for (const [what, make, undo] of failures) {
  t.test(`${what} is an error without a mark, and stores nothing`, async t => {
    const before = await countStored(wire)
    await stored.rows(make)
    const answers = [await post(confirmation({}, { ...contact, firstName: `${mark}new` })), await get(`${agreementsOf()}?agreementType=*`), await get(`/v1/agreementtemplates/${ids.customerAgreement}/document`)]
    await stored.rows(undo)
    t.equal(answers[0]?.statusCode, 500)
    for (const answer of answers) if (answer.statusCode >= 400) isError(t, answer, 'UnexpectedError', what)
    t.match(lines.join(''), /"level":50.*"code":"(42|23|P0|22)/, 'the log tells the operator what it was')
    await leavesNoMark(t, what, answers)
    t.equal(await countStored(wire), before)
  })
}

t.test('a statement that the operator cancels is an outage without a mark', async t => {
  const lock = stored.rows('BEGIN; LOCK TABLE customer_agreement IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT')
  await sleep(200)
  const waiting = post(confirmation({}, { ...contact, firstName: `${mark}cancelled` }))
  const cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'partner-agreements' AND wait_event_type = 'Lock'"
  while ((await stored.rows(cancel)).length === 0) await sleep(10)
  const answer = await waiting
  await lock
  isError(t, answer, 'TemporarilyUnavailable')
  t.equal(answer.headers['retry-after'], '1')
  await leavesNoMark(t, 'cancelled', [answer])
})

t.test('a client that hangs up, or sends junk, leaves no mark', async t => {
  for (const part of [`POST ${agreementsOf()} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Length: 99\r\n\r\n{"${mark}`, `${mark}\r\n\r\n`]) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(part)
    await sleep(30)
    socket.resetAndDestroy()
  }
  await leavesNoMark(t, 'hanging up', [], 0)
})
