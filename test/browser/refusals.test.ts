import t from 'tap'
import { newCustomer } from '../partner-center/customers/helper.js'
import { ids } from '../helper/app.js'
import { sell } from '../helper/invitations.js'
import { accept, inBrowser, signIn } from './helper.js'

await inBrowser(t, test => {
  const { call, inviteTo, open, stored } = test
  const statusOf = async (invitationId: string) => (await call('GET', `/acceptance/v1/invitations/${invitationId}`)).body['status']

  t.test('following the link opens and accepts nothing, until an administrator signed in', async t => {
    const { url, invitationId } = await inviteTo(ids.adventureWorks)
    const page = await open()
    for (let times = 0; times < 3; times++) await page.goto(url)
    t.notMatch(await page.content(), /Contoso|Adventure/, 'nobody learns who asks whom')
    t.equal(await statusOf(invitationId), 'sent')
    await signIn(page, url)
    t.equal(await statusOf(invitationId), 'opened')
    await page.reload()
    t.strictSame(await stored.rows('SELECT FROM direct_acceptance'), [])
  })

  t.test('of another organization, and no administrator: each is told so, and may try another account', async t => {
    const { url, invitationId } = await inviteTo(ids.adventureWorks)
    const page = await open()
    await signIn(page, url, 'admin@litware.example')
    t.match(await page.locator('h1').textContent(), 'This link is for another organization')
    await page.getByRole('button', { name: 'Sign in with another account' }).click()
    await page.getByLabel('User name').fill('user@adventure-works.example')
    await page.getByLabel('Password').fill('sandbox')
    await page.getByRole('button', { name: 'Sign in' }).click()
    t.match(await page.locator('h1').textContent(), 'An administrator has to do this')
    t.equal(await page.getByRole('checkbox').count(), 0)
    t.equal(await statusOf(invitationId), 'sent')
  })

  t.test('a link is good once', async t => {
    const { url } = await inviteTo(ids.proseware, { language: 'en' })
    const [page, late, stranger] = [await open(), await open(), await open()]
    await signIn(page, url, 'admin@proseware.example')
    await signIn(late, url, 'admin@proseware.example')
    await accept(page)
    await accept(late)
    t.match(await late.locator('h1').textContent(), 'This has already been accepted')
    t.equal((await stored.rows('SELECT FROM direct_acceptance')).length, 1)
    await late.getByRole('link', { name: 'Open the confirmation' }).click()
    t.equal(late.url().split('?')[0], page.url().split('?')[0])
    await stranger.goto(url)
    t.match(await stranger.locator('h1').textContent(), 'This link does not work')
  })

  t.test('declining is one button, and is told', async t => {
    const { url, invitationId } = await inviteTo(ids.adventureWorks)
    const page = await open()
    await signIn(page, url)
    await page.locator('button[value=decline]').click()
    t.match(await page.locator('h1').textContent(), 'You have declined')
    t.equal(await statusOf(invitationId), 'declined')
  })

  t.test('R25: Wingtip bought before, and is sent to its partner, who must attest', async t => {
    await sell(test, ids.contoso, ids.wingtip)
    const { url, invitationId } = await inviteTo()
    const page = await open()
    await signIn(page, url, 'admin@wingtip-toys.example')
    t.match(await page.locator('main').innerText(), 'Please reach out to your partner Contoso Direct to confirm your acceptance of the Microsoft Customer Agreement.')
    t.equal(await page.locator('main form').count(), 0)
    t.match((await call('GET', `/acceptance/v1/invitations/${invitationId}`)).body, { directAcceptance: { available: false, remedy: { kind: 'confirmByAttestation' } } })
  })

  t.test('hostile names are text, and nothing of them runs', async t => {
    const name = '"><img src=x onerror="document.title=1;alert(1)"><script>alert(2)</script>\u202e</title>'
    const { body: created } = await call('POST', '/v1/customers', newCustomer({ company: { domain: 'hostile.example' }, billing: { companyName: name } })) as unknown as { body: { id: string, userCredentials: { userName: string, password: string } } }
    await stored.rows('UPDATE partner SET name = $2 WHERE partner_id = $1', [ids.contoso, name])
    const { url } = await inviteTo(created.id)
    const page = await open()
    const ran: string[] = []
    page.on('dialog', dialog => { ran.push(dialog.message()); dialog.dismiss().catch(() => {}) })
    page.on('console', message => ran.push(message.text()))
    page.on('request', request => { if (new URL(request.url()).pathname.endsWith('/x')) ran.push(request.url()) })
    await signIn(page, url, created.userCredentials.userName, created.userCredentials.password)
    t.match(await page.locator('main').innerText(), '<script>alert(2)</script></title> asks your organization')
    await page.getByLabel('First name').fill(name)
    await accept(page)
    t.match(await page.locator('main').innerText(), name)
    await page.goto(`${test.base}/accept/partners`)
    await page.locator('section.card a').click()
    t.match(await page.locator('h1').innerText(), name)
    t.equal(await page.locator('script, main img').count(), 0)
    t.strictSame(ran, [])
  })
})
