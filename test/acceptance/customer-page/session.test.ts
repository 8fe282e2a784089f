import t from 'tap'
import { ids } from '../../helper/app.js'
import { filled, pageTest, type Browser } from './helper.js'

const test = await pageTest(t)
const minute = 60_000

const [adventureWorks, proseware, lucerne, litware] = [
  { customerId: ids.adventureWorks, userName: 'admin@adventure-works.example' },
  { customerId: ids.proseware, userName: 'admin@proseware.example' },
  { customerId: ids.lucerne, userName: 'admin@lucerne-publishing.example' },
  { customerId: ids.litware, userName: 'admin@litware.example', partnerId: ids.fabrikam }
] as const

/** Signs in for an invitation, lets time go by, and answers what it then sees: the offer, or that it has to sign in. */
async function seenAfter (
  minutes: number,
  customer: { customerId: string, userName: string, partnerId?: string },
  choices: { stay?: string } = {}
): Promise<string> {
  const { path } = await test.invite({
    customer_id: customer.customerId,
    partner_id: customer.partnerId ?? ids.contoso
  })
  const browser = test.browser()
  const start = test.clock.at
  const form = await browser.signIn(path, customer.userName, choices)
  test.clock.at = new Date(start.getTime() + minutes * minute)
  const seen = (await browser.get(path)).html.includes('name="decision"') ? 'the offer' : 'to sign in'
  const accepted = await acceptIn(browser, path, form.fields)
  test.clock.at = start
  t.equal(accepted, seen === 'the offer', 'what is shown can be accepted, and nothing else')
  return seen
}

async function acceptIn (browser: Browser, path: string, fields: Record<string, string>): Promise<boolean> {
  return (await browser.post(path, { ...fields, ...filled })).status === 303
}

t.test('somebody stays signed in for half an hour, or for eight hours by choice', async t => {
  t.equal(await seenAfter(29, adventureWorks), 'the offer')
  t.equal(await seenAfter(31, proseware), 'to sign in')
  t.equal(await seenAfter(8 * 60 - 1, lucerne, { stay: 'yes' }), 'the offer')
  t.equal(await seenAfter(8 * 60 + 1, litware, { stay: 'yes' }), 'to sign in')
})

t.test('the choice is offered before signing in, and not made in advance', async t => {
  const { html } = await test.browser().get((await test.invite()).path)
  const [box] = /<input type="checkbox"[^>]*>/.exec(html) ?? []
  t.match(box, 'name="stay"')
  t.notMatch(box, 'checked')
  t.match(html, 'Otherwise you are signed out after 30 minutes')
})
