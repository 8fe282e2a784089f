import t, { type Test } from 'tap'
import { newCustomer } from '../partner-center/customers/helper.js'
import { ids, testApp } from '../helper/app.js'
import { ada } from '../helper/invitations.js'
import type { Answer } from '../helper/wire.js'

const test = await testApp(t)
const { app, bearer, stored } = test
const authorization = await bearer()

/** A body that is stored, and where its texts are. */
interface Written {
  readonly url: string
  /** A good body, with one text's JSON replaced by other JSON. */
  readonly body: (path: string, json: string) => string
  readonly required: readonly string[]
  readonly optional: readonly string[]
  readonly email: string
}

let made = 0

function replaced (body: object, path: string, json: string): string {
  const names = path.split('.')
  const last = names.pop() as string
  const copy = structuredClone(body) as Record<string, unknown>
  let inner = copy
  for (const name of names) inner = inner[name] as Record<string, unknown>
  inner[last] = '*'
  return JSON.stringify(copy).replace('"*"', () => json)
}

const written: readonly Written[] = [
  {
    url: '/v1/customers',
    body: (path, json) => replaced(newCustomer({ company: { domain: `wire${++made}.example` } }), path, json),
    required: ['companyProfile.domain', 'billingProfile.email', 'billingProfile.culture', 'billingProfile.language', 'billingProfile.companyName', 'billingProfile.defaultAddress.country', 'billingProfile.defaultAddress.city', 'billingProfile.defaultAddress.addressLine1'],
    optional: ['billingProfile.firstName', 'billingProfile.defaultAddress.lastName', 'billingProfile.defaultAddress.phoneNumber', 'companyProfile.organizationRegistrationNumber'],
    email: 'billingProfile.email'
  },
  {
    url: `/acceptance/v1/customers/${ids.adventureWorks}/invitations`,
    body: (path, json) => replaced({ invited: ada }, path, json),
    required: ['invited.firstName', 'invited.lastName', 'invited.email'],
    optional: ['language', 'country'],
    email: 'invited.email'
  },
  {
    url: '/acceptance/v1/invitations',
    body: (path, json) => replaced({ invited: ada, country: 'DE' }, path, json),
    required: ['invited.firstName', 'invited.lastName', 'invited.email', 'country'],
    optional: ['language', 'companyName', 'indirectResellerId'],
    email: 'invited.email'
  }
]

async function post (url: string, payload: string | Buffer): Promise<Answer> {
  return await app.inject({ method: 'POST', url, headers: { authorization, 'content-type': 'application/json' }, payload })
}

/** How many rows there are of all that these paths can write. */
async function rows (): Promise<string | undefined> {
  const tables = ['customer', 'reselling_relationship', 'sandbox_user', 'sandbox_request', 'invitation', 'invitation_token', 'invitation_event', 'invitation_end']
  return (await stored.rows<{ count: string }>(`SELECT ${tables.map(table => `(SELECT count(*) FROM ${table})`).join(" || ' ' || ")} AS count`))[0]?.count
}

/** Checks that an answer is a refusal in its path's shape, of this property where one is named, and repeats nothing. */
function isRefusal (t: Test, answer: Answer, { url }: Written, what: string, property?: string): void {
  const body = JSON.parse(answer.body)
  const text = String(body.detail ?? body.description)
  const isShaped = url.startsWith('/v1/') ? body.description === body.message && Array.isArray(body.data) : answer.headers['content-type'] === 'application/problem+json' && body.status === 400
  t.strictSame([answer.statusCode, isShaped, property === undefined || text.includes(`: ${property} `), /SELECT|INSERT|\bat \w+ \(|Unexpected token|position \d/.test(text)], [400, true, true, false], `${what}: ${answer.body}`)
}

async function storesNothing (t: Test, check: () => Promise<void>): Promise<void> {
  const before = await rows()
  await check()
  t.equal(await rows(), before, 'nothing was stored')
}

const wrong = ['0', '-1', '1.5', '1e400', 'true', 'false', '[]', '["x"]', '[null]', '{}', '{"toString":"x"}', '{"length":1}', '{"__proto__":"x"}']
const unfit: ReadonlyArray<readonly [what: string, escaped: string]> = [
  ['NUL', 'a\\u0000b'],
  ['a line break', 'a\\r\\nBcc: x@y.example'],
  ['an escape sequence', 'a\\u001b[2J'],
  ['a C1 control character', 'a\\u0085b'],
  ['a high surrogate alone', 'a\\ud800'],
  ['a low surrogate alone', '\\udc00a'],
  ['too much', 'x'.repeat(300)]
]
const blanks = ['', ' ', '\u3000', '\u200B\uFEFF', '\u00AD', '\u3164', '\u2800', '\uE000']

for (const kind of written) {
  t.test(`POST ${kind.url}: a good body is stored, so that what follows is refused for what was changed`, async t => {
    const before = await rows()
    t.equal((await post(kind.url, kind.body(kind.email, '"nia@x.example"'))).statusCode, 201)
    t.not(await rows(), before)
  })

  t.test(`POST ${kind.url}: what is no text is refused by its name`, async t => {
    await storesNothing(t, async () => {
      for (const path of [...kind.required, ...kind.optional]) for (const json of wrong) isRefusal(t, await post(kind.url, kind.body(path, json)), kind, `${path} ${json}`, path)
      for (const path of kind.required) isRefusal(t, await post(kind.url, kind.body(path, 'null')), kind, path, path)
    })
  })

  t.test(`POST ${kind.url}: a text that cannot be kept or shown is refused, and not repeated`, async t => {
    await storesNothing(t, async () => {
      for (const [what, escaped] of unfit) {
        for (const path of [...kind.required, ...kind.optional]) {
          const answer = await post(kind.url, kind.body(path, `"${path === kind.email ? `${escaped}@x.example` : escaped}"`))
          isRefusal(t, answer, kind, `${path}: ${what}`, path)
          t.notMatch(answer.body, /Bcc|xxx|\[2J/)
        }
      }
      for (const blank of blanks) for (const path of kind.required) isRefusal(t, await post(kind.url, kind.body(path, JSON.stringify(blank))), kind, `${path} ${encodeURIComponent(blank)}`)
    })
  })

  t.test(`POST ${kind.url}: an address that is none, or that looks like another one, is refused`, async t => {
    await storesNothing(t, async () => {
      for (const email of ['ada', '@', 'ada@', '@x.example', 'ada@@x.example', 'a da@x.example', 'Ada <ada@x.example>', 'ada@x.example, eve@y.example', 'ada@x.example;eve@y.example', 'ada@x.example\u2028', 'a\u202Eda@x.example', 'a\u200Bda@x.example', 'mailto:ada@x.example', '"a b"@x.example', 'ada@[127.0.0.1]']) {
        isRefusal(t, await post(kind.url, kind.body(kind.email, JSON.stringify(email))), kind, encodeURIComponent(email), kind.email)
      }
    })
  })

  t.test(`POST ${kind.url}: what is no document is refused whole`, async t => {
    const whole = kind.body(kind.email, '"nia@x.example"')
    const bodies = ['', ' ', 'null', 'true', '1', '1e400', '"x"', JSON.stringify(whole), '[]', `[${whole}]`, '{}', `${whole}x`, `${whole}}`, `${whole}\0`, `${whole}${whole}`, whole.replace(/\}$/, ',}'), `/* x */${whole}`, whole.replaceAll('"', "'"), '['.repeat(50_000), `${whole}${' '.repeat(900_000)}`, `{"__proto__":${whole}}`, `{"constructor":{"prototype":${whole}}}`, Buffer.from(`\ufeff${whole}`, 'utf16le'), Buffer.from(whole.replace('nia', 'n\u00EF'), 'latin1')]
    await storesNothing(t, async () => {
      for (const body of bodies) isRefusal(t, await post(kind.url, body), kind, JSON.stringify(body.toString('latin1').slice(0, 60)))
      for (let length = 1; length < whole.length; length += 7) isRefusal(t, await post(kind.url, whole.slice(0, length)), kind, `${length} characters`)
    })
  })

  t.test(`POST ${kind.url}: of a member that comes twice the last one counts, in any spelling`, async t => {
    const name = kind.email.split('.').at(-1) as string
    await storesNothing(t, async () => {
      for (const twice of [`"${name}":"nia@x.example","${name}"`, `"${name.toUpperCase()}":"nia@x.example","${name}"`]) isRefusal(t, await post(kind.url, kind.body(kind.email, '"none"').replace(`"${name}"`, () => twice)), kind, twice, kind.email)
    })
    t.equal((await post(kind.url, kind.body(kind.email, '"nia@x.example"').replace(`"${name}"`, () => `"${name}":7,"${name}"`))).statusCode, 201)
  })
}

t.test('a country code is two letters of ASCII, and no other letters that become them in capitals', async t => {
  await storesNothing(t, async () => {
    for (const kind of written) {
      const path = kind.url === '/v1/customers' ? 'billingProfile.defaultAddress.country' : 'country'
      for (const country of ['\u00DF', 'u\u017F', '\uFB01', '\uFF55\uFF53', '__']) isRefusal(t, await post(kind.url, kind.body(path, JSON.stringify(country))), kind, country, path)
    }
  })
})

t.test('no prototype was touched on the way', t => {
  t.strictSame(Object.keys(Object.prototype), [])
  t.equal(({} as Record<string, unknown>)['invited'], undefined)
  t.end()
})
