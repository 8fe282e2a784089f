import t from 'tap'
import { confirmation, ids, testApp } from '../../helper/app.js'

const { app, bearer, stored } = await testApp(t)

async function confirm (customerId: string, contact: Record<string, unknown>, changes: Record<string, unknown> = {}, user?: string) {
  return await app.inject({ method: 'POST', url: `/v1/customers/${customerId}/agreements`, headers: { authorization: await bearer(user) }, payload: confirmation(changes, contact) })
}

t.test('the same contact again is a duplicate, whatever its date, and in Partner Center\'s words', async t => {
  t.equal((await confirm(ids.adventureWorks, {})).statusCode, 201)
  const answer = await confirm(ids.adventureWorks, {}, { dateAgreed: '2026-03-01' })
  t.equal(answer.statusCode, 400)
  t.strictSame(answer.json(), {
    code: 600061,
    message: 'A partner confirmed agreement already exists for the customer.',
    description: 'A partner confirmed agreement already exists for the customer.',
    errorName: 'PartnerConfirmedAgreementAlreadyExists',
    isRetryable: false,
    parameters: {},
    errorMessageExtended: 'InternalErrorCode=600061',
    data: [],
    source: 'CustomersService'
  })
})

for (const contact of [{ firstName: 'Grace' }, { lastName: 'Hopper' }, { email: 'Ada@adventure-works.example' }, { phoneNumber: '' }]) {
  t.test(`one difference is enough: ${JSON.stringify(contact)}`, async t => {
    t.equal((await confirm(ids.adventureWorks, contact)).statusCode, 201)
    t.equal((await confirm(ids.adventureWorks, {})).statusCode, 201, 'only the current confirmation counts')
  })
}

t.test('no phone number and an empty one are the same', async t => {
  t.equal((await confirm(ids.wingtip, { phoneNumber: '' })).statusCode, 201)
  t.equal((await confirm(ids.wingtip, { phoneNumber: null })).statusCode, 400)
  t.equal((await confirm(ids.wingtip, { phoneNumber: undefined })).statusCode, 400)
})

t.test('a name composed and decomposed is one person', async t => {
  t.equal((await confirm(ids.lucerne, { firstName: 'Zo\u00eb' })).statusCode, 201)
  t.equal((await confirm(ids.lucerne, { firstName: 'Zoe\u0308' })).statusCode, 400)
})

t.test('R3: another partner confirms for itself', async t => {
  t.equal((await confirm(ids.adventureWorks, {}, {}, 'adminagent@fabrikam.example')).statusCode, 201)
})

t.test('of a hundred at once exactly one is stored', async t => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => confirm(ids.proseware, { firstName: 'Once' })))
  t.equal(answers.filter(({ statusCode }) => statusCode === 201).length, 1)
  t.equal(answers.filter(answer => answer.json().code === 600061).length, 99)
  t.equal((await stored.rows('SELECT FROM customer_agreement WHERE first_name = $1', ['Once'])).length, 1)
})

t.test('a hundred different people at once are all stored, in one sequence', async t => {
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => confirm(ids.wingtip, { firstName: `Person ${index}` })))
  t.equal(answers.filter(({ statusCode }) => statusCode === 201).length, 100)
  const rows = await stored.rows<{ sequence: number }>('SELECT sequence FROM customer_agreement WHERE customer_id = $1 ORDER BY sequence', [ids.wingtip])
  t.strictSame(rows.map(({ sequence }) => sequence), Array.from({ length: 101 }, (_, index) => index + 1))
})
