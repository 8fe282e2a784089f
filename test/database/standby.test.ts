import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { customerRepository } from '../../src/partner-center/customers/repository.js'
import { sandboxCommerceRepository } from '../../src/sandbox/commerce/repository.js'
import type { Changes } from '../../src/sandbox/commerce/resources.js'
import { filled, pageTest } from '../acceptance/customer-page/helper.js'
import { newCustomer } from '../partner-center/customers/helper.js'
import { confirmation, ids } from '../helper/app.js'
import { ada, caller, type Issued } from '../helper/invitations.js'
import { startPrimary } from '../helper/standby.js'
import { clientOf, orderOf } from '../helper/transactions.js'

// Commits that wait for a standby which does not exist, and waits that are cancelled: PostgreSQL then commits, and only
// warns.
const primary = await startPrimary(t)
const test = await pageTest(t)
const { app, database } = test
const { unconfirmed } = primary
const authorization = await test.bearer()
const withId = () => ({ 'ms-requestid': randomUUID() })

interface Answered { readonly statusCode: number, readonly body: string }

/**
 * What is not confirmed is 503 the first time and each further time; once it is confirmed, the request is answered as
 * one that was stored.
 */
async function settlesLate (t: Test, send: () => Promise<Answered>, expected: number): Promise<Answered> {
  t.equal((await unconfirmed(send)).statusCode, 503, 'the first time')
  t.equal((await unconfirmed(send)).statusCode, 503, 'repeated')
  const settled = await send()
  t.equal(settled.statusCode, expected, 'repeated when nothing is waited for')
  return settled
}

t.test('a confirmation', async t => {
  const call = clientOf(app, authorization, ids.adventureWorks)
  const headers = withId()
  await settlesLate(t, () => call('POST', 'agreements', confirmation(), headers), 201)
  t.equal((await call('GET', 'agreements?agreementType=*')).json().totalCount, 1)
})

t.test('a confirmation whose request has no id: that it exists already is a promise too', async t => {
  const call = clientOf(app, authorization, ids.wingtip)
  t.match(JSON.parse((await settlesLate(t, () => call('POST', 'agreements', confirmation()), 400)).body), {
    code: 600061
  })
})

t.test('a new customer', async t => {
  const headers = { authorization, ...withId() }
  const payload = newCustomer({ company: { domain: 'standby.example' } })
  await settlesLate(t, () => app.inject({ method: 'POST', url: '/v1/customers', headers, payload }), 201)
})

t.test('a customer that Partner Center created', async t => {
  const { register } = customerRepository(database)
  const customer = {
    customerId: randomUUID(),
    companyName: 'Elsewhere',
    domain: null,
    indirectResellerId: null,
    profile: null
  }
  for (const time of ['the first time', 'again']) {
    await t.rejects(
      unconfirmed(() => register({ partnerId: ids.contoso, customer, country: 'US', createdAt: new Date() })),
      { name: 'OutcomeUnknown' },
      time
    )
  }
})

t.test('a refused order: its decision is kept before it is told', async t => {
  const call = clientOf(app, authorization, ids.proseware)
  const headers = withId()
  await settlesLate(t, () => call('POST', 'orders', orderOf(), headers), 403)
})

t.test('orders and carts', async t => {
  const call = clientOf(app, authorization, ids.adventureWorks)
  const requests = [
    ['orders', orderOf()],
    ['carts', { lineItems: [{ id: 0, catalogItemId: orderOf().lineItems[0]?.offerId, quantity: 1 }] }]
  ] as const
  for (const [path, body] of requests) {
    const headers = withId()
    const stored = await call('POST', path, body, headers)
    t.equal(stored.statusCode, 201)
    t.equal((await unconfirmed(() => call('POST', path, body, headers))).statusCode, 503, `${path}, repeated`)
    t.equal((await call('POST', path, body, headers)).body, stored.body)
    if (path === 'orders') continue
    const checkout = () => call('POST', `carts/${stored.json().id}/checkout`)
    const { body: first } = await checkout()
    t.equal((await unconfirmed(checkout)).statusCode, 503, 'checked out again')
    t.equal((await checkout()).body, first)
  }
  const request = {
    requestId: randomUUID(),
    subject: 'POST /',
    bodySha256: Buffer.alloc(32),
    response: { status: 201 as const, body: '{}' }
  }
  const changes: Changes = {
    partnerId: ids.contoso,
    customerId: ids.adventureWorks,
    at: new Date(),
    created: [],
    changed: [],
    isPurchase: true,
    request
  }
  await t.rejects(unconfirmed(() => sandboxCommerceRepository(database).commit(changes)), { name: 'OutcomeUnknown' })
})

t.test('a revoked invitation', async t => {
  const call = caller(test)
  const { invitationId } = (
    await call('POST', `/customers/${ids.proseware}/invitations`, { body: { invited: ada } })
  ).json<Issued>()
  await settlesLate(t, () => call('POST', `/invitations/${invitationId}/revoke`), 409)
})

t.test('an invitation, made, sent again and revoked by requests with an id', async t => {
  const call = caller(test)
  const [made, resent, revoked] = [withId(), withId(), withId()]
  const invite = () =>
    call('POST', `/customers/${ids.proseware}/invitations`, { body: { invited: ada }, headers: made })
  const { invitationId } = JSON.parse((await settlesLate(t, invite, 201)).body) as Issued
  await settlesLate(t, () => call('POST', `/invitations/${invitationId}/resend`, { headers: resent }), 200)
  await settlesLate(t, () => call('POST', `/invitations/${invitationId}/revoke`, { headers: revoked }), 200)
})

t.test('signing out of the page', async t => {
  const browser = test.browser()
  const [, formKey = ''] = /name="formKey" value="([^"]+)"/.exec((await browser.signIn('/accept/partners')).html) ?? []
  await settlesLate(t, async () => {
    const { status, html } = await browser.post('/accept/sign-out', { formKey })
    return { statusCode: status, body: html }
  }, 200)
})

t.test("a customer's own acceptance, and what it declined", async t => {
  for (const [decision, told] of [['decline', 410], ['accept', 409]] as const) {
    const { path } = await test.invite({ customer_id: ids.proseware })
    const browser = test.browser()
    const { fields } = await browser.signIn(path, 'admin@proseware.example')
    const send = async () => {
      const { status, html } = await browser.post(path, { ...fields, ...filled, decision })
      return { statusCode: status, body: html }
    }
    await settlesLate(t, send, told)
  }
})
