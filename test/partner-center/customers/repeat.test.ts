import { randomUUID } from 'node:crypto'
import t from 'tap'
import { ids, testApp } from '../../helper/app.js'
import { isError } from '../../helper/wire.js'
import { create, newCustomer, stored } from './helper.js'

const test = await testApp(t)
const repeated = () => ({ headers: { 'MS-RequestId': randomUUID() } })

t.test('the same request again gets the customer again, without its credentials', async t => {
  const request = repeated()
  const body = newCustomer({ company: { domain: 'again.example', organizationRegistrationNumber: '42' } })
  const { userCredentials, ...customer } = (await create(test, body, request)).json()
  t.ok(userCredentials.password, 'the control: the first answer had them')
  for (const headers of [request.headers, { 'MS-RequestId': request.headers['MS-RequestId'].toUpperCase() }]) {
    const again = await create(test, body, { headers })
    t.equal(again.statusCode, 201)
    t.strictSame(again.json(), customer)
    t.match(again.headers['partner-agreements-notice'], /userCredentials are shown once/)
  }
})

t.test('of many equal requests at once one creates, and one answer has the credentials', async t => {
  const before = await stored(test)
  const request = repeated()
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => create(test, newCustomer({ company: { domain: 'atonce.example' } }), request))
  )
  t.strictSame([...new Set(answers.map(({ statusCode }) => statusCode))], [201])
  t.equal(new Set(answers.map(answer => answer.json().id)).size, 1)
  t.equal(answers.filter(answer => answer.json().userCredentials !== undefined).length, 1)
  t.strictSame(await stored(test), {
    customers: (before?.customers ?? 0) + 1,
    relationships: (before?.relationships ?? 0) + 1,
    users: (before?.users ?? 0) + 1
  })
})

t.test('of many requests for one domain one creates', async t => {
  const before = await stored(test)
  const users = ['adminagent@contoso-direct.example', 'adminagent@fabrikam.example']
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      create(test, newCustomer({ company: { domain: 'Race.example' } }), { user: users[index % 2] })
    )
  )
  t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [201, ...Array.from({ length: 29 }, () => 409)])
  t.equal((await stored(test))?.customers, (before?.customers ?? 0) + 1)
})

t.test('the same id with another request is refused, also across endpoints', async t => {
  const request = repeated()
  const body = newCustomer({ company: { domain: 'first.example' } })
  t.equal((await create(test, body, request)).statusCode, 201)
  isError(t, await create(test, newCustomer({ company: { domain: 'second.example' } }), request), 'RequestIdReused')
  const cart = await test.app.inject({
    method: 'POST',
    url: `/v1/customers/${ids.adventureWorks}/carts`,
    headers: { authorization: await test.bearer(), ...request.headers },
    payload: body
  })
  isError(t, cart, 'RequestIdReused')
})

t.test("another partner's same id is another request; a refused one is judged anew", async t => {
  const request = repeated()
  const at = (domain: string) => newCustomer({ company: { domain } })
  isError(t, await create(test, at('wingtip-toys.example'), request), 'CustomerDomainTaken')
  const first = await create(test, at('anew.example'), request)
  const other = await create(test, at('other.example'), { ...request, user: 'adminagent@fabrikam.example' })
  t.strictSame([first.statusCode, other.statusCode], [201, 201])
  t.ok(first.json().userCredentials && other.json().userCredentials)
  t.not(first.json().id, other.json().id)
})
