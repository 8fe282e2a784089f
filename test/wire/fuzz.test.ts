import t from 'tap'
import { newCustomer } from '../partner-center/customers/helper.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { ada } from '../helper/invitations.js'
import { agreementsOf, countStored, hasHeaders } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer, stored } = wire
const authorization = await bearer()

/** Repeats a failure: `FUZZ_SEED=... npx tap test/wire/fuzz.test.ts`. */
const seed = Number(process.env['FUZZ_SEED'] ?? 20260302)
const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 500)

/** mulberry32: small, fast, and the same everywhere. */
function generator (state: number): () => number {
  return () => {
    state = (state + 0x6D2B79F5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const random = generator(seed)
const below = (limit: number) => Math.floor(random() * limit)
const oneOf = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item
const chance = (probability: number) => random() < probability

const names = ['primaryContact', 'firstName', 'lastName', 'email', 'phoneNumber', 'templateId', 'dateAgreed', 'type', 'userId', 'agreementLink', 'attributes', 'invited', 'country', 'language', 'expiresInDays', 'sendMail', 'companyName', 'indirectResellerId', 'companyProfile', 'billingProfile', 'defaultAddress', 'domain', 'culture', 'city', '__proto__', 'constructor', 'toString', 'length', '', '\0', 'x'.repeat(300), '\ud800', '0', '$ref']
const texts = ['', ' ', 'Ada', 'a@b.example', '@', 'a@b', '\0', '\ud800', '\u202e', '\r\n', '2026-02-28', '2026-02-30', '2026-02-28T09:30:00.1234567Z', '9999-12-31T23:59:59.9999999Z', '0001-01-01T00:00:00', 'infinity', ids.customerAgreement, ids.cloudAgreement, ids.wingtip, `{${ids.wingtip}}`, '*', 'MicrosoftCustomerAgreement', 'null', '1e400', "' OR 1=1 --", '%s%n', '<b>', '{property}', 'x'.repeat(257), '\u{1F600}'.repeat(200), '\u0301', '\u{10FFFF}']
const numbers = ['0', '-0', '1', '-1', '1.5', '1e400', '-1e400', '1e-400', '9007199254740993', '4294967296', '01', '.5', '1.', '+1', 'NaN', 'Infinity', '0x1']

/** JSON as text, so that it can say what no JavaScript value says, and now and then is none. */
function json (depth: number): string {
  const kind = below(depth > 3 ? 4 : 6)
  switch (kind) {
    case 0: return oneOf(['null', 'true', 'false'])
    case 1: return oneOf(numbers)
    case 2: return JSON.stringify(chance(0.7) ? oneOf(texts) : noise(below(40)))
    case 3: return JSON.stringify(oneOf(texts) + oneOf(texts))
    case 4: return `[${Array.from({ length: below(4) }, () => json(depth + 1)).join()}]`
    default: return `{${Array.from({ length: below(6) }, () => member(depth + 1)).join()}}`
  }
}

const noise = (length: number) => String.fromCodePoint(...Array.from({ length }, () => below(chance(0.5) ? 0x80 : 0x11_0000)))
const recased = (name: string) => chance(0.3) ? [...name].map(letter => chance(0.5) ? letter.toUpperCase() : letter).join('') : name
const member = (depth: number): string => `${JSON.stringify(recased(oneOf(names)))}:${json(depth)}`

let person = 0

const aConfirmation = () => confirmation({ attributes: {}, userId: 'x' }, { firstName: `Person ${++person}` })

/** A good body with one to three things changed. */
function mutated (body: object): string {
  let text = JSON.stringify(body)
  for (let change = below(3); change >= 0; change--) {
    switch (below(6)) {
      case 0: text = text.replace(new RegExp(`("${oneOf(names).replace(/\W/g, '')}":)("[^"]*"|\\{[^{}]*\\})`), (_, name: string) => `${name}${json(2)}`); break
      case 1: text = text.replace(oneOf(['{', ',']), before => `${before}${member(1)},`); break
      case 2: text = text.replace(/"(\w+)":/, (_, name: string) => `${JSON.stringify(recased(name))}:`); break
      case 3: text = text.replace(/"(dateAgreed|type|userId)":"[^"]*"/, (_, name: string) => `"${name}":${JSON.stringify(oneOf(texts))}`); break
      case 4: if (chance(0.3)) text = text.slice(0, below(text.length)); break
      default: if (chance(0.3)) text = text.slice(0, below(text.length)) + noise(1 + below(3)) + text.slice(below(text.length))
    }
  }
  return text
}

function body (good: object = aConfirmation()): string | Buffer {
  const text = chance(0.8) ? mutated(good) : json(0)
  if (chance(0.9)) return text
  const octets = Buffer.from(text)
  for (let change = below(4); change >= 0 && octets.length > 0; change--) octets[below(octets.length)] = below(256)
  return octets
}

const customers = [ids.adventureWorks, ids.adventureWorks, ids.adventureWorks, ids.wingtip.toUpperCase(), `%7B${ids.proseware}%7D`, ids.litware, 'x', '%00', '%zz']
const searches = ['', '', '', '?', '?agreementType=*', '?%zz', '?a[]=b&a[x]=c', '?__proto__=x', `?${'a&'.repeat(100)}`]
const types = ['application/json', 'application/json', 'json', '', 'text/xml', ';', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16']

t.test(`${rounds} confirmations from seed ${seed}: each is either kept as acknowledged, or refused without a trace`, async t => {
  const seen = new Map<number, number>()
  let rows = await countStored(wire)
  for (let round = 0; round < rounds; round++) {
    const payload = body()
    const url = `${agreementsOf(oneOf(customers))}${oneOf(searches)}`
    const answer = await app.inject({ method: 'POST', url, headers: { authorization, 'content-type': oneOf(types) }, payload })
    const what = `round ${round}: ${url} ${Buffer.from(payload).toString('base64')}`
    const { statusCode } = answer
    seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1)
    const fault = answer.json()
    if (statusCode === 201) rows++
    else if (![400, 403].includes(statusCode) || !Array.isArray(fault.data) || typeof fault.code !== 'number' || fault.description !== fault.message) t.fail(`${what}: ${statusCode} ${answer.body}`)
    if (/SELECT|INSERT|\bat \w+ \(|node_modules|position \d|Unexpected/.test(answer.body) && statusCode !== 201) t.fail(`${what}: ${answer.body}`)
    if (await countStored(wire) !== rows) { t.fail(`${what}: stored, though ${statusCode}`); rows = await countStored(wire) }
    if (statusCode === 201) {
      const customer = new URL(url, 'http://x').pathname.split('/')[3] as string
      const list = await app.inject({ url: `${agreementsOf(customer)}?agreementType=*`, headers: { authorization } })
      const { agreementLink: _link, ...newest } = list.json().items[0]
      if (JSON.stringify(newest) !== answer.body) t.fail(`${what}: acknowledged ${answer.body}, kept ${JSON.stringify(newest)}`)
    }
    if (round % 50 === 0) hasHeaders(t, answer, `round ${round}`)
  }
  t.comment(JSON.stringify([...seen]))
  for (const statusCode of [201, 400, 403]) t.ok((seen.get(statusCode) ?? 0) > rounds / 50, `${statusCode} came up`)
})

t.test('invitations and customers, too, are either stored or refused', async t => {
  const kinds: ReadonlyArray<readonly [url: string, table: string, good: () => object, share: number]> = [
    [`/acceptance/v1/customers/${ids.adventureWorks}/invitations`, 'invitation', () => ({ invited: ada, language: 'de', expiresInDays: 3, sendMail: false }), 2],
    ['/acceptance/v1/invitations', 'invitation', () => ({ invited: ada, country: 'DE', companyName: 'x' }), 2],
    // Each one that is made takes the time of a password's hash.
    ['/v1/customers', 'customer', () => newCustomer({ company: { domain: `fuzz${++person}.example` } }), 5]
  ]
  for (const [url, table, good, share] of kinds) {
    const seen = new Map<number, number>()
    const count = async () => (await stored.rows(`SELECT FROM ${table}`)).length
    let rows = await count()
    for (let round = 0; round < rounds / share; round++) {
      const payload = body(good())
      const { statusCode, body: answer } = await app.inject({ method: 'POST', url, headers: { authorization, 'content-type': oneOf(types) }, payload })
      const what = `round ${round}: ${url} ${Buffer.from(payload).toString('base64')}: ${statusCode} ${answer}`
      seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1)
      if (statusCode === 201) rows++
      else if (![400, 409].includes(statusCode) && !(statusCode === 501 && answer.includes('MailNotConfigured'))) t.fail(what)
      else if (/SELECT|INSERT|\bat \w+ \(|node_modules|position \d|Unexpected/.test(answer)) t.fail(what)
      const now = await count()
      if (now !== rows) { t.fail(`stored ${now - rows} too many, ${what}`); rows = now }
    }
    t.comment(JSON.stringify([...seen]))
    for (const statusCode of [201, 400]) t.ok((seen.get(statusCode) ?? 0) > rounds / share / 50, `${url}: ${statusCode} came up`)
  }
})

t.test('as many requests to read, of any query and path', async t => {
  const roots = ['/v1/agreements', agreementsOf(), agreementsOf('x'), '/v1/compliance/csp/agreementstatus', `/v1/agreementtemplates/${ids.customerAgreement}/document`, '/v1/agreementtemplates/x/document', '/agreement-documents/x', '/v1', '/v1/customers', '/v1/customers/relationshiprequests', '/acceptance/v1/invitations', '/acceptance/v1/status', `/acceptance/v1/customers/${ids.adventureWorks}/status`]
  const parameters = ['agreementType', 'mpnId', 'tenantId', 'country', 'language', 'size', 'seekOperation', 'filter', 'status', 'state', 'customerId', 'cursor', 'limit', 'indirectResellerId', 'dualRoleIndirectRelationship', '__proto__', 'a[]', '']
  for (let round = 0; round < rounds / 2; round++) {
    const text = () => encodeURIComponent((chance(0.7) ? oneOf(texts) : noise(below(20))).toWellFormed())
    const search = Array.from({ length: below(4) }, () => `${recased(oneOf(parameters))}=${text()}`).join('&')
    const url = `${oneOf(roots)}${chance(0.2) ? `/${text()}` : ''}?${search}`
    const answer = await app.inject({ url, headers: { authorization } })
    if (![200, 400, 403, 404].includes(answer.statusCode)) t.fail(`${url}: ${answer.statusCode} ${answer.body}`)
  }
  t.pass()
})
