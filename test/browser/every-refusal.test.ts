import type { Page } from 'playwright-core'
import t from 'tap'
import { ids } from '../helper/app.js'
import { sell } from '../helper/invitations.js'
import { inBrowser, misfits, phone, signIn, violations } from './helper.js'

await inBrowser(t, test => {
  const { base, inviteTo, open } = test
  const request = `${base}/accept/relationship?invType=ResellerRelationship&partnerId=${ids.contoso}&msppId=0&DAP=false`

  t.test('the pages that ask for more, and those that refuse, keep WCAG 2.2 AA and fit a phone', async t => {
    await sell(test, ids.contoso, ids.wingtip)
    const seen: Array<[what: string, user: string, go: (page: Page) => Promise<unknown>]> = [
      ['a relationship and the agreement', 'litware', async page => await page.goto(request)],
      ['R25', 'wingtip-toys', async page => await page.goto(request)],
      ['declined', 'lucerne-publishing', async page => { await page.goto((await inviteTo(ids.lucerne)).url); await page.locator('button[value=decline]').click() }],
      ['another organization', 'proseware', async page => await page.goto((await inviteTo(ids.lucerne)).url)],
      ['signed out', 'proseware', async page => await page.locator('.account button').click()]
    ]
    for (const [what, user, go] of seen) {
      const page = await open(phone)
      await signIn(page, `${base}/accept/partners`, `admin@${user}.example`)
      await go(page)
      t.strictSame([await violations(page), await misfits(page)], [[], []], what)
      await page.context().close()
    }
    const page = await open(phone)
    await signIn(page, `${base}/accept/partners`, 'user@proseware.example')
    t.match(await page.locator('h1').textContent(), 'An administrator has to do this')
    t.strictSame([await violations(page), await misfits(page)], [[], []], 'no administrator')
  })
})
