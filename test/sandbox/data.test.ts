import t from 'tap'
import * as data from '../../src/sandbox/data.js'

await t.test('ids follow the rules that the README quotes', async t => {
  t.same(data.sandboxPartners.map(partner => partner.partnerId), [1, 2, 3, 4].map(n => `d${n}000000-0000-4000-8000-00000000000${n}`))
  t.same(data.sandboxCustomers.map(customer => customer.customerId), [1, 2, 3, 4, 5, 6].map(n => `c${n}000000-0000-4000-8000-00000000000${n}`))
  t.same(data.sandboxApplications.map(application => application.clientId), [1, 2, 3, 4].map(n => `a${n}000000-0000-4000-8000-00000000000${n}`))
  t.same(data.sandboxUsers.slice(0, 3).map(user => [user.objectId, user.userPrincipalName, user.role]), [
    ['d1000000-0000-4000-8000-100000000001', 'adminagent@contoso-direct.example', 'AdminAgents'],
    ['d1000000-0000-4000-8000-200000000001', 'salesagent@contoso-direct.example', 'SalesAgents'],
    ['d1000000-0000-4000-8000-300000000001', 'helpdeskagent@contoso-direct.example', 'HelpdeskAgents']
  ])
  t.equal(data.sandboxUsers.length, 12)
  t.same(data.sandboxUsers.at(-1)?.objectId, 'd4000000-0000-4000-8000-300000000004')
})

await t.test('every reference leads somewhere', async t => {
  const partners = data.sandboxPartners.map(partner => partner.partnerId)
  const customers = data.sandboxCustomers.map(customer => customer.customerId)
  const related = data.sandboxRelationships.map(one => `${one.partnerId} ${one.customerId}`)
  for (const row of data.sandboxRelationships) t.ok(partners.includes(row.partnerId) && customers.includes(row.customerId))
  for (const row of [...data.sandboxConfirmations, ...data.sandboxSubscriptions]) t.ok(related.includes(`${row.partnerId} ${row.customerId}`))
  const links = data.sandboxResellerLinks.map(link => `${link.providerId} ${link.resellerId}`)
  for (const row of data.sandboxRelationships) t.ok(row.resellerId === null || links.includes(`${row.partnerId} ${row.resellerId}`))
  t.same(customers.filter(id => !related.some(one => one.endsWith(id))), [], 'every customer is sold to')
})

await t.test('nobody can change it', async t => {
  for (const rows of Object.values(data)) {
    if (!Array.isArray(rows)) continue
    t.ok(Object.isFrozen(rows) && rows.every(row => Object.isFrozen(row)))
  }
})
