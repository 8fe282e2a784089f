import t from 'tap'
import { ids, testApp } from '../helper/app.js'

const adminGroup = '11111111-0000-4000-8000-000000000001'
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10'

t.test('roles can come from group ids, mapped per partner', async t => {
  const { app, bearer, stored } = await testApp(t, { roleClaim: 'groups' })
  await stored.rows('UPDATE partner SET admin_agent_claims = $1 WHERE partner_id = $2', [[adminGroup], ids.contoso])
  const ask = async (user: string, groups: string[]) =>
    (await app.inject({ url: '/v1/agreements', headers: { authorization: await bearer(user, { groups }) } })).statusCode
  t.equal(await ask('adminagent@contoso-direct.example', [adminGroup]), 200)
  t.equal(await ask('adminagent@fabrikam.example', [adminGroup]), 403, "another partner's mapping")
  t.equal(await ask('salesagent@contoso-direct.example', []), 403, 'the roles claim does not count here')
})

t.test('roles can come from directory roles', async t => {
  const { app, bearer, stored } = await testApp(t, { roleClaim: 'wids' })
  await stored.rows('UPDATE partner SET admin_agent_claims = $1 WHERE partner_id = $2', [
    [globalAdministrator],
    ids.contoso
  ])
  t.equal(
    (
      await app.inject({
        url: '/v1/agreements',
        headers: { authorization: await bearer(undefined, { wids: [globalAdministrator] }) }
      })
    ).statusCode,
    200
  )
})
