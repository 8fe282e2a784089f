import t from 'tap'
import { ids } from '../../helper/app.js'
import { filled, pageTest } from './helper.js'

const test = await pageTest(t)
const { path } = await test.invite()
const browser = test.browser()
const form = await browser.signIn(path)
const send = async (changes: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  await browser.post(path, { ...form.fields, ...filled, ...changes }, headers)

t.test('a form from elsewhere is refused: by its origin, or without the session\'s secret', async t => {
  for (const origin of [
    'https://evil.example',
    'null',
    `${test.base}.evil.example`,
    test.base.replace('127.0.0.1', 'localhost'),
    ''
  ]) {
    t.equal((await send({}, { origin })).status, 403, `Origin: ${origin}`)
  }
  t.equal((await send({}, { origin: 'null', 'sec-fetch-site': 'cross-site' })).status, 403)
  t.equal((await send({}, { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' })).status, 403)
  for (const formKey of ['', 'x', 'A'.repeat(43)]) t.equal((await send({ formKey })).status, 403, formKey)
  t.equal((await test.browser().post(path, { ...form.fields, ...filled })).status, 403, 'no session')
  for (const shown of ['', 'x', `${form.fields['shown']?.slice(0, -4)}AAAA`]) {
    t.equal((await send({ shown })).status, 403, 'not what was shown')
  }
})

t.test('a form under no-referrer says Origin: null, and is known by Sec-Fetch-Site', async t => {
  t.equal((await send({ agreement: 'no' }, { origin: 'null', 'sec-fetch-site': 'same-origin' })).status, 422)
})

t.test('another session\'s form is refused', async t => {
  const other = test.browser()
  const theirs = await other.signIn(path)
  t.equal((await send({ formKey: theirs.fields['formKey'] ?? '' })).status, 403)
  t.equal((await send({ shown: theirs.fields['shown'] ?? '' })).status, 403)
})

const faults: ReadonlyArray<readonly [what: string, changes: Record<string, string>, field: string, said: string]> = [
  ['no tick', { agreement: '' }, 'agreement', 'Please tick this box'],
  ['another value in the box', { agreement: 'true' }, 'agreement', 'Please tick this box'],
  ['no first name', { firstName: '' }, 'firstName', 'First name: please fill this in.'],
  ['an invisible name', { lastName: ' \u200B\u2800' }, 'lastName', 'Last name: please fill this in.'],
  ['a control character', { firstName: 'A\u0007da' }, 'firstName', 'First name: this contains characters'],
  ['a NUL', { lastName: 'Love\0lace' }, 'lastName', 'Last name: this contains characters'],
  ['a long name', { firstName: 'x'.repeat(257) }, 'firstName', 'First name: this is too long.'],
  ['no address', { email: 'ada' }, 'email', 'this is not an e-mail address'],
  [
    'a line break in the address',
    { email: 'ada@example.com\r\nBcc: x@example.com' },
    'email',
    'this contains characters'
  ],
  [
    'an invisible character in the address',
    { email: 'a\u200Dda@example.com' },
    'email',
    'this is not an e-mail address'
  ],
  ['a long address', { email: `${'x'.repeat(250)}@example.com` }, 'email', 'this is too long'],
  ['a long phone number', { phoneNumber: '1'.repeat(257) }, 'phoneNumber', 'Phone number: this is too long.']
]
for (const [what, changes, field, said] of faults) {
  t.test(`${what} is shown beside its field, and what was typed stays`, async t => {
    const page = await send({ lastName: 'Kept-Name', ...changes })
    t.equal(page.status, 422)
    t.match(page.html, said)
    t.match(page.html, `id="${field}-problem"`)
    t.match(page.html, new RegExp(`<input[^>]* id="${field}"[^>]*aria-describedby="${field}-problem"`))
    t.match(page.html, `href="#${field}"`)
    if (field !== 'lastName') t.match(page.html, 'value="Kept-Name"')
    if (field !== 'agreement') t.match(page.html, /<input type="checkbox" id="agreement"[^>]* checked/)
    t.not(page.fields['shown'], form.fields['shown'], 'and the form can be sent again')
  })
}

t.test('what is no form is refused without a stack', async t => {
  const headers = {
    cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    origin: test.base
  }
  for (const [type, body, status] of [
    ['application/json', '{}', 400],
    ['text/plain', 'x', 400],
    ['application/x-www-form-urlencoded', Buffer.from([0x61, 0x3d, 0xff]), 400],
    ['application/x-www-form-urlencoded', 'a'.repeat(300_000), 400],
    ['application/x-www-form-urlencoded', '', 403]
  ] as const) {
    const answer = await fetch(test.base + path, {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': type }
    })
    t.equal(answer.status, status, `${type} ${body.length}`)
    t.match(answer.headers.get('content-type'), 'text/html')
    t.notMatch(await answer.text(), /at .*\.ts|Error:/)
  }
  const twice = new URLSearchParams([...Object.entries({ ...form.fields, ...filled }), ['firstName', 'Eve']])
  const answer = await fetch(test.base + path, {
    method: 'POST',
    body: twice.toString(),
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
  })
  t.equal(answer.status, 422, 'of a field that comes twice there is none')
  t.equal((await send({ decision: 'maybe' })).status, 400)
})

t.test('a body that is missing is an empty form, wherever one is posted', async t => {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const relationship = `/accept/relationship?invType=ResellerRelationship&partnerId=${ids.contoso}&msppId=0&DAP=false`
  const empty: ReadonlyArray<readonly [at: string, cookie: string, status: number]> = [
    ['/accept/sign-in', '', 404],
    [path, '', 403],
    [relationship, '', 403],
    ['/accept/sign-in', cookie, 404],
    [path, cookie, 403],
    [relationship, cookie, 403],
    ['/accept/sign-out', cookie, 403]
  ]
  const { headers } = await browser.get(path)
  for (const [at, cookie, status] of empty) {
    const answer = await fetch(test.base + at, { method: 'POST', headers: { origin: test.base, cookie } })
    t.equal(answer.status, status, `${at} ${cookie === '' ? 'without' : 'with'} a session`)
    t.match(answer.headers.get('content-type'), 'text/html')
    for (const name of ['content-security-policy', 'cache-control', 'referrer-policy', 'x-content-type-options']) {
      t.equal(answer.headers.get(name), headers.get(name), name)
    }
    t.strictSame(answer.headers.getSetCookie(), [])
  }
  const nobody = await fetch(`${test.base}/accept/sign-out`, { method: 'POST', headers: { origin: test.base } })
  t.equal(nobody.status, 200, 'who has no session needs no form to leave it')
})

t.test('hostile names are inert', async t => {
  const hostile = '"><script>alert(1)</script>\u202E'
  await test.stored.rows('UPDATE partner SET name = $1 WHERE partner_id = $2', [hostile, ids.contoso])
  const page = await browser.get(path)
  t.notMatch(page.html, '<script')
  t.notMatch(page.html, '\u202E', 'nothing turns the words around')
  t.match(page.html, '&lt;script>alert(1)')
  const typed = await send({ firstName: hostile, agreement: '' })
  t.notMatch(typed.html, '<script')
  t.equal(typed.fields['firstName'], hostile, 'and what was typed comes back as it was')
  t.notMatch((await browser.get('/accept/partners')).html, '<script')
})

t.test('nothing of all this was accepted', async t => {
  const { direct_acceptance: accepted, acceptance_evidence: evidence, invitation_end: ended } = await test.count()
  t.strictSame([accepted, evidence, ended], [0, 0, 0])
  t.equal((await send()).status, 303, 'the control: the same form, rightly filled in')
})
