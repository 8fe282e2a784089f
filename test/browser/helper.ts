import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import type { Test } from 'tap'
import { pageTest, type PageTest } from '../acceptance/customer-page/helper.js'

/** A real browser, and the service that it meets, listening on a database of its own. */
export interface BrowserTest extends PageTest {
  /** A page with cookies of its own, in English unless told otherwise; no script of it may ever run. */
  open (options?: BrowserContextOptions): Promise<Page>
  /** Calls the API as a partner's Admin agent, Contoso's unless told otherwise. */
  call (method: 'GET' | 'POST', url: string, payload?: object, as?: string): Promise<Answer>
  /** Invites a customer, or without one whoever it will be; the link as the partner gets it. */
  inviteTo (customerId?: string, changes?: object): Promise<{ url: string, invitationId: string }>
}

/** An answer of the API, read. */
export interface Answer {
  readonly status: number
  // Each test knows what it asked for.
  readonly body: Readonly<Record<string, never>>
}

export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true }

// Starting a process for each page takes longer than most pages; everything comes from one origin.
const flags = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions', '--renderer-process-limit=1']

/** Runs the tests of one file in one browser; without any it says so, and passes. */
export async function inBrowser (t: Test, tests: (test: BrowserTest) => Promise<void> | void): Promise<void> {
  const executablePath = process.env['CHROMIUM_PATH']
  if (executablePath === undefined || !existsSync(executablePath)) {
    t.comment("no browser: the customer's page was not tried in one; set CHROMIUM_PATH, for example to /usr/bin/chromium")
    t.pass('nothing to try without a browser')
    return
  }
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox', ...flags] : flags })
  t.teardown(() => browser.close())
  await tests(browserTest(await pageTest(t), browser))
}

function browserTest (test: PageTest, browser: Browser): BrowserTest {
  async function call (method: 'GET' | 'POST', url: string, payload?: object, as?: string): Promise<Answer> {
    const answer = await test.app.inject({ method, url, headers: { authorization: await test.bearer(as) }, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.json() }
  }
  return {
    ...test,
    call,
    async inviteTo (customerId, changes = {}) {
      const invited = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' }
      const path = customerId === undefined ? '/acceptance/v1/invitations' : `/acceptance/v1/customers/${customerId}/invitations`
      const { body } = await call('POST', path, { invited, ...(customerId === undefined && { country: 'US' }), ...changes })
      return body as unknown as { url: string, invitationId: string }
    },
    async open (options = {}) {
      const context = await browser.newContext({ locale: 'en-US', ...options })
      context.setDefaultTimeout(10_000)
      return await context.newPage()
    }
  }
}

/** From the link to what it asks: the button, and the sandbox's form. */
export async function signIn (page: Page, url: string, userName = 'admin@adventure-works.example', password = 'sandbox'): Promise<void> {
  await page.goto(url)
  await page.locator('main button.primary').click()
  await page.getByLabel('User name').fill(userName)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/accept\/(?!signed-in)/)
}

/** Ticks every box and accepts; resolves with the path that this leads to. */
export async function accept (page: Page): Promise<string> {
  for (const box of await page.getByRole('checkbox').all()) await box.check()
  await page.locator('button[value=accept]').click()
  return new URL(page.url()).pathname
}

/** What the rules of WCAG 2.2 AA that a program can decide find wrong, contrast among them; empty: nothing. */
export async function violations (page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}

/** What does not fit a phone: contents wider than the screen, and targets smaller than 24 pixels. */
export async function misfits (page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const root = document.documentElement
    const small = [...document.querySelectorAll('a, button, select, input:not([type=hidden])')].filter(target => {
      const { width, height } = target.getBoundingClientRect()
      return width < 24 || height < 24
    })
    return [...(root.scrollWidth > root.clientWidth ? [`${root.scrollWidth} pixels wide`] : []), ...small.map(target => `small: ${target.outerHTML}`)]
  })
}
