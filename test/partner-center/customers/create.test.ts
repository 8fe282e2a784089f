import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'
import { create, newCustomer, stored } from './helper.js'

const test = await testApp(t)
const { app, bearer, appBearer } = test
const guid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

t.test('a customer is created, and answered as documented', async t => {
  const answer = await create(test, newCustomer())
  t.equal(answer.statusCode, 201)
  t.equal(answer.headers['cache-control'], 'no-store')
  const {
    id,
    billingProfile: { id: profileId, ...billingProfile },
    userCredentials: { userName, password },
    ...customer
  } = answer.json()
  t.match(id, guid)
  t.match(profileId, guid)
  t.equal(userName, 'admin')
  t.match(password, /^[A-Za-z2-9]{20}$/)
  const linkTo = (uri: string) => ({ self: { uri, method: 'GET', headers: [] } })
  t.strictSame(customer, {
    commerceId: id,
    companyProfile: {
      tenantId: id,
      domain: 'newcomb.example',
      companyName: 'Newcomb Traders',
      links: linkTo(`/customers/${id}/profiles/company`),
      attributes: { objectType: 'CustomerCompanyProfile' }
    },
    relationshipToPartner: 'reseller',
    allowDelegatedAccess: false,
    links: linkTo(`/customers/${id}`),
    attributes: { objectType: 'Customer' }
  })
  t.strictSame(billingProfile, {
    email: 'nia@newcomb.example',
    culture: 'en-US',
    language: 'en',
    companyName: 'Newcomb Traders',
    defaultAddress: {
      country: 'US',
      city: 'Redmond',
      state: 'WA',
      addressLine1: '1 Example Way',
      postalCode: '98052',
      firstName: 'Nia',
      lastName: 'Newcomb'
    },
    attributes: { objectType: 'CustomerBillingProfile' }
  })
})

t.test("it is the partner's customer at once, for everything else too", async t => {
  const { id } = (await create(test, newCustomer({ company: { domain: 'atonce.example' } }))).json()
  const headers = { authorization: await bearer() }
  const status = () => app.inject({ url: `/v1/customers/${id}/directSignedMicrosoftCustomerAgreementStatus`, headers })
  t.strictSame((await status()).json(), { isSigned: false })
  t.equal(
    (await app.inject({ method: 'POST', url: `/v1/customers/${id}/agreements`, headers, payload: confirmation() }))
      .statusCode,
    201
  )
})

t.test("the .NET SDK's spelling and its nulls", async t => {
  const pascal = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
            `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
            pascal(member)
        ])
      )
  const sdk = newCustomer({
    company: {
      domain: 'NewcombSdk1.example',
      tenantId: null,
      companyName: null,
      attributes: { objectType: 'CustomerCompanyProfile' }
    },
    billing: { id: null, firstName: null, lastName: null, language: 'En' },
    address: { region: null, addressLine2: null, phoneNumber: '4255550101' },
    id: null,
    commerceId: null,
    relationshipToPartner: 'none',
    allowDelegatedAccess: null,
    userCredentials: null,
    customDomains: null,
    associatedPartnerId: null,
    attributes: { objectType: 'Customer' }
  })
  const answer = await create(test, pascal(sdk))
  t.equal(answer.statusCode, 201)
  t.match(answer.json(), {
    companyProfile: { domain: 'NewcombSdk1.example' },
    billingProfile: { language: 'En', defaultAddress: { phoneNumber: '4255550101' } }
  })
})

t.test('what a client says of id, credentials and rights does not count', async t => {
  const answer = (
    await create(
      test,
      newCustomer({
        company: { domain: 'claims.example', tenantId: ids.wingtip, companyName: 'Another' },
        id: ids.wingtip,
        commerceId: ids.wingtip,
        allowDelegatedAccess: true,
        userCredentials: { userName: 'root', password: 'chosen' }
      })
    )
  ).json()
  t.not(answer.id, ids.wingtip)
  t.match(answer, {
    commerceId: answer.id,
    allowDelegatedAccess: false,
    userCredentials: { userName: 'admin' },
    companyProfile: { companyName: 'Newcomb Traders', tenantId: answer.id }
  })
  t.not(answer.userCredentials.password, 'chosen')
})

t.test('an indirect provider creates for its own reseller, and nobody else does', async t => {
  const body = (domain: string) =>
    newCustomer({ company: { domain }, associatedPartnerId: ids.northwind.toUpperCase() })
  const provider = { user: 'adminagent@fabrikam.example' }
  const answer = await create(test, body('through.example'), provider)
  t.match(answer.json(), { associatedPartnerId: ids.northwind })
  t.strictSame(
    await test.stored.rows(
      'SELECT partner_id, indirect_reseller_id FROM reselling_relationship WHERE customer_id = $1',
      [answer.json().id]
    ),
    [{ partner_id: ids.fabrikam, indirect_reseller_id: ids.northwind }]
  )
  const before = await stored(test)
  const refused = { errorName: 'PropertyInvalid', parameters: { property: 'associatedPartnerId' } }
  t.match((await create(test, body('direct.example'))).json(), refused, 'a direct-bill partner')
  for (const id of [ids.contoso, ids.fabrikam, ids.wingtip, 'northwind']) {
    t.match((await create(test, { ...body('other.example'), associatedPartnerId: id }, provider)).json(), refused, id)
  }
  t.match(
    (await create(test, body('app.example'), { headers: { authorization: await appBearer(ids.fabrikam) } })).json(),
    { errorName: 'AppOnlyNotSupported' }
  )
  t.strictSame(await stored(test), before)
})

t.test('countries that want a registration and a phone number', async t => {
  const body = (registration: string | undefined, phoneNumber: string) =>
    newCustomer({
      company: { domain: 'register.example', organizationRegistrationNumber: registration },
      address: { country: 'hu', phoneNumber }
    })
  t.match((await create(test, body(undefined, '1'))).json(), { code: 600049 })
  t.match((await create(test, body('1234567', ' '))).json(), { code: 600051 })
  const answer = (await create(test, body('1234567', '1'))).json()
  t.match(answer, {
    companyProfile: { organizationRegistrationNumber: '1234567' },
    billingProfile: { defaultAddress: { country: 'HU', phoneNumber: '1' } }
  })
})
