import t from 'tap'
import type { ErrorName } from '../../src/errors/catalogue.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { agreementsOf, countStored, isError, isKept, type Answer } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer, stored } = wire
const authorization = await bearer()

async function post (payload: string): Promise<Answer> {
  return await app.inject({ method: 'POST', url: agreementsOf(), headers: { authorization, 'content-type': 'application/json' }, payload })
}

/** The usual body with one member's JSON replaced by other text, which need not be JSON. */
function withMember (path: string, json: string): string {
  const [member = '', inner] = path.split('.')
  const marked = inner === undefined ? confirmation({ [member]: '*' }) : confirmation({}, { [inner]: '*' })
  return JSON.stringify(marked).replace('"*"', () => json)
}

const required = ['primaryContact', 'primaryContact.firstName', 'primaryContact.lastName', 'primaryContact.email', 'templateId', 'dateAgreed']
const optional = ['primaryContact.phoneNumber', 'type', 'userId', 'agreementLink']
const wrong = ['0', '-1', '1.5', '1e400', '-1e400', '1e-400', '9007199254740993', 'true', 'false', '[]', '["x"]', '[null]', '{"toString":"x"}', '{"length":1}', '[[[]]]']

for (const path of [...required, ...optional]) {
  t.test(`${path} of any other type is refused by its name`, async t => {
    const before = await countStored(wire)
    for (const json of path === 'primaryContact' ? ['0', '1e400', 'true', '[]', '"Ada"', '[{"firstName":"Ada"}]'] : [...wrong, '{}']) {
      const answer = await post(withMember(path, json))
      isError(t, answer, 'PropertyInvalid', json)
      t.strictSame(JSON.parse(answer.body).parameters.property, path)
    }
    t.equal(await countStored(wire), before)
  })
}

t.test('null is the same as absent, for every member', async t => {
  const before = await countStored(wire)
  for (const path of required) isError(t, await post(withMember(path, 'null')), 'PropertyMissing', path)
  t.equal(await countStored(wire), before)
  for (const [index, path] of optional.entries()) {
    const answer = await post(withMember(path, 'null').replace('Lovelace', `Lovelace ${index}`))
    await isKept(t, app, authorization, answer, { what: path })
  }
})

const whole = JSON.stringify(confirmation())
const bodies: ReadonlyArray<readonly [what: string, body: string, name?: ErrorName]> = [
  ['nothing', ''],
  ['white space', ' \n\t'],
  ['null', 'null'],
  ['a boolean', 'true'],
  ['a number', '1'],
  ['a number beyond all numbers', '1e400'],
  ['a string', '"x"'],
  ['a string that holds a document', JSON.stringify(whole)],
  ['an empty list', '[]'],
  ['a list of a document', `[${whole}]`],
  ['an empty object', '{}', 'PropertyMissing'],
  ['trailing junk', `${whole}x`],
  ['a closing brace too many', `${whole}}`],
  ['a NUL behind it', `${whole}\0`],
  ['two documents', `${whole}${whole}`],
  ['two lines of documents', `${whole}\n${whole}`],
  ['a trailing comma', whole.replace(/\}$/, ',}')],
  ['a comment', `/* x */${whole}`],
  ['single quotes', whole.replaceAll('"', "'")],
  ['names without quotes', whole.replace('"templateId"', 'templateId')],
  ['undefined', withMember('type', 'undefined')],
  ['NaN', withMember('type', 'NaN')],
  ['Infinity', withMember('type', '-Infinity')],
  ['a leading zero', withMember('userId', '01')],
  ['a hexadecimal number', withMember('userId', '0x1')],
  ['a JavaScript escape', withMember('userId', '"\\x41"')],
  ['a guard against inclusion', `)]}',\n${whole}`],
  ['a form', 'primaryContact.firstName=Ada&templateId=x'],
  ['XML with an entity', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><Agreement>&e;</Agreement>'],
  ['MessagePack', '\x81\xa1a\x01'],
  ['50,000 opening brackets', '['.repeat(50_000)],
  ['25,000 nested lists', `${'['.repeat(25_000)}${']'.repeat(25_000)}`],
  ['a contact of 10,000 nested objects', withMember('primaryContact', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`), 'PropertyMissing'],
  ['900 KB of a name', JSON.stringify(confirmation({}, { firstName: 'x'.repeat(900_000) }))],
  ['900 KB of white space', `${whole}${' '.repeat(900_000)}`],
  ['a document in __proto__', `{"__proto__":${whole}}`, 'PropertyMissing'],
  ['a contact in __proto__', withMember('primaryContact', `{"__proto__":${JSON.stringify(confirmation().primaryContact)}}`), 'PropertyMissing'],
  ['a document in constructor.prototype', `{"constructor":{"prototype":${whole}}}`, 'PropertyMissing'],
  ['a value that is null again in another case', whole.replace('"templateId"', '"TEMPLATEID"').replace(/\}$/, ',"templateid":null}'), 'PropertyMissing'],
  ['a name that is null in another case', whole.replace('"templateId"', '"TEMPLATEID":null,"Templateid"').replace(/"Templateid":"[^"]*"/, '"Templateid":null'), 'PropertyMissing']
]

t.test('a body that is no confirmation is refused', async t => {
  const before = await countStored(wire)
  for (const [what, body, name = 'RequestInvalid'] of bodies) isError(t, await post(body), name, what)
  t.equal(await countStored(wire), before)
})

t.test('a document cut short anywhere is refused', async t => {
  const before = await countStored(wire)
  for (let length = 1; length < whole.length; length += 5) isError(t, await post(whole.slice(0, length)), 'RequestInvalid', `${length} characters`)
  t.equal(await countStored(wire), before)
})

const numbered = (index: number) => confirmation({}, { firstName: `Number ${index}` })
const accepted: ReadonlyArray<readonly [what: string, change: (json: string) => string]> = [
  ['unknown members', json => json.replace('{', '{"attributes":{"objectType":"Agreement"},"x":1e400,"y":[[]],')],
  ['members of Object.prototype', json => json.replace('{', '{"toString":1,"valueOf":null,"hasOwnProperty":0,"constructor":{},"__proto__":{"templateId":1},')],
  ['the same inside the contact', json => json.replace('"firstName"', '"__proto__":{"firstName":1},"constructor":1,"toString":null,"firstName"')],
  ['a member twice: the last one wins', json => json.replace('"lastName"', '"lastName":"Earlier","lastName"')],
  ['a member in two spellings: the last one wins', json => json.replace('"lastName"', '"LASTNAME":"Earlier","LastName"')],
  ['a null before the value', json => json.replace('"lastName"', '"lastName":null,"lastName"')],
  ['a contact twice: the last one wins, whole', json => json.replace('"primaryContact"', '"PrimaryContact":{"lastName":"Earlier","phoneNumber":"1"},"primaryContact"')],
  ['names in capitals', json => json.replace(/"(\w+)":/g, (_, name: string) => `"${name.toUpperCase()}":`)],
  ['escaped names', json => json.replace('"lastName"', '"\\u006castName"')],
  ['4,000 unknown members', json => json.replace('{', `{${Array.from({ length: 4_000 }, (_, index) => `"m${index}":0,`).join('')}`)],
  ['10,000 nested lists in an unknown member', json => json.replace('{', `{"x":${'['.repeat(10_000)}${']'.repeat(10_000)},`)],
  ['white space between everything', json => JSON.stringify(JSON.parse(json), null, '\t').replaceAll('\n', '\r\n')]
]

for (const [index, [what, change]] of accepted.entries()) {
  t.test(`${what} are tolerated, and what counts is kept`, async t => {
    const answer = await post(change(JSON.stringify(numbered(index))))
    const { primaryContact, templateId, dateAgreed, type } = numbered(index)
    t.strictSame(JSON.parse(answer.body), { userId: 'd1000000-0000-4000-8000-100000000001', primaryContact, templateId, dateAgreed, type })
    await isKept(t, app, authorization, answer, { what })
    t.strictSame(await stored.rows('SELECT last_name FROM customer_agreement WHERE first_name = $1', [primaryContact.firstName]), [{ last_name: 'Lovelace' }])
  })
}

t.test('no prototype was touched on the way', t => {
  t.strictSame(Object.keys(Object.prototype), [])
  t.equal(({} as Record<string, unknown>)['templateId'], undefined)
  t.end()
})

t.test('the longest texts fit, one more character does not', async t => {
  const lengths = { type: 256, userId: 256, agreementLink: 2048, templateId: 256, dateAgreed: 256 }
  for (const [member, longest] of Object.entries(lengths)) {
    const answer = await post(JSON.stringify(confirmation({ [member]: 'x'.repeat(longest + 1) })))
    isError(t, answer, 'PropertyInvalid', member)
    t.equal(JSON.parse(answer.body).parameters.property, member)
  }
  const answer = await post(JSON.stringify(confirmation({ userId: 'x'.repeat(256), agreementLink: 'x'.repeat(2048) }, { firstName: 'f'.repeat(256), lastName: 'l'.repeat(256), phoneNumber: 'p'.repeat(256) })))
  await isKept(t, app, authorization, answer, { what: 'the longest' })
})

t.test('a template id in capitals is the same one; in braces it is none', async t => {
  const answer = await post(JSON.stringify(confirmation({ templateId: ids.customerAgreement.toUpperCase() }, { firstName: 'Capital' })))
  t.equal(JSON.parse(answer.body).templateId, ids.customerAgreement)
  isError(t, await post(JSON.stringify(confirmation({ templateId: `{${ids.customerAgreement}}` }))), 'TemplateUnknown')
})
