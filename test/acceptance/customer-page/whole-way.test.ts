import t from 'tap'
import { ids } from '../../helper/app.js'
import { accept, sell } from '../../helper/invitations.js'
import { signInAt } from '../../helper/sign-in.js'
import { newCustomer } from '../../partner-center/customers/helper.js'
import { filled, pageTest } from './helper.js'

// From the partner's API to the customer's page and back.
const test = await pageTest(t)

async function call (method: 'GET' | 'POST', url: string, payload?: object) {
  return await test.app.inject({
    method,
    url,
    headers: { authorization: await test.bearer() },
    ...(payload && { payload })
  })
}

/** Invites a customer, or whoever it will be. */
async function inviteTo (customerId?: string) {
  const invited = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' }
  const { url, invitationId } = (
    await (customerId === undefined
      ? call('POST', '/acceptance/v1/invitations', { invited, country: 'US' })
      : call('POST', `/acceptance/v1/customers/${customerId}/invitations`, { invited }))
  ).json()
  return {
    path: new URL(url).pathname,
    listed: async () => (await call('GET', `/acceptance/v1/invitations/${invitationId}`)).json()
  }
}

t.test('the user name as it was shown, without a domain, signs in where the invitation names the customer', async t => {
  const created = (
    await call('POST', '/v1/customers', newCustomer({ address: { phoneNumber: '+1 425 555 0101' } }))
  ).json()
  const { userName, password } = created.userCredentials
  const { path } = await inviteTo(created.id)
  const browser = test.browser()
  const asked = await browser.post('/accept/sign-in', { entry: path })
  t.equal(new URL(asked.location ?? '').searchParams.get('domain_hint'), created.id)
  t.match(await (await fetch(asked.location ?? '')).text(), 'With or without its domain')
  const { callback } = await signInAt(new URL(asked.location ?? ''), userName, password)
  const back = await browser.get(callback?.href ?? '')
  const form = await browser.get(back.location ?? '')
  t.equal(form.status, 200)
  t.match(
    form.fields,
    { firstName: 'Nia', lastName: 'Newcomb', email: 'nia@newcomb.example', phoneNumber: '+1 425 555 0101' },
    'prefilled from the account'
  )
  t.equal((await browser.post(path, { ...form.fields, ...filled })).status, 303)
  t.strictSame((await call('GET', `/v1/customers/${created.id}/directSignedMicrosoftCustomerAgreementStatus`)).json(), {
    isSigned: true
  })
})

t.test('the hint is for open invitations alone, and holds nobody back', async t => {
  const { path } = await inviteTo(ids.adventureWorks)
  const other = await test.browser().signIn(path, 'admin@litware.example')
  t.equal(other.status, 403)
  t.match(other.html, 'This link is for another organization')
  for (const entry of ['/accept/partners', `/accept/${'A'.repeat(43)}`]) {
    const asked = await test.browser().post('/accept/sign-in', { entry })
    t.notOk(new URL(asked.location ?? '').searchParams.has('domain_hint'), entry)
  }
})

t.test('R25: whom the page stops is told to the inviting partner, once', async t => {
  const { path, listed } = await inviteTo(ids.adventureWorks)
  await sell(test, ids.fabrikam, ids.adventureWorks)
  const browser = test.browser()
  t.equal((await browser.signIn(path, 'user@adventure-works.example')).status, 403)
  t.strictSame(await events('unavailable'), [], 'a user who is no administrator learns and tells nothing')
  const stopped = await browser.signIn(path)
  t.equal(stopped.status, 403)
  t.match(stopped.html, 'Please reach out to your partner Contoso Direct')
  t.equal((await browser.get(path)).status, 403)
  t.equal((await events('unavailable')).length, 1)
  const { directAcceptance } = await listed()
  t.equal(directAcceptance.available, false)
  t.match(directAcceptance.remedy, {
    kind: 'confirmByAttestation',
    path: `/v1/customers/${ids.adventureWorks}/agreements`
  })
  t.notMatch(JSON.stringify(await listed()), 'Fabrikam')
})

t.test('R25, bought while the form was open: refused, and told as well', async t => {
  const { path, listed } = await inviteTo()
  const browser = test.browser()
  const form = await browser.signIn(path, 'admin@proseware.example')
  await sell(test, ids.contoso, ids.proseware)
  t.equal((await browser.post(path, { ...form.fields, ...filled, relationship: 'yes' })).status, 403)
  t.equal((await listed()).directAcceptance.available, false)
  t.equal((await events('unavailable')).length, 2)
})

t.test('R25 closes nothing to who accepted before it bought: a new partner gets its relationship', async t => {
  const requested = `/accept/relationship?invType=ResellerRelationship&partnerId=${ids.fabrikam}&msppId=0&DAP=false`
  const { path: invited, listed } = await inviteTo()
  const ways = [
    [requested, ids.lucerne, ids.contoso, 'admin@lucerne-publishing.example'],
    [invited, ids.litware, ids.fabrikam, 'admin@litware.example']
  ] as const
  for (const [path, customerId, partnerId, userName] of ways) {
    await accept(test, customerId)
    await sell(test, partnerId, customerId)
    const browser = test.browser()
    const form = await browser.signIn(path, userName)
    t.equal(form.status, 200, path)
    t.equal((await browser.post(path, { ...form.fields, ...filled, relationship: 'yes' })).status, 303, path)
  }
  t.match(await listed(), { status: 'accepted', customerId: ids.litware })
  for (const customerId of [ids.lucerne, ids.litware]) {
    t.equal(
      (
        await test.stored.rows('SELECT FROM reselling_relationship WHERE customer_id = $1 AND partner_id IN ($2, $3)', [
          customerId, ids.contoso, ids.fabrikam
        ])
      ).length,
      2
    )
    t.equal((await test.stored.rows('SELECT FROM direct_acceptance WHERE customer_id = $1', [customerId])).length, 2)
  }
})

t.test('R25 closes all to who bought, and accepted only before the cut-off', async t => {
  await accept(test, ids.wingtip, null, new Date('2023-03-31T23:59:59Z'))
  const requested = `/accept/relationship?invType=ResellerRelationship&partnerId=${ids.contoso}&msppId=0&DAP=false`
  for (const path of [requested, (await inviteTo()).path]) {
    t.match(
      (await test.browser().signIn(path, 'admin@wingtip-toys.example')).html,
      'Please reach out to your partner Contoso Direct',
      path
    )
  }
})

async function events (what: string): Promise<object[]> {
  return await test.stored.rows('SELECT FROM invitation_event WHERE what = $1', [what])
}
