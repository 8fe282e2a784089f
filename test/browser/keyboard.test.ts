import t from 'tap'
import { ids } from '../helper/app.js'
import { accept, inBrowser, signIn } from './helper.js'

await inBrowser(t, ({ inviteTo, open }) => {
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
