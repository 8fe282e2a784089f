import createClient from 'openapi-fetch'
import t from 'tap'
import { ids, testApp } from '../helper/app.js'
import { offerId } from '../helper/transactions.js'
import type { paths } from './client-types.js'

const { app, bearer } = await testApp(t)
const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 })
const client = createClient<paths>({ baseUrl, headers: { authorization: await bearer() } })
const path = { customerId: ids.adventureWorks }
const order = { billingCycle: 'monthly', lineItems: [{ lineItemNumber: 0, offerId, quantity: 5 }] }

t.test('a generated client is refused an order, confirms, orders, and changes seats', async t => {
  const asked = await client.POST('/order-gate/v1/customers/{customerId}/decisions', { params: { path }, body: { transaction: { kind: 'newPurchase' } } })
  t.match(asked.data, { outcome: 'block', reason: 'noAgreement' })

  const refused = await client.POST('/v1/customers/{customerId}/orders', { params: { path }, body: order })
  t.equal(refused.response.status, 403)
  t.match(refused.error, { code: 13605, parameters: { reason: 'noAgreement' } })

  const decisionId = refused.response.headers.get('partner-agreements-decision') ?? ''
  const { data: explained } = await client.GET('/order-gate/v1/decisions/{decisionId}', { params: { path: { decisionId } } })
  t.match(explained, { customerId: ids.adventureWorks, decision: { decisionId, outcome: 'block', reason: 'noAgreement', lines: [{ kind: 'newPurchase' }] } })

  const [remedy] = asked.data?.remedies ?? []
  const contact = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example' }
  const confirmed = await client.POST('/v1/customers/{customerId}/agreements', { params: { path }, body: { templateId: remedy?.templateId ?? '', dateAgreed: '2026-02-28', primaryContact: contact } })
  t.equal(confirmed.response.status, 201)

  const placed = await client.POST('/v1/customers/{customerId}/orders', { params: { path }, body: order })
  t.equal(placed.response.status, 201)
  const { data: subscriptions } = await client.GET('/v1/customers/{customerId}/subscriptions', { params: { path } })
  t.match(subscriptions, { totalCount: 1, items: [{ quantity: 5, status: 'active' }] })
})

t.test('seats are changed under the ETag that the client read, and under no older one', async t => {
  const { data: subscriptions } = await client.GET('/v1/customers/{customerId}/subscriptions', { params: { path } })
  const [subscription] = subscriptions?.items ?? []
  const one = { path: { ...path, subscriptionId: String(subscription?.id) } }
  const { data: read } = await client.GET('/v1/customers/{customerId}/subscriptions/{subscriptionId}', { params: one })
  // Resources are Partner Center's, so the document leaves their attributes open.
  const { etag } = read?.attributes as { etag: string }
  const change = (quantity: number) => client.PATCH('/v1/customers/{customerId}/subscriptions/{subscriptionId}', { params: one, headers: { 'if-match': etag }, body: { quantity, autoRenewEnabled: true } })
  t.match((await change(7)).data, { quantity: 7 })
  t.match(await change(8), { response: { status: 400 }, error: { code: 2055 } })
  t.match((await client.GET('/v1/customers/{customerId}/subscriptions/{subscriptionId}', { params: one })).data, { quantity: 7 })
})
