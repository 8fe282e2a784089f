import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import t from 'tap'
import { newCustomer } from '../partner-center/customers/helper.js'
import { ids } from '../helper/app.js'
import { accept, inBrowser, signIn } from './helper.js'

await inBrowser(t, test => {
  const { call, inviteTo, open } = test
  const isSigned = async (customerId: string) => (await call('GET', `/v1/customers/${customerId}/directSignedMicrosoftCustomerAgreementStatus`)).body['isSigned']
  const order = async (customerId: string, as?: string) => await call('POST', `/order-gate/v1/customers/${customerId}/decisions`, { transaction: { kind: 'newPurchase' } }, as)

  t.test('R20: a new customer signs in as it was told, accepts, and may buy', async t => {
    const { body: created } = await call('POST', '/v1/customers', newCustomer()) as unknown as { body: { id: string, userCredentials: { userName: string, password: string } } }
    const { url } = await inviteTo(created.id)
    t.match((await order(created.id)).body, { outcome: 'block' })
    const page = await open()
    await signIn(page, url, created.userCredentials.userName, created.userCredentials.password)
    t.match(await page.locator('h1').textContent(), 'Accept the agreement')
    t.match(await page.locator('main').textContent(), 'Contoso Direct asks your organization')
    t.equal(await page.getByRole('checkbox').count(), 1)
    t.notOk(await page.getByRole('checkbox').isChecked(), 'nothing is ticked in advance')
    t.equal(await page.getByLabel('First name').inputValue(), 'Nia', 'prefilled from the account')
    await page.getByLabel('Last name').fill('Newcomb-Lee')
    t.match(await accept(page), /^\/accept\/confirmations\/[0-9a-f-]{36}$/)
    t.equal(await isSigned(created.id), true)
    t.match((await order(created.id)).body, { outcome: 'allow' })
    t.match((await call('GET', `/v1/customers/${created.id}/agreements?agreementType=*`)).body, { totalCount: 0 })

    const [evidence] = await test.stored.rows<{ sha256: string, consent_text: string }>('SELECT encode(document_sha256, \'hex\') AS sha256, consent_text FROM acceptance_evidence')
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save the document as it was displayed' }).click()])
    t.equal(createHash('sha256').update(await readFile(await saved.path())).digest('hex'), evidence?.sha256, 'what a browser saves has the hash that is shown')
    t.equal(saved.suggestedFilename(), 'MicrosoftCustomerAgreement-US-en-US-sample-1.html')
    await page.emulateMedia({ media: 'print' })
    const printed = await page.locator('body').innerText()
    for (const text of [new URL(page.url()).pathname.slice(-36), evidence?.sha256 ?? '-', evidence?.consent_text ?? '-', 'Nia Newcomb-Lee', 'Newcomb Traders']) t.match(printed, text)
    t.notMatch(printed, /Sign out|Deutsch|Print/, 'what is for the screen alone')
  })

  t.test('R21: a customer of somebody else ticks twice, without any script, and is the partner\'s', async t => {
    const { url } = await inviteTo(undefined, { companyName: 'Litware' })
    const page = await open({ javaScriptEnabled: false })
    await signIn(page, url, 'admin@litware.example')
    t.equal(await page.getByRole('checkbox').count(), 2)
    await page.locator('#agreement').check()
    await page.locator('button[value=accept]').click()
    t.match(await page.getByRole('alert').innerText(), 'Contoso Direct')
    t.ok(await page.locator('#agreement').isChecked(), 'what was ticked stays so')
    t.equal((await call('GET', `/v1/customers/${ids.litware}`)).status, 403)
    await accept(page)
    t.match(await page.locator('main').textContent(), 'I accept Contoso Direct as a reseller')
    t.match((await call('GET', `/v1/customers/${ids.litware}`)).body, { companyProfile: { companyName: 'Litware' } })
  })

  t.test('R22 and R23: a customer of two partners accepts once, in German, for both', async t => {
    const { url, invitationId } = await inviteTo(ids.adventureWorks, { language: 'de-DE' })
    const page = await open()
    await signIn(page, url)
    t.equal(await page.locator('html').getAttribute('lang'), 'de')
    t.match(await page.locator('h1').textContent(), 'Vereinbarung akzeptieren')
    t.match(await page.locator('main').textContent(), 'Fabrikam Distribution')
    const [document] = await Promise.all([page.waitForEvent('popup'), page.locator('main a.button').click()])
    await document.waitForLoadState()
    t.match(document.url(), '/agreement-documents/')
    t.match(await document.locator('body').innerText(), 'Customer Agreement')
    await document.close()
    await accept(page)
    t.match(await page.locator('h1').textContent(), 'akzeptiert')
    for (const as of [undefined, 'adminagent@fabrikam.example']) t.match((await order(ids.adventureWorks, as)).body, { outcome: 'allow' })
    t.match((await call('GET', `/acceptance/v1/customers/${ids.adventureWorks}/status`)).body, { state: 'directlyAccepted' })
    t.match((await call('GET', `/acceptance/v1/invitations/${invitationId}`)).body, { status: 'accepted' })
    await page.locator('main a[href*="/accept/partners"]').click()
    t.strictSame(await page.locator('main h2').allTextContents(), ['Contoso Direct', 'Fabrikam Distribution'])
    await page.locator('section', { hasText: 'Fabrikam' }).getByRole('link').click()
    t.match(await page.locator('main').textContent(), ids.fabrikam)
  })
})
