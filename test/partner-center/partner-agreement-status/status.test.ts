import t from 'tap'
import { ids, testApp } from '../../helper/app.js'

const { app, bearer, stored } = await testApp(t)

const updateContoso = "UPDATE partner SET csp_region = 'elsewhere', mpn_id = '1000009' WHERE partner_id = $1"
await stored.rows(updateContoso, [ids.contoso])
const insertUnenrolled = `
  INSERT INTO partner
  SELECT
    'd5000000-0000-4000-8000-000000000005', 'Unenrolled', type, cloud, NULL, '1000005', NULL, '2020-01-01',
    admin_agent_claims, sales_agent_claims, registered_at
  FROM partner
  WHERE partner_id = $1`
await stored.rows(insertUnenrolled, [ids.contoso])

const cases: Array<[search: string, status: number, body: object]> = [
  ['?mpnId=1000003', 200, { isAgreementSigned: true }],
  ['?mpnid=1000003', 200, { isAgreementSigned: true }],
  ['?mpnId=1000003&tenantId=', 200, { isAgreementSigned: true }],
  [`?mpnId=&tenantId=${ids.northwind}`, 200, { isAgreementSigned: true }],
  [`?tenantId=${ids.northwind.toUpperCase()}`, 200, { isAgreementSigned: true }],
  ['?tenantId=northwind', 400,
    { code: 2000, description: 'Tenant Id must be a GUID.', source: 'PartnerApiServiceControllers' }],
  ['?mpnId=abc', 400, { code: 2000, description: 'MPN Id must be numeric.', source: 'PartnerApiServiceControllers' }],
  ['?mpnId=1000003&mpnId=1000004', 400, { code: 2000 }],
  [`?mpnId=1000003&tenantId=${ids.northwind}`, 400, { code: 2000, source: 'ComplianceController' }],
  ['', 400, { code: 2001, source: 'ComplianceController' }],
  ['?mpnId=&tenantId=', 400, { code: 2001 }],
  ['?mpnId=99', 400, { code: 2200, source: 'PartnerFD', data: [/^https:/] }],
  ['?mpnId=1000009', 400, { code: 2201 }],
  ['?mpnId=1000004', 400, { code: 2203 }],
  ['?mpnId=1000005', 400, { code: 2204 }],
  ['?tenantId=00000000-0000-4000-8000-000000000000', 400, { code: 2205 }],
  [`?tenantId=${ids.tailspin}`, 400, { code: 2206 }]
]

for (const [search, status, body] of cases) {
  t.test(`GET agreementstatus${search} is ${status} ${JSON.stringify(body)}`, async t => {
    const response = await app.inject({
      url: `/v1/compliance/csp/agreementstatus${search}`,
      headers: { authorization: await bearer('helpdeskagent@fabrikam.example') }
    })
    t.equal(response.statusCode, status)
    t.match(response.json(), body)
  })
}

t.test('a partner of the US Government cloud is allowed, an indirect reseller is not', async t => {
  const url = '/v1/compliance/csp/agreementstatus?mpnId=1000003'
  const ask = async (authorization: string) => await app.inject({ url, headers: { authorization } })
  t.equal((await ask(await bearer('adminagent@tailspin.example'))).statusCode, 200)
  t.equal((await ask(await bearer('adminagent@northwind.example'))).json().code, 1002)
})
