import type { Page } from 'playwright-core'
import t from 'tap'
import { ids } from '../helper/app.js'
import { sell } from '../helper/invitations.js'
import { accept, inBrowser, misfits, phone, signIn, violations } from './helper.js'

await inBrowser(t, test => {
  const { base, inviteTo, open } = test
  const languages = ['en', 'de', 'fr', 'es', 'ja', 'zh']
  const request = `${base}/accept/relationship?invType=ResellerRelationship&partnerId=${ids.contoso}&msppId=0&DAP=false`

  t.test('every page keeps WCAG 2.2 AA and fits a phone', async t => {
    const page = await open(phone)
    const look = async (what: string) => {
      t.strictSame(await violations(page), [], `${what}: rules`)
      t.strictSame(await misfits(page), [], `${what}: phone`)
    }
    const { url } = await inviteTo(ids.adventureWorks)
    await page.goto(url)
    await look('before the sign-in')
    await page.locator('main button').click()
    await look('the sandbox\'s form')
    await page.getByLabel('User name').fill('nobody')
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button').click()
    await look('the sandbox\'s form, refused')
    await signIn(page, url)
    for (const language of languages) {
      await page.goto(`${url}?lang=${language}`)
      t.strictSame(await misfits(page), [], `the form in ${language}`)
    }
    await look('the form')
    await page.locator('#email').fill('x')
    await page.locator('button[value=accept]').click()
    await look('the form with what is wrong in it')
    await page.locator('#email').fill('ada@adventure-works.example')
    await accept(page)
    for (const language of languages) {
      await page.goto(`${page.url().split('?')[0]}?lang=${language}`)
      t.strictSame(await misfits(page), [], `the confirmation in ${language}`)
    }
    await look('the confirmation')
    await page.goto(`${base}/accept/partners`)
    await look('the partners')
    await page.locator('section.card a').first().click()
    await look('a partner')
    await page.goto(url)
    await look('accepted already')
    await page.goto(`${base}/accept/nothing`)
    await look('a link that leads nowhere')
  })

  t.test('so do the pages that ask for more, and those that refuse', async t => {
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

  t.test('a Japanese page asks for the family name first', async t => {
    const { url } = await inviteTo(ids.proseware)
    const page = await open()
    await signIn(page, `${url}?lang=ja`, 'admin@proseware.example')
    t.strictSame(await page.locator('.field label').allInnerTexts(), ['姓', '名', 'メール アドレス', '電話番号 (任意)'])
    await accept(page)
    t.match(await page.locator('main').innerText(), 'Admin of Proseware Avery')
  })

  t.test('the keyboard alone is enough, and shows where it is', async t => {
    const { url } = await inviteTo()
    const page = await open()
    const tabTo = async (selector: string) => {
      for (let presses = 0; presses < 40; presses++) {
        await page.keyboard.press('Tab')
        if (await page.evaluate(wanted => document.activeElement?.matches(wanted), selector)) {
          t.notMatch(await page.evaluate(() => document.activeElement && getComputedStyle(document.activeElement).outlineStyle), 'none', `${selector} is seen to have the focus`)
          return
        }
      }
      t.fail(`${selector} cannot be reached`)
    }
    await page.goto(url)
    await tabTo('main button')
    await page.keyboard.press('Enter')
    await page.waitForURL(/authorize/)
    await tabTo('#username')
    await page.keyboard.type('admin@litware.example')
    await tabTo('#password')
    await page.keyboard.type('sandbox')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#agreement')
    await tabTo('#relationship')
    await page.keyboard.press('Space')
    await tabTo('button[value=accept]')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.summary:focus')
    await tabTo('a[href="#agreement"]')
    await page.keyboard.press('Enter')
    await tabTo('#agreement')
    await page.keyboard.press('Space')
    await tabTo('button[value=accept]')
    await page.keyboard.press('Enter')
    await page.waitForURL(/confirmations/)
    t.match(await page.locator('h1').textContent(), 'accepted')
  })
})
