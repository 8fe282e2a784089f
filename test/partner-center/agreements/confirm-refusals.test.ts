import t from 'tap'
import { catalogue, type ErrorName } from '../../../src/errors/catalogue.js'
import { confirmation, ids, testApp } from '../../helper/app.js'

const { app, bearer, stored, clock } = await testApp(t)

async function confirm (payload: unknown, customerId = ids.adventureWorks) {
  return await app.inject({ method: 'POST', url: `/v1/customers/${customerId}/agreements`, headers: { authorization: await bearer(), 'content-type': 'application/json' }, payload: JSON.stringify(payload) })
}

const inFuture = () => new Date(clock.at.getTime() + 15 * 60 * 60 * 1000).toISOString()

const refusals: Array<[what: string, payload: unknown, name: ErrorName, parameters?: Record<string, string>]> = [
  ['no body members at all', {}, 'PropertyMissing', { property: 'primaryContact' }],
  ['no contact', confirmation({ primaryContact: undefined }), 'PropertyMissing', { property: 'primaryContact' }],
  ['a null contact', confirmation({ primaryContact: null }), 'PropertyMissing', { property: 'primaryContact' }],
  ['no first name', confirmation({}, { firstName: undefined }), 'PropertyMissing', { property: 'primaryContact.firstName' }],
  ['a null last name', confirmation({}, { lastName: null }), 'PropertyMissing', { property: 'primaryContact.lastName' }],
  ['an empty first name', confirmation({}, { firstName: '' }), 'PropertyMissing', { property: 'primaryContact.firstName' }],
  ['a blank last name', confirmation({}, { lastName: ' \u3000 ' }), 'PropertyMissing', { property: 'primaryContact.lastName' }],
  ['an invisible last name', confirmation({}, { lastName: '\u200b\ufeff' }), 'PropertyMissing', { property: 'primaryContact.lastName' }],
  ['no e-mail', confirmation({}, { email: undefined }), 'PropertyMissing', { property: 'primaryContact.email' }],
  ['no template', confirmation({ templateId: undefined }), 'PropertyMissing', { property: 'templateId' }],
  ['no date', confirmation({ dateAgreed: undefined }), 'PropertyMissing', { property: 'dateAgreed' }],
  ["the .NET SDK's unset date", confirmation({ dateAgreed: '0001-01-01T00:00:00' }), 'PropertyMissing', { property: 'dateAgreed' }],
  ['an e-mail without @', confirmation({}, { email: 'ada.adventure-works.example' }), 'PropertyInvalid', { property: 'primaryContact.email' }],
  ['an e-mail with a line break', confirmation({}, { email: 'ada@adventure-works.example\r\nBcc: x@y.example' }), 'PropertyInvalid', { property: 'primaryContact.email' }],
  ['a control character for a phone number', confirmation({}, { phoneNumber: '\u0007' }), 'PropertyInvalid', { property: 'primaryContact.phoneNumber' }],
  ['half a character for a phone number', confirmation({}, { phoneNumber: '\ud800' }), 'PropertyInvalid', { property: 'primaryContact.phoneNumber' }],
  ['a day that does not exist', confirmation({ dateAgreed: '2024-02-30' }), 'PropertyInvalid', { property: 'dateAgreed' }],
  ['a type that there is not', confirmation({ type: 'MicrosoftPartnerAgreement' }), 'PropertyInvalid', { property: 'type' }],
  ['a template that there is not', confirmation({ templateId: '00000000-0000-4000-8000-000000000000' }), 'TemplateUnknown'],
  ['the retired Cloud template', confirmation({ templateId: ids.cloudAgreement, type: 'MicrosoftCloudAgreement' }), 'TemplateRetired'],
  ['a date beyond every time zone', confirmation({ dateAgreed: inFuture() }), 'DateAgreedInFuture'],
  ['an array as body', [confirmation()], 'RequestInvalid'],
  ['null as body', null, 'RequestInvalid']
]

for (const [what, payload, name, parameters] of refusals) {
  t.test(`${what} is refused as ${name}`, async t => {
    const answer = await confirm(payload)
    t.equal(answer.statusCode, catalogue[name].status)
    t.match(answer.json(), { errorName: name, code: catalogue[name].code, data: [], ...(parameters && { parameters }) })
  })
}

t.test('the retired template is refused in Partner Center\'s words', async t => {
  const answer = await confirm(confirmation({ templateId: ids.cloudAgreement }))
  t.equal(answer.json().description, "Microsoft Cloud Agreement Template ID '998b88de-aa99-4388-a42c-1b3517d49490' is no longer supported.")
})

t.test('a customer id that is no GUID is refused', async t => {
  const answer = await confirm(confirmation(), 'adventure-works')
  t.match(answer.json(), { code: 2000, description: 'Tenant Id must be a GUID.' })
})

t.test('the first of several faults is told, in a fixed order', async t => {
  const order: ErrorName[] = ['PropertyMissing', 'PropertyInvalid', 'TemplateUnknown', 'DateAgreedInFuture']
  const faults = [
    confirmation({ templateId: 'x', dateAgreed: inFuture() }, { firstName: '', email: 'x' }),
    confirmation({ templateId: 'x', dateAgreed: inFuture() }, { email: 'x' }),
    confirmation({ templateId: 'x', dateAgreed: inFuture() }),
    confirmation({ dateAgreed: inFuture() })
  ]
  const names = await Promise.all(faults.map(async fault => (await confirm(fault)).json().errorName))
  t.strictSame(names, order)
})

t.test('nothing refused was stored', async t => {
  t.strictSame(await stored.rows('SELECT FROM customer_agreement WHERE customer_id = $1', [ids.adventureWorks]), [])
})
