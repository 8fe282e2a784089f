import { createHash } from 'node:crypto'
import * as client from 'openid-client'
import t from 'tap'
import { mark, recordedLog } from '../../helper/log.js'
import { signInAt } from '../../helper/sign-in.js'
import { authorization, rehearse } from '../../sandbox/sign-in-helper.js'
import { create, newCustomer } from './helper.js'

const { logger, lines } = await recordedLog()

const test = await rehearse(t, { logger })
const { app, base, bearer, stored, discover, begin } = test
const request = { headers: { 'MS-RequestId': '5e000000-0000-4000-8000-000000000001' } }
const body = newCustomer({
  company: { domain: `${mark}.example` },
  billing: {
    email: `${mark}@${mark}.example`,
    companyName: `${mark} Traders`,
    firstName: `${mark}first`,
    lastName: `${mark}last`
  },
  address: { addressLine1: `${mark} Way`, phoneNumber: `${mark}phone` }
})
const created = (await create(test, body, request)).json()
const { userName, password } = created.userCredentials

t.test('the credentials sign the administrator in, with and without the domain', async t => {
  const configuration = await discover(created.id)
  for (const name of [userName, `${userName}@${mark}.example`, `ADMIN@${mark}.EXAMPLE`]) {
    const { callback, checks } = await begin(configuration, name, {}, password)
    const claims = (await client.authorizationCodeGrant(configuration, callback, checks)).claims()
    t.match(claims, {
      tid: created.id,
      given_name: `${mark}first`,
      family_name: `${mark}last`,
      email: `${mark}@${mark}.example`,
      phone_number: `${mark}phone`,
      wids: ['62e90394-69f5-4237-9190-012177145e10']
    })
  }
  t.equal(
    (await signInAt((await authorization(configuration, base)).url, userName, 'sandbox')).callback,
    undefined,
    'the fixed password is not its'
  )
  const elsewhere = await authorization(await discover('c1000000-0000-4000-8000-000000000001'), base)
  t.equal(
    (await signInAt(elsewhere.url, userName, password)).callback,
    undefined,
    "another tenant's admin is somebody else"
  )
})

t.test('they are shown once: in no later answer', async t => {
  const headers = { authorization: await bearer() }
  const answers = [
    await create(test, body, request),
    ...(await Promise.all(
      [
        `/v1/customers/${created.id}`, '/v1/customers?size=500',
        `/v1/customers/${created.id}/agreements?agreementType=*`
      ].map(url => app.inject({ url, headers }))
    ))
  ]
  for (const answer of answers) {
    t.ok(answer.statusCode < 300)
    t.notMatch(answer.body, password)
    t.notMatch(answer.body, /userCredentials|password/i)
  }
})

t.test('they are stored nowhere: of the password there is a salted hash', async t => {
  const tables = await stored.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
  )
  const digests = [
    password,
    ...['hex', 'base64'].flatMap(encoding =>
      ['sha256', 'sha1', 'md5'].map(algorithm =>
        createHash(algorithm)
          .update(password)
          .digest(encoding as 'hex')
      )
    )
  ]
  for (const { name } of tables) {
    const [dump] = await stored.rows<{ text: string | null }>(
      `SELECT string_agg(to_json(r)::text, '') AS text FROM "${name}" r WHERE '${name}' NOT IN ('document_content')`
    )
    t.notOk(digests.some(text => dump?.text?.includes(text)), name)
  }
  const [user] = await stored.rows<{ password_hash: string }>(
    'SELECT password_hash FROM sandbox_user WHERE customer_id = $1',
    [created.id]
  )
  t.match(user?.password_hash, /^scrypt\$16384\$8\$1\$/)
})

t.test('nothing of it, and no personal data, reached a log', async t => {
  const configuration = await discover(created.id)
  await signInAt(
    (await authorization(configuration, base, { login_hint: mark })).url,
    `${mark}@${mark}.example`,
    `${mark}password`
  )
  await create(test, newCustomer({ company: { domain: `${mark} bad` }, billing: { email: mark } }))
  await create(test, body)
  t.ok(lines.length > 10, 'the control: requests were logged')
  for (const line of lines) {
    t.notOk(line.includes(password) || line.toLowerCase().includes(mark) || /code=|eyJ/.test(line), line)
  }
})
