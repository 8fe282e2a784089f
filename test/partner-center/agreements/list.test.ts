import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'

const { app, bearer, stored } = await testApp(t)

async function list (customerId: string, search = '', user?: string) {
  return await app.inject({ url: `/v1/customers/${customerId}/agreements${search}`, headers: { authorization: await bearer(user) } })
}

async function confirm (customerId: string, firstName: string, user?: string) {
  const answer = await app.inject({ method: 'POST', url: `/v1/customers/${customerId}/agreements`, headers: { authorization: await bearer(user) }, payload: confirmation({}, { firstName }) })
  t.equal(answer.statusCode, 201)
}

t.test('without any confirmation the list is empty', async t => {
  const answer = await list(ids.adventureWorks)
  t.equal(answer.statusCode, 200)
  t.strictSame(answer.json(), {
    totalCount: 0,
    items: [],
    links: { self: { uri: `/customers/${ids.adventureWorks}/agreements`, method: 'GET', headers: [] } },
    attributes: { objectType: 'Collection' }
  })
})

t.test('a confirmation is read back as it was acknowledged, with its link', async t => {
  await confirm(ids.adventureWorks, 'Ada')
  const answer = await list(ids.adventureWorks, '?agreementType=MicrosoftCustomerAgreement')
  t.strictSame(answer.json().items, [{
    userId: 'd1000000-0000-4000-8000-100000000001',
    primaryContact: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example', phoneNumber: '+1 425 555 0100' },
    templateId: ids.customerAgreement,
    dateAgreed: '2026-02-28T09:30:00Z',
    type: 'MicrosoftCustomerAgreement',
    agreementLink: 'https://aka.ms/customeragreement'
  }])
})

t.test('the newest comes first', async t => {
  await confirm(ids.adventureWorks, 'Grace')
  await confirm(ids.adventureWorks, 'Katherine')
  const { items, totalCount } = (await list(ids.adventureWorks, '?agreementType=*')).json()
  t.equal(totalCount, 3)
  t.strictSame(items.map(({ primaryContact }: { primaryContact: { firstName: string } }) => primaryContact.firstName), ['Katherine', 'Grace', 'Ada'])
})

t.test('without a filter only the Cloud Agreement is listed, and a header says what that hides', async t => {
  const answer = await list(ids.adventureWorks)
  t.equal(answer.json().totalCount, 0)
  t.equal(answer.headers['partner-agreements-notice'], '3 of MicrosoftCustomerAgreement not listed: without agreementType only MicrosoftCloudAgreement is')
  t.equal((await list(ids.adventureWorks, '?agreementType=MicrosoftCloudAgreement')).headers['partner-agreements-notice'], undefined, 'who asks for it knows')
})

t.test('the Cloud Agreement\'s history stays readable', async t => {
  const answer = await list(ids.proseware)
  t.match(answer.json(), { totalCount: 1, items: [{ type: 'MicrosoftCloudAgreement', templateId: ids.cloudAgreement, dateAgreed: '2019-06-14T00:00:00Z' }] })
})

t.test('another partner\'s confirmations are never listed', async t => {
  await confirm(ids.adventureWorks, 'Fabrikam\'s', 'adminagent@fabrikam.example')
  t.notMatch((await list(ids.adventureWorks, '?agreementType=*')).body, 'Fabrikam')
  t.equal((await list(ids.adventureWorks, '?agreementType=*', 'salesagent@fabrikam.example')).json().totalCount, 1)
})

t.test('a direct acceptance is never listed', async t => {
  await stored.rows('INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) VALUES ($1, $2, now())', [ids.wingtip, ids.customerAgreement])
  t.equal((await list(ids.wingtip, '?agreementType=*')).json().totalCount, 0)
})

t.test('an unknown agreementType is refused', async t => {
  for (const search of ['?agreementType=MicrosoftPartnerAgreement', '?agreementType=*&agreementType=*', '?agreementType=null']) {
    const answer = await list(ids.adventureWorks, search)
    t.equal(answer.statusCode, 400)
    t.equal(answer.json().errorName, 'AgreementTypeUnknown')
  }
})
