import createClient from 'openapi-fetch'
import t from 'tap'
import { ids, testApp } from '../helper/app.js'
import type { paths } from './client-types.js'

// The client knows nothing but the committed document: what it can call, and what it is answered, is what that says.
const { app, bearer, stored } = await testApp(t)
const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 })
const client = createClient<paths>({ baseUrl, headers: { authorization: await bearer() } })
const path = { customerId: ids.adventureWorks }

t.test('a generated client walks the whole flow', async t => {
  const { data: metadata } = await client.GET('/v1/agreements', { params: { query: { agreementType: 'MicrosoftCustomerAgreement' } } })
  const [template] = metadata?.items ?? []
  if (template === undefined) throw new Error('no template')

  const { data: document } = await client.GET('/v1/agreementtemplates/{templateId}/document', { params: { path: { templateId: template.templateId }, query: { country: 'DE', language: 'de-DE' } } })
  t.equal(document?.language, 'de-DE')

  const body = { templateId: template.templateId, dateAgreed: '2026-02-28', primaryContact: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example' } }
  const { data: confirmed, response } = await client.POST('/v1/customers/{customerId}/agreements', { params: { path }, body })
  t.equal(response.status, 201)
  t.strictSame(confirmed?.primaryContact, body.primaryContact)

  const { data: confirmations } = await client.GET('/v1/customers/{customerId}/agreements', { params: { path, query: { agreementType: '*' } } })
  t.strictSame(confirmations?.items, [{ ...confirmed, agreementLink: template.agreementLink }])

  const { data: status } = await client.GET('/v1/customers/{customerId}/directSignedMicrosoftCustomerAgreementStatus', { params: { path } })
  t.equal(status?.isSigned, false)

  const { error } = await client.POST('/v1/customers/{customerId}/agreements', { params: { path }, body })
  t.equal(error?.code, 600061)
  t.equal((await stored.rows('SELECT FROM customer_agreement WHERE customer_id = $1', [ids.adventureWorks])).length, 1)
})

t.test('a link of the document operation opens', async t => {
  const { data } = await client.GET('/v1/agreementtemplates/{templateId}/document', { params: { path: { templateId: ids.customerAgreement } } })
  const link = new URL(data?.downloadUri ?? '').pathname.split('/').at(-1) ?? ''
  const { response } = await client.GET('/agreement-documents/{link}', { params: { path: { link } }, parseAs: 'arrayBuffer' })
  t.equal(response.status, 200)
})

t.test('the status of the Microsoft Partner Agreement, and a fault as the document types it', async t => {
  const { data } = await client.GET('/v1/compliance/csp/agreementstatus', { params: { query: { mpnId: '1000003' } } })
  t.equal(data?.isAgreementSigned, true)
  const { error } = await client.GET('/v1/compliance/csp/agreementstatus', { params: { query: { mpnId: '1000004' } } })
  t.match(error, { code: 2203, errorName: 'PartnerAgreementNotSigned', data: [] })
})

t.test('the served document is the committed one', async t => {
  const served = await (await fetch(`${baseUrl}/openapi.json`)).json() as { info: { version?: string } }
  const { default: committed } = await import('../../openapi/agreements.json', { with: { type: 'json' } })
  t.strictSame({ ...served, info: { ...served.info, version: committed.info.version } }, committed)
})

t.test('the docs page and all that it loads come from this service', async t => {
  const page = await fetch(`${baseUrl}/docs/`)
  t.equal(page.status, 200)
  const policy = Object.fromEntries((page.headers.get('content-security-policy') ?? '').split('; ').map(directive => directive.split(/ (.*)/)))
  t.match(policy, { 'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'img-src': "'self' data:", 'connect-src': "'self'" })
  t.notMatch(JSON.stringify(policy), /https?:|upgrade-insecure-requests|unsafe|\w\.\w/, 'neither another host, nor another scheme than the one that the page came by')
  const html = await page.text()
  t.notMatch(html, /(src|href)="https?:/)
  for (const [, asset = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
    const answer = await fetch(new URL(asset, `${baseUrl}/docs/`))
    t.equal(answer.status, 200, asset)
    await answer.arrayBuffer()
  }
})
