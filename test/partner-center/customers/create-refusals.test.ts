import t from 'tap'
import { ids, testApp } from '../../helper/app.js'
import { isError } from '../../helper/wire.js'
import { create, newCustomer, stored } from './helper.js'

const test = await testApp(t)
const none = { customers: 0, relationships: 0, users: 0 }

type Case = [what: string, payload: unknown, property: string, problem: 'PropertyMissing' | 'PropertyInvalid']

const address = (name: string) => `billingProfile.defaultAddress.${name}`
const cases: Case[] = [
  ['nothing', {}, 'companyProfile', 'PropertyMissing'],
  ['a null profile', newCustomer({ billingProfile: null }), 'billingProfile', 'PropertyMissing'],
  ['no domain', newCustomer({ company: { domain: undefined } }), 'companyProfile.domain', 'PropertyMissing'],
  ['a blank domain', newCustomer({ company: { domain: ' ' } }), 'companyProfile.domain', 'PropertyMissing'],
  ['no e-mail', newCustomer({ billing: { email: null } }), 'billingProfile.email', 'PropertyMissing'],
  ['no name', newCustomer({ billing: { companyName: '\u200b' } }), 'billingProfile.companyName', 'PropertyMissing'],
  [
    'no address',
    newCustomer({ billing: { defaultAddress: undefined } }),
    'billingProfile.defaultAddress',
    'PropertyMissing'
  ],
  ['no country', newCustomer({ address: { country: '' } }), address('country'), 'PropertyMissing'],
  ['no city', newCustomer({ address: { city: undefined } }), address('city'), 'PropertyMissing'],
  ['a profile that is a text', newCustomer({ companyProfile: 'newcomb' }), 'companyProfile', 'PropertyInvalid'],
  ['a profile that is a list', newCustomer({ billingProfile: [] }), 'billingProfile', 'PropertyInvalid'],
  [
    'an address that is a number',
    newCustomer({ billing: { defaultAddress: 1 } }),
    'billingProfile.defaultAddress',
    'PropertyInvalid'
  ],
  [
    'a name that is a number',
    newCustomer({ billing: { companyName: 7 } }),
    'billingProfile.companyName',
    'PropertyInvalid'
  ],
  [
    'a name that is true',
    newCustomer({ billing: { companyName: true } }),
    'billingProfile.companyName',
    'PropertyInvalid'
  ],
  [
    'a name with a NUL',
    newCustomer({ billing: { companyName: 'New\0comb' } }),
    'billingProfile.companyName',
    'PropertyInvalid'
  ],
  [
    'a name with half a pair',
    newCustomer({ billing: { companyName: 'New\ud800comb' } }),
    'billingProfile.companyName',
    'PropertyInvalid'
  ],
  [
    'a first name with a line break',
    newCustomer({ billing: { firstName: 'Nia\r\nBcc: x' } }),
    'billingProfile.firstName',
    'PropertyInvalid'
  ],
  [
    'a phone number with a NUL',
    newCustomer({ address: { phoneNumber: '1\0' } }),
    address('phoneNumber'),
    'PropertyInvalid'
  ],
  [
    'a postal code of 257',
    newCustomer({ address: { postalCode: '9'.repeat(257) } }),
    address('postalCode'),
    'PropertyInvalid'
  ],
  [
    'a registration with half a pair',
    newCustomer({ company: { organizationRegistrationNumber: '1\udfff' } }),
    'companyProfile.organizationRegistrationNumber',
    'PropertyInvalid'
  ],
  ['an e-mail that is none', newCustomer({ billing: { email: 'nia' } }), 'billingProfile.email', 'PropertyInvalid'],
  [
    'an e-mail with an invisible character',
    newCustomer({ billing: { email: 'ni\u200ba@newcomb.example' } }),
    'billingProfile.email',
    'PropertyInvalid'
  ],
  ['a culture that is none', newCustomer({ billing: { culture: '<b>' } }), 'billingProfile.culture', 'PropertyInvalid'],
  [
    'a language that is none',
    newCustomer({ billing: { language: 'en; DROP' } }),
    'billingProfile.language',
    'PropertyInvalid'
  ],
  ['a country of three letters', newCustomer({ address: { country: 'USA' } }), address('country'), 'PropertyInvalid'],
  [
    'a country of letters that are none of ours',
    newCustomer({ address: { country: 'ſs' } }),
    address('country'),
    'PropertyInvalid'
  ],
  ...[
    'newcomb', '-a.example', 'a..example', 'a.example.', 'a b.example', 'a@b.example', 'https://a.example',
    'xn--\u00fc.example', 'a.1', `${'a'.repeat(64)}.example`, `${'a.'.repeat(125)}example`, 'newcomb.example\n'
  ].map((domain): Case => [
    `the domain ${JSON.stringify(domain.slice(0, 30))}`,
    newCustomer({ company: { domain } }),
    'companyProfile.domain',
    'PropertyInvalid'
  ])
]

for (const [what, payload, property, name] of cases) {
  t.test(`${what} is refused, and names ${property}`, async t => {
    const answer = await create(test, payload)
    isError(t, answer, name)
    t.equal(answer.json().parameters.property, property)
  })
}

t.test('bodies that are no object, and no JSON', async t => {
  for (const payload of [
    '',
    'null',
    '[]',
    '"x"',
    '7',
    '{',
    '{"companyProfile": NaN}',
    '\ud800',
    JSON.stringify(newCustomer({ padding: 'x'.repeat(70_000) }))
  ]) {
    isError(t, await create(test, payload), 'RequestInvalid', JSON.stringify(payload.slice(0, 20)))
  }
  isError(t, await create(test, '{"__proto__": {"companyProfile": {}}, "constructor": 1}'), 'PropertyMissing')
})

t.test('members that are not known do no harm', async t => {
  const answer = await create(
    test,
    JSON.stringify(newCustomer({ unknown: { deep: [1] } })).replace('{', '{"__proto__": {"x": 1}, "toString": null,')
  )
  t.equal(answer.statusCode, 201)
  t.notMatch(answer.body, 'unknown')
  await test.stored.rows('DELETE FROM reselling_relationship WHERE customer_id = $1', [answer.json().id])
  await test.stored.rows('DELETE FROM customer WHERE customer_id = $1', [answer.json().id])
  await test.stored.rows('DELETE FROM sandbox_user WHERE customer_id = $1', [answer.json().id])
})

t.test('a domain that a customer has is taken, in any letter case, whoever sells to it', async t => {
  for (const [domain, user] of [
    ['wingtip-toys.example', undefined],
    ['WINGTIP-toys.Example', 'salesagent@fabrikam.example']
  ] as const) {
    isError(t, await create(test, newCustomer({ company: { domain } }), { user }), 'CustomerDomainTaken')
  }
})

t.test('who may not: a reseller, a Helpdesk agent, nobody', async t => {
  isError(t, await create(test, '{', { user: 'adminagent@northwind.example' }), 'AuthorizationFailed')
  isError(t, await create(test, newCustomer(), { user: 'helpdeskagent@contoso-direct.example' }), 'RoleNotAllowed')
  isError(t, await create(test, newCustomer(), { headers: { authorization: '' } }), 'PartnerTokenMissing')
})

t.test('nothing refused was stored', async t => {
  t.strictSame(await stored(test), none)
  t.strictSame(await test.stored.rows('SELECT FROM customer WHERE customer_id = $1', [ids.wingtip]), [{}])
})

t.test('the rest of the customer API is refused by name', async t => {
  const authorization = await test.bearer()
  const send = (method: 'GET' | 'PATCH' | 'PUT' | 'DELETE' | 'POST', url: string) =>
    test.app.inject({ method, url, headers: { authorization }, payload: {} })
  for (const method of ['PATCH', 'DELETE'] as const) {
    isError(t, await send(method, `/v1/customers/${ids.wingtip}`), 'NotFound', method)
  }
  for (const method of ['PUT', 'POST'] as const) {
    const answer = await send(method, `/v1/customers/${ids.wingtip}`)
    isError(t, answer, 'MethodNotAllowed', method)
    t.equal(answer.headers['allow'], 'GET, HEAD')
  }
  isError(t, await send('DELETE', '/v1/customers'), 'MethodNotAllowed')
  isError(t, await send('POST', '/v1/customers/relationshiprequests'), 'MethodNotAllowed')
  for (const path of ['users', 'profiles/company', 'profiles/billing', 'relationships', 'subscribedskus']) {
    isError(t, await send('GET', `/v1/customers/${ids.wingtip}/${path}`), 'NotFound', path)
  }
})
