import t from 'tap'
import { ids, testApp } from '../../helper/app.js'
import { isError } from '../../helper/wire.js'
import { create, newCustomer, stored } from './helper.js'

const test = await testApp(t, { environment: 'production' })

t.test(
  'without an address of Partner Center production creates no customers, and says so before it reads the body',
  async t => {
    for (const payload of [newCustomer(), '{', 'x'.repeat(70_000)]) {
      isError(t, await create(test, payload), 'CustomerCreationNotForwarded')
    }
    isError(
      t,
      await create(test, newCustomer(), { user: 'helpdeskagent@contoso-direct.example' }),
      'RoleNotAllowed',
      'whoever may not, learns nothing'
    )
    t.strictSame(await stored(test), { customers: 0, relationships: 0, users: 0 })
  }
)

t.test('what the operator registered is listed', async t => {
  const headers = { authorization: await test.bearer() }
  t.equal((await test.app.inject({ url: '/v1/customers', headers })).json().totalCount, 4)
  t.equal((await test.app.inject({ url: `/v1/customers/${ids.wingtip}`, headers })).statusCode, 200)
})

t.test("the service's role in production reads customers without a right to the sandbox's tables", async t => {
  await test.stored.rows('REVOKE ALL ON sandbox_user, sandbox_request FROM partner_agreements_test')
  const headers = { authorization: await test.bearer() }
  for (const url of ['/v1/customers', `/v1/customers/${ids.wingtip}`, '/v1/customers/relationshiprequests']) {
    t.equal((await test.app.inject({ url, headers })).statusCode, 200, url)
  }
})
