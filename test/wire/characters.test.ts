import t from 'tap'
import { confirmation, ids, testApp } from '../helper/app.js'
import { agreementsOf, countStored, isError, isKept } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer, stored } = wire
const authorization = await bearer()

async function post (payload: string | Buffer) {
  return await app.inject({ method: 'POST', url: agreementsOf(), headers: { authorization, 'content-type': 'application/json' }, payload })
}

const verbatim: ReadonlyArray<readonly [what: string, text: string]> = [
  ['bidi overrides', 'A\u202Eda\u202C'],
  ['zero-width characters inside', 'A\u200Bd\u200Da\uFEFF'],
  ['a decomposed letter', 'Zoe\u0308'],
  ['an emoji of several code points', '\u{1F469}\u200D\u{1F4BB}'],
  ['256 characters beyond the basic plane', '\u{20BB7}'.repeat(256)],
  ['many combining marks', `Z${'\u0335'.repeat(255)}`],
  ['right-to-left text', '\u05D0\u05D3\u05D4 \u0639\u062F\u0629'],
  ['line and paragraph separators', 'A\u2028d\u2029a'],
  ['non-characters and U+FFFD', 'A\uFFFF\uFFFE\uFFFD'],
  ['private-use characters', 'A\uE000'],
  ['spaces at both ends', '  Ada\u00A0 '],
  ['markup', '<script>alert(1)</script>&amp;<!--'],
  ['a formula', '=HYPERLINK("http://evil.example","x")'],
  ['SQL', "Robert'); DROP TABLE customer_agreement;--"],
  ['quotes and backslashes', '"\\\\u0000\\" \'`$1 {a,"b"} %s'],
  ['words that mean something elsewhere', 'null'],
  ['template placeholders', '{property} {{y}} $1']
]

for (const [what, text] of verbatim) {
  t.test(`${what} are stored and given back as they were sent`, async t => {
    const contact = { firstName: text, lastName: text, phoneNumber: text }
    const answer = await post(JSON.stringify(confirmation({}, contact)))
    t.strictSame(answer.json().primaryContact, { ...contact, email: 'ada@adventure-works.example' })
    await isKept(t, app, authorization, answer, { what })
    t.strictSame(await stored.rows('SELECT last_name, phone_number FROM customer_agreement WHERE first_name = $1', [text]), [{ last_name: text, phone_number: text }])
  })
}

t.test('escapes in the body are nothing but another spelling', async t => {
  const answer = await post(JSON.stringify(confirmation({}, { firstName: 'Escaped' })).replace('Escaped', '\\u005a\\uD83D\\uDE00\\/'))
  t.equal(answer.json().primaryContact.firstName, 'Z\u{1F600}/')
})

t.test('a name has one identity, composed and decomposed', async t => {
  t.equal((await post(JSON.stringify(confirmation({}, { firstName: '\u212Bsa', lastName: '\u1E0B\u0323' })))).statusCode, 201)
  isError(t, await post(JSON.stringify(confirmation({}, { firstName: 'A\u030Asa', lastName: 'd\u0323\u0307' }))), 'PartnerConfirmedAgreementAlreadyExists')
})

const fields = ['firstName', 'lastName', 'email', 'phoneNumber']
const unfit: ReadonlyArray<readonly [what: string, escaped: string]> = [
  ['NUL', 'a\\u0000b'],
  ['a tab', 'a\\tb'],
  ['a line break', 'a\\r\\nBcc: x@y.example'],
  ['an escape sequence', 'a\\u001b[2J'],
  ['DEL', 'a\\u007f'],
  ['a C1 control character', 'a\\u0085b'],
  ['a high surrogate alone', 'a\\ud800'],
  ['a low surrogate alone', '\\udc00a'],
  ['surrogates in the wrong order', '\\udc00\\ud800a'],
  ['257 characters', 'x'.repeat(257)]
]

for (const [what, escaped] of unfit) {
  t.test(`${what} in a text is refused, and the text is not repeated`, async t => {
    const before = await countStored(wire)
    for (const field of fields) {
      const answer = await post(JSON.stringify(confirmation({}, { [field]: '*' })).replace(/\*/, () => field === 'email' ? `${escaped}@x.example` : escaped))
      isError(t, answer, 'PropertyInvalid', field)
      t.strictSame(answer.json().parameters.property, `primaryContact.${field}`)
    }
    t.equal(await countStored(wire), before)
  })
}

const blanks = ['', ' ', '\u3000', '\u00A0', '\u200B\uFEFF', '\u00AD', '\u2060', '\u115F', '\u3164', '\uFFA0', '\u2800', '\u034F', '\uFE0F', '\u{E0041}', '\uE000', '\u2028']

t.test('a name that nobody can see is missing; a phone number, absent', async t => {
  const before = await countStored(wire)
  for (const blank of blanks) {
    for (const field of ['firstName', 'lastName', 'email']) isError(t, await post(JSON.stringify(confirmation({}, { [field]: blank }))), 'PropertyMissing', `${field} ${encodeURIComponent(blank)}`)
  }
  t.equal(await countStored(wire), before)
  for (const [index, phoneNumber] of blanks.entries()) {
    const answer = await post(JSON.stringify(confirmation({}, { firstName: `Blank ${index}`, phoneNumber })))
    t.notOk('phoneNumber' in answer.json().primaryContact, encodeURIComponent(phoneNumber))
    await isKept(t, app, authorization, answer, { what: encodeURIComponent(phoneNumber) })
  }
})

const addresses = ['ada', '@', 'ada@', '@x.example', 'ada@@x.example', 'a da@x.example', 'ada@x..example', 'Ada <ada@x.example>', 'ada@x.example, eve@y.example', 'ada@x.example\u2028', '\u3000@x.example', 'a\u202Eda@x.example', 'a\u200Bda@x.example', 'ada@x\u00AD.example', '<script>@x.example', 'mailto:ada@x.example', 'ada@x.example%0d%0a', '"a b"@x.example']

t.test('an e-mail address that is none, or that looks like another one, is refused', async t => {
  const before = await countStored(wire)
  for (const email of addresses) {
    const answer = await post(JSON.stringify(confirmation({}, { email })))
    isError(t, answer, 'PropertyInvalid', encodeURIComponent(email))
    t.notOk(answer.body.includes(email) && email.length > 3, 'it is not repeated')
  }
  t.equal(await countStored(wire), before)
})

t.test('addresses that are unusual are kept', async t => {
  for (const email of ["o'brien+tag@x.example", '=cmd|x@x.example', '\u00E9@\u00FC.example', '\u{1F600}@x.example', 'ADA@X.EXAMPLE', `${'a'.repeat(242)}@x.example`]) {
    const answer = await post(JSON.stringify(confirmation({}, { email })))
    t.equal(answer.json().primaryContact?.email, email, answer.body)
  }
})

const text = JSON.stringify(confirmation({}, { firstName: 'Z\u00FC' }))
const [before = '', after = ''] = text.split('\u00FC')
const inside = (...octets: number[]) => Buffer.concat([Buffer.from(before), Buffer.from(octets), Buffer.from(after)])
const utf32 = Buffer.alloc(text.length * 4)
for (let index = 0; index < text.length; index++) utf32.writeUInt32LE(text.charCodeAt(index), index * 4)

const octets: ReadonlyArray<readonly [what: string, body: Buffer]> = [
  ['Latin-1', Buffer.from(text, 'latin1')],
  ['a lone continuation byte', inside(0x80)],
  ['an overlong NUL', inside(0xC0, 0x80)],
  ['an overlong slash', inside(0xE0, 0x80, 0xAF)],
  ['an encoded surrogate', inside(0xED, 0xA0, 0x80)],
  ['an encoded surrogate pair (CESU-8)', inside(0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80)],
  ['a code point beyond the last', inside(0xF4, 0x90, 0x80, 0x80)],
  ['a sequence cut short', inside(0xE2, 0x82)],
  ['a raw NUL', inside(0x00)],
  ['a raw line break in a text', inside(0x0D, 0x0A)],
  ['two byte-order marks', Buffer.from(`\ufeff\ufeff${text}`)],
  ['UTF-16 little-endian', Buffer.from(text, 'utf16le')],
  ['UTF-16 little-endian with its mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 big-endian with its mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['UTF-32', utf32],
  ['UTF-7', Buffer.from(text.replace('\u00FC', '+APw-').replace(/"/g, '+ACI-'))]
]

t.test('a body that is not UTF-8 is refused whole', async t => {
  const stored = await countStored(wire)
  for (const [what, body] of octets) isError(t, await post(body), 'RequestInvalid', what)
  t.equal(await countStored(wire), stored)
})

t.test('neither a customer nor a template is found under another script', async t => {
  const url = agreementsOf(encodeURIComponent(ids.adventureWorks.replace('1', '\uFF11')))
  isError(t, await app.inject({ url, headers: { authorization } }), 'CustomerIdNotGuid')
  isError(t, await post(JSON.stringify(confirmation({ templateId: ids.customerAgreement.replace('1', '\u0661') }))), 'TemplateUnknown')
})
