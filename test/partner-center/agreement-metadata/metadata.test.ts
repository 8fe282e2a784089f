import t from 'tap'
import { ids, testApp } from '../../helper/app.js'

const { app, bearer } = await testApp(t)

const cloud = {
  templateId: ids.cloudAgreement,
  agreementType: 'MicrosoftCloudAgreement',
  agreementLink: 'https://learn.microsoft.com/partner-center/agreements',
  versionRank: 0
}
const customer = {
  templateId: ids.customerAgreement,
  agreementType: 'MicrosoftCustomerAgreement',
  agreementLink: 'https://aka.ms/customeragreement',
  versionRank: 0
}

const cases: Array<[search: string, items: object[], self: string]> = [
  ['', [cloud], '/agreements'],
  ['?agreementType=', [cloud], '/agreements'],
  ['?agreementType=MicrosoftCloudAgreement', [cloud], '/agreements?agreementType=MicrosoftCloudAgreement'],
  ['?agreementType=MicrosoftCustomerAgreement', [customer], '/agreements?agreementType=MicrosoftCustomerAgreement'],
  ['?AGREEMENTTYPE=microsoftcustomeragreement', [customer], '/agreements?agreementType=MicrosoftCustomerAgreement'],
  ['?agreementType=*', [cloud, customer], '/agreements?agreementType=*'],
  ['?agreementType=%2A', [cloud, customer], '/agreements?agreementType=*']
]

for (const [search, items, uri] of cases) {
  t.test(`GET /v1/agreements${search} lists ${items.length} of the templates`, async t => {
    const response = await app.inject({ url: `/v1/agreements${search}`, headers: { authorization: await bearer() } })
    t.equal(response.statusCode, 200)
    t.strictSame(response.json(), {
      totalCount: items.length,
      items,
      links: { self: { uri, method: 'GET', headers: [] } },
      attributes: { objectType: 'Collection' }
    })
  })
}

t.test('an unknown type is rejected', async t => {
  const url = '/v1/agreements?agreementType=MicrosoftPartnerAgreement'
  const response = await app.inject({ url, headers: { authorization: await bearer() } })
  t.equal(response.statusCode, 400)
  t.equal(response.json().errorName, 'AgreementTypeUnknown')
})
