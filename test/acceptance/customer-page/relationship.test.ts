import t from 'tap'
import { ids } from '../../helper/app.js'
import { filled, pageTest } from './helper.js'

const test = await pageTest(t)
const { rows } = test.stored
const requestOf = (partnerId: string, more = '') =>
  `/accept/relationship?invType=ResellerRelationship&partnerId=${partnerId}&msppId=0&DAP=false${more}`
const stranger = 'c9000000-0000-4000-8000-000000000009'
const both = { ...filled, relationship: 'yes' }

/** A tenant that nobody has registered, with an administrator who can sign in at the sandbox. */
async function addStranger (): Promise<void> {
  const [{ password_hash: hash } = {}] = await rows<{ password_hash: string }>(
    'SELECT password_hash FROM sandbox_user LIMIT 1'
  )
  await rows(
    'INSERT INTO sandbox_user (user_id, customer_id, user_name, password_hash, first_name, last_name, email, ' +
      'is_administrator) VALUES ($1, $2, $3, $4, $5, $6, $3, true)',
    ['c9000000-0000-4000-8000-100000000009', stranger, 'admin@stranger.example', hash, 'Grace', 'Hopper']
  )
}

t.test('an invitation to a new customer asks for two ticks and makes it the partner\'s', async t => {
  const { path } = await test.invite({ customer_id: ids.litware, partner_id: ids.contoso, asks_relationship: true })
  const browser = test.browser()
  const form = await browser.signIn(path, 'admin@litware.example')
  t.equal(form.html.match(/type="checkbox"/g)?.length, 2)
  const half = await browser.post(path, { ...form.fields, ...filled })
  t.equal(half.status, 422)
  t.match(half.html, 'id="relationship-problem"')
  t.equal((await browser.post(path, { ...form.fields, ...both, agreement: '' })).status, 422)
  t.strictSame(await rows('SELECT FROM direct_acceptance'), [])
  t.equal((await browser.post(path, { ...form.fields, ...both })).status, 303)
  const related = await rows<{ partner_id: string }>(
    'SELECT partner_id FROM reselling_relationship WHERE customer_id = $1 ORDER BY 1',
    [ids.litware]
  )
  t.strictSame(related.map(({ partner_id: id }) => id), [ids.contoso, ids.fabrikam])
  const [evidence] = await rows<{ consent_text: string, relationship_partner_id: string }>(
    'SELECT consent_text, relationship_partner_id FROM acceptance_evidence'
  )
  t.match(
    evidence?.consent_text,
    /^I accept Contoso Direct as a reseller for my organization\.\nI have read the Microsoft/
  )
  t.equal(evidence?.relationship_partner_id, ids.contoso)
})

t.test('a request without an invitation: relationship and agreement for whoever signs in', async t => {
  const path = requestOf(ids.fabrikam, `&indirectResellerId=${ids.northwind}`)
  const browser = test.browser()
  t.notMatch((await browser.get(path)).html, 'Fabrikam')
  const form = await browser.signIn(path, 'admin@proseware.example')
  t.equal(form.status, 200)
  t.match(form.html, 'Fabrikam Distribution would like to become a reseller')
  t.match(form.html, 'together with Northwind Resell')
  t.notMatch(form.html, 'value="decline"')
  const sent = await browser.post(path, { ...form.fields, ...both })
  t.equal(sent.status, 303)
  const [related] = await rows(
    'SELECT partner_id, indirect_reseller_id FROM reselling_relationship WHERE customer_id = $1 AND partner_id = $2',
    [ids.proseware, ids.fabrikam]
  )
  t.strictSame(related, { partner_id: ids.fabrikam, indirect_reseller_id: ids.northwind })
  const before = await test.count()
  const again = await browser.get(path)
  t.equal(again.status, 409)
  t.match(again.html, new URL(sent.location ?? '').pathname, 'the existing confirmation')
  t.equal((await browser.post(path, { ...form.fields, ...both })).status, 409)
  t.strictSame(await test.count(), before)
})

t.test('many at once make one relationship and one acceptance', async t => {
  const path = requestOf(ids.fabrikam)
  const browser = test.browser()
  const form = await browser.signIn(path, 'admin@lucerne-publishing.example')
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () => await browser.post(path, { ...form.fields, ...both }))
  )
  t.equal(answers.filter(({ status }) => status === 303).length, 1)
  t.equal(answers.filter(({ status }) => status === 409).length, 19)
  t.equal((await rows('SELECT FROM direct_acceptance WHERE customer_id = $1', [ids.lucerne])).length, 1)
})

t.test('a tenant that is not known yet names its country and itself', async t => {
  await addStranger()
  const path = requestOf(ids.contoso)
  const browser = test.browser()
  const asked = await browser.signIn(path, 'admin@stranger.example')
  t.match(asked.html, 'Where is your organization based?')
  const there = `${path}&country=DE&lang=de`
  const form = await browser.get(there)
  t.match(form.html, 'Name Ihrer Organisation')
  t.match(form.html, 'Deutsch (Deutschland)', 'the agreement in the language of the page, which its country has')
  t.equal((await browser.post(there, { ...form.fields, ...both, company: '' })).status, 422)
  t.equal((await browser.post(there, { ...form.fields, ...both, company: 'Stranger GmbH' })).status, 303)
  const [customer] = await rows('SELECT customer_id, company_name, country FROM customer WHERE customer_id = $1', [
    stranger
  ])
  t.strictSame(customer, { customer_id: stranger, company_name: 'Stranger GmbH', country: 'DE' })
  t.equal(
    (
      await rows('SELECT FROM reselling_relationship WHERE customer_id = $1 AND partner_id = $2', [
        stranger,
        ids.contoso
      ])
    ).length,
    1
  )
})

t.test('a request that names no partner of ours leads nowhere', async t => {
  const browser = test.browser()
  await browser.signIn('/accept/partners')
  for (const path of [
    requestOf('d9000000-0000-4000-8000-000000000009'),
    requestOf(ids.contoso, '&indirectResellerId=d9000000-0000-4000-8000-000000000009'),
    requestOf('x'),
    `/accept/relationship?partnerId=${ids.contoso}`,
    '/accept/relationship'
  ]) {
    t.equal((await browser.get(path)).status, 404, path)
  }
})

t.test('a request that the API gives nobody leads nowhere, and stores nothing', async t => {
  const browser = test.browser()
  await browser.signIn('/accept/partners')
  const reseller = (resellerId: string) => `&indirectResellerId=${resellerId}`
  const good = await browser.get(requestOf(ids.contoso))
  t.equal(good.status, 200)
  const before = await test.count()
  const requests = {
    'of a national cloud': requestOf(ids.tailspin),
    'of an indirect reseller': requestOf(ids.northwind),
    "with another provider's reseller": requestOf(ids.contoso, reseller(ids.northwind)),
    'with itself as reseller': requestOf(ids.fabrikam, reseller(ids.fabrikam)),
    'with a partner that is no reseller': requestOf(ids.fabrikam, reseller(ids.contoso))
  }
  for (const [what, path] of Object.entries(requests)) {
    t.equal((await browser.get(path)).status, 404, what)
    t.equal((await browser.post(path, { ...good.fields, ...both })).status, 404, what)
  }
  t.strictSame(await test.count(), before)
})

t.test('the list of partners is one, and each has a page; another\'s has none', async t => {
  const browser = test.browser()
  const list = await browser.signIn('/accept/partners')
  t.match(list.html, 'Contoso Direct')
  t.match(list.html, 'Fabrikam Distribution')
  t.notMatch(list.html, 'Tailspin')
  t.match((await browser.get(`/accept/partners/${ids.fabrikam}`)).html, ids.fabrikam)
  for (const other of [ids.tailspin, ids.northwind, 'x']) {
    t.equal((await browser.get(`/accept/partners/${other}`)).status, 404)
  }
  const { path } = await test.invite({ partner_id: ids.northwind, asks_relationship: true })
  await browser.get(path)
  const now = await browser.get('/accept/partners')
  t.match(now.html, 'Northwind Resell')
  t.match(now.html, 'Not a partner of your organization yet')
})
