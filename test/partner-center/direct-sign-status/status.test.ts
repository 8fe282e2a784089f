import t from 'tap'
import { ids, testApp } from '../../helper/app.js'

const { app, bearer, stored } = await testApp(t)

async function status (customerId: string, user?: string) {
  const url = `/v1/customers/${customerId}/directSignedMicrosoftCustomerAgreementStatus`
  return await app.inject({ url, headers: { authorization: await bearer(user) } })
}

t.test('the status of a customer that did not accept directly is 200 and false, without white space', async t => {
  const response = await status(ids.adventureWorks)
  t.equal(response.statusCode, 200)
  t.equal(response.body, '{"isSigned":false}')
})

t.test('a confirmation does not count', async t => {
  t.equal((await status(ids.lucerne)).body, '{"isSigned":false}')
})

t.test('R19: a direct acceptance counts for every partner of the customer', async t => {
  await stored.rows(
    'INSERT INTO direct_acceptance (customer_id, template_id, accepted_at) VALUES ($1, $2, now())',
    [ids.adventureWorks, ids.customerAgreement]
  )
  t.equal((await status(ids.adventureWorks)).body, '{"isSigned":true}')
  t.equal((await status(ids.adventureWorks, 'adminagent@fabrikam.example')).body, '{"isSigned":true}')
  t.equal((await status(ids.wingtip)).body, '{"isSigned":false}')
})

t.test('a partner without a relationship gets error 20002', async t => {
  const response = await status(ids.wingtip, 'adminagent@fabrikam.example')
  t.equal(response.statusCode, 403)
  t.equal(response.json().code, 20002)
})
