import t from 'tap'
import { ids } from '../helper/app.js'
import { accept, inBrowser, misfits, phone, signIn, violations } from './helper.js'

await inBrowser(t, test => {
  const { base, inviteTo, open } = test
  const languages = ['en', 'de', 'fr', 'es', 'ja', 'zh']

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
})
