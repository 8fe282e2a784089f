import { createHash } from 'node:crypto'
import t from 'tap'
import { wordsOf } from '../../../src/acceptance/customer-page/words/words.js'
import { pageLanguages } from '../../../src/domain/acceptance/page-language.js'
import { ids } from '../../helper/app.js'
import { filled, pageTest } from './helper.js'

const test = await pageTest(t)
const { stored } = test

t.test('an administrator signs in, accepts, and everything that proves it is stored', async t => {
  const { path, invitationId } = await test.invite()
  const browser = test.browser()
  t.match((await browser.get(path)).html, 'Sign in to continue')
  const form = await browser.signIn(path)
  t.equal(form.status, 200)
  t.match(form.html, 'Contoso Direct asks your organization')
  t.notMatch(form.html, / checked/, 'no box is ticked in advance')
  const opened = test.clock.at
  test.clock.at = new Date(test.clock.at.getTime() + 5_000)
  const sent = await browser.post(path, { ...form.fields, ...filled }, { 'user-agent': 'Browser/1.0' })
  t.equal(sent.status, 303)
  const confirmation = await browser.get(sent.location ?? '')
  t.equal(confirmation.status, 200)

  const [end] = await stored.rows('SELECT what, ended_at FROM invitation_end WHERE invitation_id = $1', [invitationId])
  t.strictSame(end, { what: 'accepted', ended_at: test.clock.at })
  const [{ evidence, accepted } = {}] = await stored.rows<{
    evidence: Record<string, unknown>
    accepted: Record<string, unknown>
  }>(
    'SELECT to_json(e) AS evidence, to_json(d) AS accepted FROM acceptance_evidence e JOIN direct_acceptance d ' +
      'USING (acceptance_id) WHERE e.invitation_id = $1',
    [invitationId]
  )
  const [document] = await stored.rows<{ version: string, display_sha256: Buffer, document_id: string }>(
    "SELECT document_id, version, display_sha256 FROM agreement_document WHERE country = 'US' AND language = 'en-US'"
  )
  t.match(accepted, { customer_id: ids.adventureWorks, template_id: ids.customerAgreement })
  const consent =
    'I have read the Microsoft Customer Agreement, version sample-1, American English, and I accept it on behalf ' +
      'of my organization. I am authorized to do so.'
  t.match(form.html, `>${consent}</label>`, 'the words beside the box')
  const instant = (at: unknown) => new Date(at as string).getTime()
  const {
    acceptance_id: _,
    reference_id: referenceId,
    identity_subject: subject,
    identity_object_id: objectId,
    signed_in_at: signedInAt,
    invited_at: invitedAt,
    opened_at: openedAt,
    ...rest
  } = evidence ?? {}
  t.strictSame(rest, {
    customer_id: ids.adventureWorks,
    invitation_id: invitationId,
    relationship_partner_id: null,
    first_name: 'Ada',
    last_name: 'Lovelace',
    email: 'ada@adventure-works.example',
    phone_number: '+1 425 555 0100',
    identity_issuer: `${test.base}/${ids.adventureWorks}/v2.0`,
    identity_user_name: 'admin@adventure-works.example',
    document_id: Number(document?.document_id),
    document_version: 'sample-1',
    document_language: 'en-US',
    document_country: 'US',
    document_sha256: `\\x${document?.display_sha256.toString('hex')}`,
    consent_text: consent,
    consent_sha256: `\\x${createHash('sha256').update(consent).digest('hex')}`,
    page_language: 'en',
    page_version: '2',
    ip: '127.0.0.1',
    user_agent: 'Browser/1.0',
    partners_shown: [{ id: ids.contoso, name: 'Contoso Direct' }, { id: ids.fabrikam, name: 'Fabrikam Distribution' }]
  })
  t.ok(subject)
  t.match(objectId, /^[0-9a-f-]{36}$/)
  t.equal(instant(signedInAt), opened.getTime())
  t.equal(instant(openedAt), opened.getTime())
  t.equal(instant(invitedAt), opened.getTime() - 86_400_000)
  for (const said of [
    referenceId as string,
    document?.display_sha256.toString('hex') ?? '',
    consent,
    'sample-1',
    'Adventure Works'
  ]) {
    t.match(confirmation.html, said, said)
  }
})

t.test('the confirmation offers the very document whose hash it shows, in every language', async t => {
  const browser = test.browser()
  await browser.signIn('/accept/partners')
  const [{ reference_id: reference = '' } = {}] = await stored.rows<{ reference_id: string }>(
    'SELECT reference_id FROM acceptance_evidence'
  )
  const hashBehind = async (html: string, link: string) => {
    const href = html.split(`>${link}</a>`)[0]?.split('<a href="').at(-1)?.split('"')[0] ?? ''
    const document = await fetch((await browser.get(href)).location ?? '')
    return createHash('sha256').update(await document.bytes()).digest('hex')
  }
  for (const language of pageLanguages) {
    const { html } = await browser.get(`/accept/confirmations/${reference}?lang=${language}`)
    const { hash, displayed, wordFile } = wordsOf(language).confirmation
    const [shown] = /[0-9a-f]{64}/.exec(html.split(`<dt>${hash}</dt>`)[1] ?? '') ?? []
    t.equal(await hashBehind(html, displayed), shown, language)
    t.not(await hashBehind(html, wordFile), shown, `${language}: the Word file is another`)
  }
})

t.test('the acceptance helps both partners, and is among nobody\'s confirmations', async t => {
  for (const user of ['adminagent@contoso-direct.example', 'adminagent@fabrikam.example']) {
    const headers = { authorization: await test.bearer(user) }
    const status = await fetch(
      `${test.base}/v1/customers/${ids.adventureWorks}/directSignedMicrosoftCustomerAgreementStatus`,
      { headers }
    )
    t.strictSame(await status.json(), { isSigned: true }, user)
    const confirmations = (await (
      await fetch(`${test.base}/v1/customers/${ids.adventureWorks}/agreements?agreementType=*`, { headers })
    ).json()) as { totalCount: number }
    t.equal(confirmations.totalCount, 0)
  }
})

t.test('only who accepted sees the confirmation again', async t => {
  const [{ reference_id: reference = '' } = {}] = await stored.rows<{ reference_id: string }>(
    'SELECT reference_id FROM acceptance_evidence'
  )
  const path = `/accept/confirmations/${reference}`
  const [mine, other] = [test.browser(), test.browser()]
  t.match((await mine.get(path)).html, 'Sign in to continue')
  t.match((await mine.signIn(path)).html, reference)
  const foreign = await other.signIn(path, 'admin@litware.example')
  t.equal(foreign.status, 404)
  t.notMatch(foreign.html, 'Lovelace')
  t.match((await mine.get('/accept/partners')).html, 'Your organization accepted the agreement itself on')
})

t.test('a second use of the token tells its administrator, and nobody else', async t => {
  const { path } = await test.invite({ customer_id: ids.proseware })
  const browser = test.browser()
  const form = await browser.signIn(path, 'admin@proseware.example')
  const first = await browser.post(path, { ...form.fields, ...filled })
  t.equal(first.status, 303)
  const before = await test.count()
  const second = await browser.post(path, { ...form.fields, ...filled })
  t.equal(second.status, 409)
  t.match(second.html, new URL(first.location ?? '').pathname, 'with the way to the confirmation')
  t.equal((await browser.get(path)).status, 409)
  t.equal((await test.browser().get(path)).status, 404)
  t.strictSame(await test.count(), before)
})

t.test('declining ends the invitation and stores nothing else', async t => {
  const { path, invitationId } = await test.invite({ customer_id: ids.lucerne })
  const browser = test.browser()
  const form = await browser.signIn(path, 'admin@lucerne-publishing.example')
  const before = await test.count()
  const declined = await browser.post(path, { ...form.fields, decision: 'decline' })
  t.equal(declined.status, 200)
  t.match(declined.html, 'You have declined')
  t.strictSame(await test.count(), { ...before, invitation_end: (before['invitation_end'] ?? 0) + 1 })
  t.strictSame(await stored.rows('SELECT what FROM invitation_end WHERE invitation_id = $1', [invitationId]), [
    { what: 'declined' }
  ])
  t.equal((await browser.post(path, { ...form.fields, ...filled })).status, 410, 'and it cannot be accepted any more')
})

t.test('of accepting and declining at once one counts, once, and everybody else learns which', async t => {
  const { path, invitationId } = await test.invite({ customer_id: ids.litware, partner_id: ids.fabrikam })
  const browser = test.browser()
  const form = await browser.signIn(path, 'admin@litware.example')
  const statuses = await Promise.all(
    Array.from(
      { length: 40 },
      async (_, index) =>
        (await browser.post(path, { ...form.fields, ...filled, decision: index % 2 === 0 ? 'accept' : 'decline' }))
          .status
    )
  )
  const [end, ...others] = await stored.rows<{ what: string }>(
    'SELECT what FROM invitation_end WHERE invitation_id = $1',
    [invitationId]
  )
  t.strictSame(others, [])
  const [first, later] = end?.what === 'accepted' ? [303, 409] : [200, 410]
  t.equal(statuses.filter(status => status === first).length, 1)
  t.equal(statuses.filter(status => status === later).length, 39, statuses.join())
})
