import t from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'

const { app, bearer, stored } = await testApp(t)

t.test('a confirmation is answered with the Agreement and stored', async t => {
  const answer = await app.inject({ method: 'POST', url: `/v1/customers/${ids.adventureWorks}/agreements`, headers: { authorization: await bearer() }, payload: confirmation() })
  t.equal(answer.statusCode, 201, answer.body)
  t.strictSame(answer.json(), {
    userId: 'd1000000-0000-4000-8000-100000000001',
    primaryContact: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example', phoneNumber: '+1 425 555 0100' },
    templateId: ids.customerAgreement,
    dateAgreed: '2026-02-28T09:30:00Z',
    type: 'MicrosoftCustomerAgreement'
  })
  t.match(await stored.rows('SELECT * FROM customer_agreement WHERE customer_id = $1', [ids.adventureWorks]), [{ first_name: 'Ada' }])
})
