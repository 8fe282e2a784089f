import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { pageTest } from '../acceptance/customer-page/helper.js'
import { ids } from '../helper/app.js'
import { pipelined, resources, sendUnread } from '../helper/unread.js'
import { agreementsOf, untilClosed } from '../helper/wire.js'

const test = await pageTest(t)
const { app, base, bearer, stored } = test
const port = Number(new URL(base).port)
const token = [`Authorization: ${await bearer()}`]

// The size of a page of a list.
await stored.rows(`
  WITH added AS (
    INSERT INTO customer (customer_id, company_name, country, domain, registered_at)
    SELECT gen_random_uuid(), 'Company ' || n, 'US', 'company-' || n || '.example', now()
    FROM generate_series(1, 500) AS n
    RETURNING customer_id
  )
  INSERT INTO reselling_relationship (partner_id, customer_id, established_at)
  SELECT $1, customer_id, now() FROM added`, [ids.contoso])
const linksPath = `/v1/agreementtemplates/${ids.customerAgreement}/document`
const { displayUri } = (await app.inject({ url: linksPath, headers: { authorization: await bearer() } })).json()

/** One of each kind of response, by the way its body is created. */
const kinds: ReadonlyArray<readonly [what: string, status: number, path: string, headers?: readonly string[]]> = [
  ['a static file', 200, '/docs/static/swagger-ui.css'],
  ['the OpenAPI document', 200, '/openapi.json'],
  ['the OpenAPI document as YAML', 200, '/docs/yaml'],
  ['JSON', 200, '/v1/customers', token],
  ['a stream', 200, '/order-gate/v1/forecast', token],
  ['a template document', 200, new URL(displayUri).pathname],
  ["a customer's page", 200, (await test.invite()).path],
  ['a style sheet', 200, '/accept/style.css'],
  ['an error', 404, '/v1/nowhere'],
  ['an error without a token', 401, '/v1/customers'],
  ['an error of an authenticated caller', 403, agreementsOf(ids.litware), token],
  ['an unreadable path', 400, '/v1/%zz']
]

const connections = async () => await promisify(app.server.getConnections.bind(app.server))()

async function until (isSo: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 500 && !await isSo(); round++) await sleep(20)
}

/** Polls until the value has not grown for a while. */
async function highest (look: () => Promise<number>): Promise<number> {
  let most = 0
  for (let rounds = 0; rounds < 5; rounds++) {
    await sleep(100)
    const now = await look()
    if (now > most + 1) rounds = 0
    most = Math.max(most, now)
  }
  return most
}

for (const [what, status, path, headers = []] of kinds) {
  t.test(`${what}: clients that pipeline and read nothing cost little memory, and none afterwards`, async t => {
    // A first request, so that everything that is created once exists already.
    t.match(await untilClosed(port, pipelined(path, 1, [...headers, 'Connection: close'])), `HTTP/1.1 ${status} `)
    await until(async () => await connections() === 0)
    const before = await resources()

    const requests = pipelined(path, 250, headers)
    const unread = [
      await sendUnread(port, requests),
      await sendUnread(port, requests),
      await sendUnread(port, requests)
    ]
    const most = await highest(async () => (await resources()).megabytes)
    t.ok(most - before.megabytes < 48, `${Math.round(most - before.megabytes)} MB more meanwhile`)
    const other = await untilClosed(port, pipelined('/v1/customers', 1, [...token, 'Connection: close']))
    t.match(other, 'HTTP/1.1 200 ', 'others are served')

    // One of the responses is read in part.
    unread[0]?.resume()
    await sleep(20)
    for (const socket of unread) socket.destroy()
    await until(async () => await connections() === 0)
    await until(async () => {
      const now = await resources()
      return now.files.length <= before.files.length && now.megabytes - before.megabytes < 8
    })
    const after = await resources()
    t.equal(await connections(), 0)
    t.strictSame(after.files, before.files)
    const kept = after.megabytes - before.megabytes
    t.ok(kept < 16, `${Math.round(kept)} MB more afterwards`)
  })
}
