import t from 'tap'
import { ids, testApp } from '../../helper/app.js'
import { accept, ada, caller, type Issued } from '../../helper/invitations.js'

const test = await testApp(t)
const call = caller(test)
const fabrikam = 'adminagent@fabrikam.example'
const invite = (body: object, as = fabrikam) => call('POST', '/invitations', { body, as })

t.test('R21: whoever accepts becomes a customer; its name is for the list until then', async t => {
  const answer = await invite({
    invited: ada,
    country: 'DE',
    companyName: 'Fourth Coffee',
    indirectResellerId: ids.northwind.toUpperCase()
  })
  t.equal(answer.statusCode, 201, answer.body)
  t.match(answer.json(), {
    asks: 'relationshipAndAgreement',
    customerId: null,
    companyName: 'Fourth Coffee',
    indirectResellerId: ids.northwind,
    country: 'DE',
    directAcceptance: { available: true },
    mail: { text: /als Ihren Handelspartner/ }
  })
})

t.test('the country must be said, and the reseller must be one\'s own', async t => {
  t.match((await invite({ invited: ada })).json(), { status: 400, detail: /country is required/ })
  for (const indirectResellerId of [ids.contoso, ids.fabrikam, 'cc000000-0000-4000-8000-000000000001']) {
    t.match(
      (await invite({ invited: ada, country: 'DE', indirectResellerId })).json(),
      { status: 400, detail: /indirectResellerId is not one of your indirect resellers/ },
      indirectResellerId
    )
  }
  t.match((await invite({ invited: ada, country: 'DE', indirectResellerId: 'x' })).json(), {
    status: 400,
    detail: /indirectResellerId is not a GUID/
  })
  t.match(
    (
      await invite(
        { invited: ada, country: 'DE', indirectResellerId: ids.northwind },
        'adminagent@contoso-direct.example'
      )
    ).json(),
    { status: 400, detail: /indirectResellerId is not one of your indirect resellers/ }
  )
})

t.test('after the acceptance the partner sees which customer it was, and finds it by that', async t => {
  const { invitationId } = (await invite({ invited: ada, country: 'US' })).json<Issued>()
  await accept(test, ids.litware, invitationId)
  t.match((await call('GET', `/invitations/${invitationId}`, { as: fabrikam })).json(), {
    status: 'accepted',
    customerId: ids.litware,
    endedAt: '2026-03-02T10:00:00.000Z'
  })
  const { items } = (await call('GET', `/invitations?customerId=${ids.litware}`, { as: fabrikam })).json<{
    items: Issued[]
  }>()
  t.strictSame(items.map(item => item.invitationId), [invitationId])
})

t.test('R25: where the page met a customer that had bought, the partner must attest', async t => {
  const { invitationId } = (await invite({ invited: ada, country: 'US' })).json<Issued>()
  await test.stored.rows(
    "INSERT INTO invitation_event (invitation_id, what, happened_at) VALUES ($1, 'unavailable', $2)",
    [invitationId, test.clock.at]
  )
  t.match((await call('GET', `/invitations/${invitationId}`, { as: fabrikam })).json(), {
    status: 'sent',
    directAcceptance: {
      available: false,
      remedy: { kind: 'confirmByAttestation', path: '/v1/customers/{customer-tenant-id}/agreements' }
    }
  })
  t.match((await call('POST', `/invitations/${invitationId}/resend`, { as: fabrikam })).json(), {
    status: 409,
    title: 'DirectAcceptanceNotAvailable'
  })
})
