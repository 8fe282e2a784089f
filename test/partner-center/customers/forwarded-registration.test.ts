import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { confirmation, ids } from '../../helper/app.js'
import { bytes, isError, listen } from '../../helper/wire.js'
import { create, newCustomer } from './helper.js'
import { createdAnswer, forwardingApp, newcomb, notice } from './partner-center.js'

const test = await forwardingApp(t)
const { app, bearer, stored, upstream, registered, answer, forget } = test
const authorization = await bearer()
const url = `/v1/customers/${newcomb}`

t.beforeEach(() => answer(createdAnswer()))
t.afterEach(forget)

t.test('a customer that is known already gets the relationship alone, once', async t => {
  const [before] = await registered(ids.litware)
  answer(createdAnswer({ id: ids.litware }))
  for (const time of ['first', 'second']) t.equal((await create(test, newCustomer())).headers[notice], undefined, time)
  t.strictSame(await registered(ids.litware), [
    { ...before, partner_id: ids.contoso, indirect_reseller_id: null },
    before
  ])
})

t.test('many answers at once register it once', async t => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => create(test, newCustomer())))
  t.ok(answers.every(({ statusCode, headers }) => statusCode === 201 && headers[notice] === undefined))
  t.equal((await registered()).length, 1)
})

t.test('the indirect reseller is registered with it, if it is known', async t => {
  const sell = async (associatedPartnerId: string, { told = {}, user = 'adminagent@fabrikam.example' } = {}) => {
    answer(createdAnswer(told))
    return (await create(test, newCustomer({ associatedPartnerId }), { user })).headers[notice]
  }
  for (const [reseller, user] of [
    [ids.contoso], ['cc000000-0000-4000-8000-000000000001'], [ids.northwind, 'adminagent@contoso-direct.example']
  ] as const) {
    t.match(await sell(reseller, user && { user }), /without its indirect reseller/)
    t.match(await registered(), [{ indirect_reseller_id: null }])
    await forget()
  }
  t.equal(await sell(`{${ids.northwind.toUpperCase()}}`), undefined)
  t.match(await registered(), [{ partner_id: ids.fabrikam, indirect_reseller_id: ids.northwind }])
  await forget()
  await sell(ids.contoso, { told: { associatedPartnerId: ids.northwind } })
  t.match(await registered(), [{ indirect_reseller_id: ids.northwind }], "Partner Center's word counts")
})

t.test('compressed answers are read, and come back compressed', async t => {
  for (const [encoding, packed] of [
    ['gzip', gzipSync(createdAnswer())], ['deflate', deflateSync(createdAnswer())],
    ['br', brotliCompressSync(createdAnswer())]
  ] as const) {
    answer(packed, 201, { 'content-encoding': encoding })
    const got = await create(test, newCustomer(), { headers: { 'accept-encoding': encoding } })
    t.equal(upstream.received.at(-1)?.headers['accept-encoding'], encoding)
    t.ok(got.rawPayload.equals(packed), encoding)
    t.match(got.headers, { 'content-encoding': encoding })
    t.equal((await registered()).length, 1, encoding)
    await forget()
  }
})

t.test('a profile that could not be shown is left out, and a name is taken from where there is one', async t => {
  answer(
    createdAnswer({
      companyProfile: { companyName: '' },
      billingProfile: { companyName: 'Billed', email: 7, defaultAddress: { country: 'de' } }
    }),
    200
  )
  t.equal((await create(test, newCustomer())).headers[notice], undefined)
  t.match(await registered(), [{ company_name: 'Billed', country: 'DE', domain: null, profile: null }])
  t.equal((await app.inject({ url, headers: { authorization } })).statusCode, 200)
})

t.test('a client that hangs up does not keep the customer from being registered', async t => {
  const port = await listen(app)
  const finish = new Promise<() => void>(resolve => {
    upstream.answer = (_request, response) => resolve(() => { response.writeHead(201).end(createdAnswer()) })
  })
  const body = JSON.stringify(newCustomer())
  const socket = connect(port, '127.0.0.1')
  socket.write(
    bytes(
      ['POST /v1/customers HTTP/1.1', 'Host: x', `Authorization: ${authorization}`, `Content-Length: ${body.length}`],
      body
    )
  )
  const answerNow = await finish
  socket.destroy()
  while (await promisify(app.server.getConnections.bind(app.server))() > 0) await sleep(5)
  answerNow()
  const deadline = performance.now() + 3_000
  while ((await registered()).length === 0 && performance.now() < deadline) await sleep(10)
  t.equal((await registered()).length, 1)
})

t.test('what Partner Center created is registered before its answer comes: the next calls work', async t => {
  t.equal((await create(test, newCustomer())).statusCode, 201)
  t.match(await registered(), [
    {
      company_name: 'Newcomb Traders',
      country: 'US',
      domain: 'newcomb.onmicrosoft.com',
      partner_id: ids.contoso,
      indirect_reseller_id: null
    }
  ])
  const headers = { authorization }
  const decide = async () =>
    (
      await app.inject({
        method: 'POST',
        url: `/order-gate${url}/decisions`,
        headers,
        payload: { transaction: { kind: 'newPurchase' } }
      })
    ).json()
  t.match(await decide(), { outcome: 'block', reason: 'noAgreement' })
  const invited = await app.inject({
    method: 'POST',
    url: `/acceptance${url}/invitations`,
    headers,
    payload: { invited: { firstName: 'Nia', lastName: 'Newcomb', email: 'nia@newcomb.example' }, language: 'en' }
  })
  t.match(
    invited.json(),
    { mail: { text: /credentials that your partner gave you/ } },
    'as of every customer that was created'
  )
  t.equal(
    (await app.inject({ method: 'POST', url: `${url}/agreements`, headers, payload: confirmation() })).statusCode,
    201
  )
  t.match(await decide(), { outcome: 'allow' })
  t.match((await app.inject({ url, headers })).json(), {
    id: newcomb.toLowerCase(),
    companyProfile: { domain: 'newcomb.onmicrosoft.com' },
    billingProfile: { id: 'bp-1', culture: 'en-US', email: 'nia@newcomb.example', defaultAddress: { city: 'Redmond' } }
  })
  isError(
    t,
    await app.inject({ url, headers: { authorization: await bearer('adminagent@fabrikam.example') } }),
    'NoCustomerRelationship',
    'and nobody else has it'
  )
  await stored.rows('TRUNCATE invitation, customer_agreement CASCADE')
})
