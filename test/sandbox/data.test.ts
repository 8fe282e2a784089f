import t from 'tap'
import * as data from '../../src/sandbox/data.js'

await t.test('ids follow the rules that the README quotes', async t => {
  t.same(
    data.sandboxPartners.map(partner => partner.partnerId),
    [1, 2, 3, 4].map(n => `d${n}000000-0000-4000-8000-00000000000${n}`)
  )
  t.same(
    data.sandboxCustomers.map(customer => customer.customerId),
    [1, 2, 3, 4, 5, 6].map(n => `c${n}000000-0000-4000-8000-00000000000${n}`)
  )
  t.same(
    data.sandboxApplications.map(application => application.clientId),
    [1, 2, 3, 4].map(n => `a${n}000000-0000-4000-8000-00000000000${n}`)
  )
  t.same(data.sandboxUsers.slice(0, 3).map(user => [user.objectId, user.userPrincipalName, user.role]), [
    ['d1000000-0000-4000-8000-100000000001', 'adminagent@contoso-direct.example', 'AdminAgents'],
    ['d1000000-0000-4000-8000-200000000001', 'salesagent@contoso-direct.example', 'SalesAgents'],
    ['d1000000-0000-4000-8000-300000000001', 'helpdeskagent@contoso-direct.example', 'HelpdeskAgents']
  ])
  t.equal(data.sandboxUsers.length, 12)
  t.same(data.sandboxCustomerUsers.slice(2, 4).map(user => [user.userId, user.userName, user.isAdministrator]), [
    ['c2000000-0000-4000-8000-100000000002', 'admin@wingtip-toys.example', true],
    ['c2000000-0000-4000-8000-200000000002', 'user@wingtip-toys.example', false]
  ])
  t.equal(data.sandboxCustomerUsers.length, 12)
  t.same(data.sandboxUsers.at(-1)?.objectId, 'd4000000-0000-4000-8000-300000000004')
})

await t.test('the facts that other tests and the README depend on', async t => {
  t.same(data.sandboxPartners.map(one => [one.name, one.type, one.cloud, one.mpnId, one.partnerAgreementSignedOn]), [
    ['Contoso Direct', 'direct_bill', 'public', '1000001', '2019-09-01'],
    ['Fabrikam Distribution', 'indirect_provider', 'public', '1000002', '2019-09-01'],
    ['Northwind Resell', 'indirect_reseller', 'public', '1000003', '2019-10-01'],
    ['Tailspin Federal', 'direct_bill', 'us_government', '1000004', null]
  ])
  const partnerOf = (id: string) => data.sandboxPartners.find(one => one.partnerId === id)?.domain.split('.')[0]
  const sellersTo = (id: string) =>
    data.sandboxRelationships.filter(one => one.customerId === id).map(one => partnerOf(one.partnerId))
  t.same(data.sandboxCustomers.map(one => [one.name, one.country, ...sellersTo(one.customerId)]), [
    ['Adventure Works', 'US', 'contoso-direct', 'fabrikam'],
    ['Wingtip Toys', 'DE', 'contoso-direct'],
    ['Litware', 'JP', 'fabrikam'],
    ['Proseware', 'FR', 'contoso-direct'],
    ['Lucerne Publishing', 'CH', 'contoso-direct'],
    ['Tailspin Agency', 'US', 'tailspin']
  ])
  const nameOf = (id: string) => data.sandboxCustomers.find(one => one.customerId === id)?.name
  t.same(data.sandboxConfirmations.map(one => [nameOf(one.customerId), one.agreementType, one.dateAgreed]), [
    ['Proseware', 'MicrosoftCloudAgreement', '2019-06-14'],
    ['Lucerne Publishing', 'MicrosoftCustomerAgreement', '2022-05-02']
  ])
  t.match(data.sandboxSubscriptions, [
    {
      subscriptionId: '5b000000-0000-4000-8000-000000000002',
      customerId: 'c2000000-0000-4000-8000-000000000002',
      quantity: 10,
      autoRenew: true
    }
  ])
})

await t.test('every id that is referred to exists', async t => {
  const partners = data.sandboxPartners.map(partner => partner.partnerId)
  const customers = data.sandboxCustomers.map(customer => customer.customerId)
  const related = data.sandboxRelationships.map(one => `${one.partnerId} ${one.customerId}`)
  for (const row of data.sandboxRelationships) {
    t.ok(partners.includes(row.partnerId) && customers.includes(row.customerId))
  }
  for (const row of [...data.sandboxConfirmations, ...data.sandboxSubscriptions]) {
    t.ok(related.includes(`${row.partnerId} ${row.customerId}`))
  }
  const links = data.sandboxResellerLinks.map(link => `${link.providerId} ${link.resellerId}`)
  for (const row of data.sandboxRelationships) {
    t.ok(row.resellerId === null || links.includes(`${row.partnerId} ${row.resellerId}`))
  }
  t.same(customers.filter(id => !related.some(one => one.endsWith(id))), [], 'every customer is sold to')
})

await t.test('the data cannot be changed', async t => {
  for (const rows of Object.values(data)) {
    if (!Array.isArray(rows)) continue
    t.ok(Object.isFrozen(rows) && rows.every(row => Object.isFrozen(row)))
  }
})
