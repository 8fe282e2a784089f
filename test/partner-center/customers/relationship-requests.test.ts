import t from 'tap'
import { ids, testApp } from '../../helper/app.js'
import { isError } from '../../helper/wire.js'

const { app, bearer, appBearer, stored } = await testApp(t)
const path = '/v1/customers/relationshiprequests'
const get = async (query = '', user?: string) =>
  await app.inject({ url: `${path}${query}`, headers: { authorization: await bearer(user) } })
const fabrikam = 'adminagent@fabrikam.example'
const url = (partnerId: string, more = '') =>
  `http://127.0.0.1:8080/accept/relationship?invType=ResellerRelationship&partnerId=${partnerId}` +
  `&msppId=0&DAP=false${more}`

t.test('the URL is one of this service, for the caller', async t => {
  t.strictSame((await get()).json(), { url: url(ids.contoso), attributes: { objectType: 'RelationshipRequest' } })
  t.strictSame((await get('', fabrikam)).json().url, url(ids.fabrikam))
  t.equal(
    (
      await app.inject({ url: '/V1/Customers/RelationshipRequests/', headers: { authorization: await bearer() } })
    ).json().url,
    url(ids.contoso),
    'in any letter case'
  )
})

t.test('an indirect provider names itself and its reseller', async t => {
  const query = `?indirectCloudSolutionProviderId=${ids.fabrikam}` +
    `&INDIRECTRESELLERID=${ids.northwind.toUpperCase()}&dualRoleIndirectRelationship=True`
  t.equal(
    (await get(query, fabrikam)).json().url,
    url(
      ids.fabrikam,
      `&indirectCloudSolutionProviderId=${ids.fabrikam}&indirectResellerId=${ids.northwind}` +
        '&dualRoleIndirectRelationship=true'
    )
  )
  t.equal(
    (await get('?indirectResellerId=&dualRoleIndirectRelationship=', fabrikam)).json().url,
    url(ids.fabrikam),
    'empty ones are none'
  )
})

t.test('what is not true of the caller is refused', async t => {
  const cases: Array<[query: string, user: string | undefined]> = [
    [`indirectResellerId=${ids.northwind}`, undefined],
    [`indirectResellerId=${ids.contoso}`, fabrikam],
    [`indirectResellerId=${ids.wingtip}`, fabrikam],
    ['indirectResellerId=northwind', fabrikam],
    [`indirectResellerId=${ids.northwind}&indirectResellerId=${ids.northwind}`, fabrikam],
    [`indirectCloudSolutionProviderId=${ids.contoso}`, fabrikam],
    ['indirectCloudSolutionProviderId=%00', fabrikam],
    ['dualRoleIndirectRelationship=yes', fabrikam],
    ['dualRoleIndirectRelationship=%22%3E%3Cscript%3E', fabrikam]
  ]
  for (const [query, user] of cases) {
    const answer = await get(`?${query}`, user)
    isError(t, answer, 'PropertyInvalid', query)
    t.equal(answer.json().parameters.property, query.split('=')[0])
  }
})

t.test('users of the public cloud and of 21Vianet alone', async t => {
  isError(
    t,
    await app.inject({ url: path, headers: { authorization: await appBearer(ids.contoso) } }),
    'AppOnlyNotSupported'
  )
  isError(t, await get('', 'adminagent@tailspin.example'), 'NationalCloudNotSupported')
  await stored.rows("UPDATE partner SET cloud = 'china' WHERE partner_id = $1", [ids.fabrikam])
  t.equal((await get('', 'salesagent@fabrikam.example')).statusCode, 200)
})
