import t from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'
import { accept, ada, caller, open, sell, type Issued } from '../helper/invitations.js'
import { agreementsOf, ask, bytes, countStored, isError, listen, type Answer } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer, stored } = wire
const port = await listen(app)
const authorization = await bearer()

const nobodys = 'c9000000-0000-4000-8000-000000000009'
const requestId = '7e000000-0000-4000-8000-000000000001'

const foreignSubscription = '5c000000-0000-4000-8000-000000000003'

// Whatever a customer can have, the other partner's customer has.
await app.inject({ method: 'POST', url: agreementsOf(ids.litware), headers: { authorization: await bearer('adminagent@fabrikam.example'), 'ms-requestid': requestId }, payload: confirmation() })
const invitation = { body: { invited: ada, country: 'DE' }, as: 'adminagent@fabrikam.example' }
const theirs = (await caller(wire)('POST', `/customers/${ids.litware}/invitations`, invitation)).json<Issued>().invitationId
const theirNewcomer = (await caller(wire)('POST', '/invitations', invitation)).json<Issued>().invitationId
await open(wire, theirs)
await accept(wire, ids.litware)
await sell(wire, ids.fabrikam, ids.litware)

const get = (path: (customerId: string) => string) => (customerId: string) => bytes([`GET ${path(customerId)} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`])
const head = (path: (customerId: string) => string) => (customerId: string) => bytes([`HEAD ${path(customerId)} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`])
const post = (payload: string, headers: readonly string[] = []) => (customerId: string) =>
  bytes([`POST ${agreementsOf(customerId)} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`, 'Content-Type: application/json', ...headers, `Content-Length: ${Buffer.byteLength(payload)}`], payload)
const postTo = (path: (id: string) => string, payload = '') => (id: string) =>
  bytes([`POST ${path(id)} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`, 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(payload)}`], payload)
const changed = (changes: object, contact: object = {}) => post(JSON.stringify(confirmation({ ...changes }, { ...contact })))
const invitationsOf = (customerId: string) => `/acceptance/v1/customers/${customerId}/invitations`
const statusOf = (customerId: string) => `/acceptance/v1/customers/${customerId}/status`
const send = (method: string, path: (customerId: string) => string, payload: string) => (customerId: string) =>
  bytes([`${method} ${path(customerId)} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`, ...(payload === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(payload)}`])], payload)
const braces = (customerId: string) => agreementsOf(`%7B${customerId.toUpperCase()}%7D`)

/** Every endpoint that a customer's id is given to, with whatever else can be sent there. */
const requests: ReadonlyArray<readonly [what: string, request: (customerId: string) => Buffer]> = [
  ['list', get(agreementsOf)],
  ['list all', get(customerId => `${agreementsOf(customerId)}?agreementType=*`)],
  ['list in braces', get(braces)],
  ['list an unknown type', get(customerId => `${agreementsOf(customerId)}?agreementType=x`)],
  ['head', head(agreementsOf)],
  ['direct-sign status', get(customerId => `/v1/customers/${customerId}/directSignedMicrosoftCustomerAgreementStatus`)],
  ['head of the status', head(customerId => `/v1/customers/${customerId}/directSignedMicrosoftCustomerAgreementStatus`)],
  ['confirm', post(JSON.stringify(confirmation()))],
  ['confirm under the id of a request that the other partner made', post(JSON.stringify(confirmation()), [`MS-RequestId: ${requestId}`])],
  ['confirm somebody else', changed({}, { firstName: 'Somebody' })],
  ['confirm nothing', post('')],
  ['confirm with half a document', post('{"primaryContact":')],
  ['confirm with a list', post('[]')],
  ['confirm with an empty object', post('{}')],
  ['confirm without a contact', changed({ primaryContact: null })],
  ['confirm with a wrong type', changed({ templateId: 1 })],
  ['confirm without a name', changed({}, { firstName: '' })],
  ['confirm with a bad address', changed({}, { email: 'x' })],
  ['confirm an unknown template', changed({ templateId: 'x' })],
  ['confirm the retired template', changed({ templateId: ids.cloudAgreement })],
  ['confirm on no day', changed({ dateAgreed: '2026-02-30' })],
  ['confirm in the future', changed({ dateAgreed: '2027-01-01' })],
  ['confirm with a NUL', changed({}, { lastName: 'a\0b' })],
  ['confirm with 900 KB', post(JSON.stringify(confirmation({}, { firstName: 'x'.repeat(900_000) })))],
  ['confirm with an override', changed({ type: 'MicrosoftCloudAgreement', userId: 'x' })],
  ['put', customerId => bytes([`PUT ${agreementsOf(customerId)} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`])],
  ['get the customer', get(customerId => `/v1/customers/${customerId}`)],
  ['get the customer in braces', get(customerId => `/v1/customers/%7B${customerId.toUpperCase()}%7D`)],
  ['head of the customer', head(customerId => `/v1/customers/${customerId}`)],
  ['acceptance status', get(statusOf)],
  ['head of the acceptance status', head(statusOf)],
  ['acceptance status with a query', get(customerId => `${statusOf(customerId)}?state=invited`)],
  ['invite', postTo(invitationsOf, JSON.stringify({ invited: ada }))],
  ['invite to a country', postTo(invitationsOf, JSON.stringify({ invited: ada, country: 'DE', language: 'de', expiresInDays: 1 }))],
  ['invite to no country', postTo(invitationsOf, JSON.stringify({ invited: ada, country: 'ZZ' }))],
  ['invite by mail', postTo(invitationsOf, JSON.stringify({ invited: ada, sendMail: true }))],
  ['invite nobody', postTo(invitationsOf)],
  ['invite with half a document', postTo(invitationsOf, '{"invited":')],
  ['list invitations of the customer', get(customerId => `/acceptance/v1/invitations?customerId=${customerId}`)],
  ['list statuses from after the customer', get(customerId => `/acceptance/v1/status?cursor=${customerId}&state=attested`)],
  ['a path that there is not', get(customerId => `/v1/customers/${customerId}/users`)],
  ...[
    ['GET', 'orders'], ['GET', 'orders/x'], ['POST', 'orders'], ['PATCH', 'orders/x'], ['POST', 'carts'], ['GET', 'carts/x'], ['PUT', 'carts/x'], ['POST', 'carts/x/checkout'],
    ['GET', 'subscriptions'], ['GET', `subscriptions/${foreignSubscription}`], ['PATCH', `subscriptions/${foreignSubscription}`],
    ['POST', `subscriptions/${foreignSubscription}/upgrades`], ['POST', `subscriptions/${foreignSubscription}/transitions`], ['POST', `subscriptions/${foreignSubscription}/conversions`]
  ].map(([method = '', path = '']) => [`${method} ${path}`, send(method, customerId => `/v1/customers/${customerId}/${path}`, method === 'GET' ? '' : '{')] as const),
  ['ask the order gate', send('POST', customerId => `/order-gate/v1/customers/${customerId}/decisions`, '{"transaction":{"kind":"newPurchase"}}')],
  ['ask about a subscription', customerId => send('POST', id => `/order-gate/v1/customers/${id}/decisions`, JSON.stringify({ request: { method: 'PATCH', path: `/v1/customers/${customerId}/subscriptions/${foreignSubscription}`, body: { quantity: 1 } } }))(customerId)]
]

const invitationAt = (suffix = '') => (invitationId: string) => `/acceptance/v1/invitations/${invitationId}${suffix}`

/** Every endpoint that an invitation's id is given to. */
const invitationRequests: ReadonlyArray<readonly [what: string, request: (invitationId: string) => Buffer]> = [
  ['get', get(invitationAt())],
  ['get in braces', get(invitationId => invitationAt()(`%7B${invitationId.toUpperCase()}%7D`))],
  ['head', head(invitationAt())],
  ['revoke', postTo(invitationAt('/revoke'))],
  ['revoke with a body', postTo(invitationAt('/revoke'), '{"x":1}')],
  ['revoke with half a document', postTo(invitationAt('/revoke'), '{')],
  ['resend', postTo(invitationAt('/resend'))],
  ['resend by mail', postTo(invitationAt('/resend'), '{"sendMail":true}')],
  ['resend with a wrong type', postTo(invitationAt('/resend'), '{"sendMail":1}')]
]

/** All of an answer but what is new with every request. */
function essence ({ statusCode, headers, body }: Answer): string {
  const { date, 'ms-requestid': _requestId, 'ms-correlationid': _correlationId, 'ms-cv': _vector, ...others } = headers
  return JSON.stringify([statusCode, Object.entries(others), body])
}

t.test('the control: to the other partner, its customer is there', async t => {
  t.equal((await app.inject({ url: `${agreementsOf(ids.litware)}?agreementType=*`, headers: { authorization: await bearer('adminagent@fabrikam.example') } })).json().totalCount, 1)
})

for (const [what, request] of requests) {
  t.test(`${what}: nothing tells the customer of another partner from none`, async t => {
    const isHead = what.startsWith('head')
    const [unknown, foreign] = [await ask(port, request(nobodys), { isHead }), await ask(port, request(ids.litware), { isHead })]
    t.equal(essence(foreign), essence(unknown))
    t.strictSame(Object.keys(foreign.headers), Object.keys(unknown.headers), 'the same headers in the same order')
    t.notMatch(foreign.body, /litware|fabrikam|c3000000/i)
  })
}

for (const [what, request] of invitationRequests) {
  t.test(`${what}: nothing tells the invitation of another partner from none`, async t => {
    const isHead = what.startsWith('head')
    const unknown = await ask(port, request(nobodys), { isHead })
    t.ok([400, 404].includes(unknown.statusCode), String(unknown.statusCode))
    for (const id of [theirs, theirNewcomer]) {
      const foreign = await ask(port, request(id), { isHead })
      t.equal(essence(foreign), essence(unknown))
      t.strictSame(Object.keys(foreign.headers), Object.keys(unknown.headers), 'the same headers in the same order')
    }
  })
}

t.test('the control: its partner has the invitation, and nothing was done to it', async t => {
  t.match((await caller(wire)('GET', `/invitations/${theirs}`, { as: invitation.as })).json(), { status: 'acceptedOtherwise', openedAt: String, customerId: ids.litware })
  t.equal((await stored.rows('SELECT FROM invitation_token')).length, 2, 'no other one was made or sent again')
})

t.test('what is told is that there is no relationship', async t => {
  for (const [what, request] of requests.slice(0, 9)) {
    const isHead = what.startsWith('head')
    const answer = await ask(port, request(ids.litware), { isHead })
    if (what === 'list an unknown type') isError(t, answer, 'AgreementTypeUnknown', what)
    else if (isHead) t.equal(answer.statusCode, 403, what)
    else isError(t, answer, 'NoCustomerRelationship', what)
  }
})

t.test("a body's fault is told to a partner of the customer alone", async t => {
  for (const [, request] of requests.slice(13, 23)) {
    t.equal((await ask(port, request(ids.adventureWorks))).statusCode, 400)
    isError(t, await ask(port, request(ids.litware)), 'NoCustomerRelationship')
  }
})

t.test('a customer of two partners shows each its own alone', async t => {
  const fabrikam = await bearer('adminagent@fabrikam.example')
  const list = async (credentials: string) => (await app.inject({ url: `${agreementsOf()}?agreementType=*`, headers: { authorization: credentials } })).json()
  await app.inject({ method: 'POST', url: agreementsOf(), headers: { authorization }, payload: confirmation({}, { firstName: 'Ours' }) })
  t.equal((await list(fabrikam)).totalCount, 0)
  await app.inject({ method: 'POST', url: agreementsOf(), headers: { authorization: fabrikam }, payload: confirmation({}, { firstName: 'Theirs' }) })
  t.strictSame((await list(fabrikam)).items.map((item: { primaryContact: { firstName: string } }) => item.primaryContact.firstName), ['Theirs'])
  t.strictSame((await list(authorization)).items.map((item: { primaryContact: { firstName: string } }) => item.primaryContact.firstName), ['Ours'])
})

t.test('a relationship that has ended closes the customer, as if it had never been', async t => {
  await stored.rows('ALTER TABLE customer_agreement DROP CONSTRAINT customer_agreement_relationship_exists')
  await stored.rows('DELETE FROM reselling_relationship WHERE partner_id = $1 AND customer_id = $2', [ids.contoso, ids.adventureWorks])
  const before = await countStored(wire)
  for (const [what, request] of requests) {
    const isHead = what.startsWith('head')
    t.equal(essence(await ask(port, request(ids.adventureWorks), { isHead })), essence(await ask(port, request(nobodys), { isHead })), what)
  }
  t.equal(await countStored(wire), before)
})
