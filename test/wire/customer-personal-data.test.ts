import t from 'tap'
import { newCustomer } from '../partner-center/customers/helper.js'
import { ids, testApp } from '../helper/app.js'
import type { Issued } from '../helper/invitations.js'
import { mark, markedLog } from '../helper/log.js'
import type { Answer } from '../helper/wire.js'

/** Passwords and links' tokens, which nobody could foresee. */
const secrets: string[] = []
const { logger, lines, leavesNoMark } = await markedLog(secrets)

const refusing = { send: async () => { throw new Error(`550 no such user ${mark}@${mark}.example`) } }
const { app, bearer, stored } = await testApp(t, { logger, mailSender: refusing })
const authorization = await bearer()

const address = { firstName: `${mark}first`, lastName: `${mark}last`, addressLine1: `${mark} Way`, city: mark, phoneNumber: `${mark}phone` }
const customer = (changes: object = {}) => newCustomer({ company: { domain: `${mark}.example` }, billing: { email: `${mark}@${mark}.example`, companyName: `${mark} Traders`, ...changes }, address })
const invited = { firstName: `${mark}first`, lastName: `${mark}last`, email: `${mark}@${mark}.example` }

const post = async (url: string, payload: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  await app.inject({ method: 'POST', url: `${url}?${mark}=${mark}`, headers: { authorization, 'content-type': mark, 'user-agent': mark, cookie: mark, ...headers }, payload: typeof payload === 'string' ? payload : JSON.stringify(payload) })
const get = async (url: string, headers: Record<string, string> = {}): Promise<Answer> => await app.inject({ url, headers: { authorization, 'user-agent': mark, ...headers } })
const parsed = <Body>({ body }: Answer) => JSON.parse(body) as Body

const invitationsOf = (customerId: string) => `/acceptance/v1/customers/${customerId}/invitations`

t.test('what succeeds leaves no mark in the log, nor do passwords and links', async t => {
  const requestId = { 'ms-requestid': '7e000000-0000-4000-8000-00000000000a' }
  const created = await post('/v1/customers', customer(), requestId)
  const { id, userCredentials: { password } } = parsed<{ id: string, userCredentials: { password: string } }>(created)
  const issued = await post(invitationsOf(id), { invited })
  const { invitationId, url } = parsed<Issued>(issued)
  const again = await post(`/acceptance/v1/invitations/${invitationId}/resend`, { sendMail: true })
  secrets.push(password, url.slice(-43), parsed<Issued>(again).url.slice(-43))
  const answers = [
    created,
    issued,
    again,
    await post('/v1/customers', customer(), requestId),
    await post('/acceptance/v1/invitations', { invited, country: 'DE', companyName: mark, sendMail: true }),
    await get(`/v1/customers?${mark}=${mark}`),
    await get(`/v1/customers/${id}`),
    await get(`/v1/customers/relationshiprequests?${mark}=${mark}`),
    await get(`/acceptance/v1/invitations?${mark}=${mark}`),
    await get(`/acceptance/v1/invitations/${invitationId}`),
    await get(`/acceptance/v1/customers/${id}/status`),
    await get('/acceptance/v1/status'),
    await get('/acceptance/v1/status', { accept: 'text/csv' }),
    await post(`/acceptance/v1/invitations/${invitationId}/revoke`, '')
  ]
  t.strictSame(answers.map(({ statusCode }) => statusCode), [201, 201, 200, 201, 201, ...Array(9).fill(200)])
  t.match(parsed(again), { mailed: false })
  for (const index of [0, 1, 4, 6, 12]) t.match(answers[index]?.body, mark, 'the control: the marks are really there')
  t.match(lines.join(''), /a mail was not sent/, 'and a mail that quoted one failed')
  await leavesNoMark(t, 'success', answers)
})

t.test('what is refused leaves no mark, neither in the log nor in the answer', async t => {
  const [password = '', token = ''] = secrets
  const one = 'aa000000-0000-4000-8000-00000000000a'
  const bad = [`${mark}\0`, mark.repeat(100), [mark], { [mark]: mark }, `${mark}\r\nBcc: ${mark}`]
  const answers = [
    await post('/v1/customers', customer()),
    await post('/v1/customers', customer({ companyName: mark }), { 'ms-requestid': '7e000000-0000-4000-8000-00000000000a' }),
    ...await Promise.all(bad.flatMap(value => [
      ...['email', 'companyName', 'culture', 'language'].map(name => post('/v1/customers', customer({ [name]: value }))),
      ...['firstName', 'lastName', 'email'].map(name => post(invitationsOf(ids.adventureWorks), { invited: { ...invited, [name]: value } })),
      ...['language', 'country', 'companyName', 'indirectResellerId', 'expiresInDays', 'sendMail'].map(name => post('/acceptance/v1/invitations', { invited, country: 'DE', [name]: value }))
    ])),
    await post(invitationsOf(ids.adventureWorks), { invited, language: mark, country: mark }),
    await post(invitationsOf(ids.adventureWorks), { invited, [`${mark}@${mark}.example`]: mark }),
    await post(invitationsOf(ids.litware), { invited }),
    await post(invitationsOf(mark), { invited }),
    await post(invitationsOf(ids.adventureWorks), `{"invited": ${mark}}`),
    await post(invitationsOf(ids.adventureWorks), mark.repeat(20_000)),
    await post('/v1/customers', `{"${mark}": ${mark}}`),
    await post(`/acceptance/v1/invitations/${one}/resend`, { sendMail: mark }),
    await post(`/acceptance/v1/invitations/${mark}/revoke`, mark),
    await post(`/acceptance/v1/invitations/${token}/revoke`, ''),
    await get(`/acceptance/v1/invitations/${mark}`),
    await get(`/acceptance/v1/invitations?cursor=${mark}`),
    await get(`/acceptance/v1/invitations?status=${mark}`),
    await get(`/acceptance/v1/status?state=${mark}`),
    await get(`/acceptance/v1/customers/${mark}/status`),
    await get(`/v1/customers?size=${mark}`),
    await get('/v1/customers?seekOperation=Next', { 'ms-continuationtoken': mark }),
    await get(`/v1/customers?filter=${mark}`),
    await get(`/v1/customers/${mark}`),
    await get(`/v1/customers/relationshiprequests?indirectResellerId=${mark}`),
    await get(`/v1/customers?${password}`, { authorization: `Bearer ${mark}` })
  ]
  t.strictSame(answers.filter(({ statusCode }) => statusCode < 400 || statusCode >= 500), [])
  await leavesNoMark(t, 'refusals', answers)
})

t.test('a sign-in leaves no mark in the log, whatever came of it', async t => {
  const [password = ''] = secrets
  const query = new URLSearchParams({ client_id: mark, redirect_uri: `https://${mark}.example`, login_hint: mark, state: mark, nonce: mark })
  const form = (fields: Record<string, string>) => ({ payload: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  const answers = [
    await app.inject({ url: `/organizations/oauth2/v2.0/authorize?${query}` }),
    await app.inject({ method: 'POST', url: `/organizations/oauth2/v2.0/authorize?${query}`, ...form({ username: `admin@${mark}.example`, password }) }),
    await app.inject({ method: 'POST', url: '/organizations/oauth2/v2.0/token', ...form({ grant_type: 'authorization_code', client_id: mark, client_secret: mark, code: mark, code_verifier: mark, redirect_uri: mark }) }),
    await app.inject({ method: 'POST', url: `/${ids.contoso}/oauth2/token`, ...form({ grant_type: 'password', client_id: 'a1000000-0000-4000-8000-000000000001', resource: mark, username: mark, password: mark }) })
  ]
  t.strictSame(answers.map(({ statusCode }) => statusCode), [400, 400, 400, 400])
  await leavesNoMark(t, 'sign-in', answers)
})

/** Each makes PostgreSQL itself fail with a row in its message; undone by dropping the function. */
const quoting = (table: string, text: string) => [
  `CREATE FUNCTION quote() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no %', ${text} USING DETAIL = ${text}; END $$; CREATE TRIGGER quote BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION quote()`,
  'DROP FUNCTION quote() CASCADE'
] as const

for (const [table, text] of [['invitation', 'NEW.email'], ['invitation_token', "encode(NEW.token_sha256, 'hex')"], ['customer', 'NEW.profile'], ['sandbox_user', 'NEW.email || NEW.password_hash'], ['invitation_event', 'NEW.what']] as const) {
  t.test(`an exception that quotes a row of ${table} is a 5xx without a mark`, async t => {
    const [make, undo] = quoting(table, text)
    await stored.rows(make)
    const answers = [await post('/v1/customers', newCustomer({ company: { domain: `${mark}-new.example` }, address })), await post(invitationsOf(ids.adventureWorks), { invited, sendMail: true })]
    await stored.rows(undo)
    t.equal(answers.filter(({ statusCode }) => statusCode === 500).length, 1)
    t.match(lines.join(''), /"level":50.*"code":"P0001"/, 'the log tells the operator what it was')
    await leavesNoMark(t, table, answers)
    await stored.rows("DELETE FROM sandbox_user WHERE user_name LIKE '%-new.example'")
  })
}
