import { setTimeout as sleep } from 'node:timers/promises'
import type { InjectOptions } from 'fastify'
import t from 'tap'
import { ids } from '../helper/app.js'
import { pageTest } from '../acceptance/customer-page/helper.js'
import { recordedLog } from '../helper/log.js'
import { isError } from '../helper/wire.js'

const { logger, lines } = await recordedLog()
const { app, bearer } = await pageTest(t, { shedsLoad: true, logger })
const authorization = await bearer()

/** Blocks the event loop for so long that its delay exceeds the limit during the following second. */
async function overload (): Promise<void> {
  const end = performance.now() + 2_500
  while (performance.now() < end);
  await sleep(1)
}

async function whileOverloaded (request: InjectOptions) {
  for (let attempt = 0; attempt < 5; attempt++) {
    await overload()
    const response = await app.inject(request)
    if (response.statusCode === 503) return response
  }
  throw new Error('Nothing was rejected')
}

t.test('an overloaded process rejects requests with the error body of their path', async t => {
  const mirrored = await whileOverloaded({
    url: `/v1/customers/${ids.adventureWorks}/agreements`,
    headers: { authorization }
  })
  isError(t, mirrored, 'ServiceOverloaded')
  t.equal(mirrored.headers['retry-after'], '1')

  const own = await whileOverloaded({ url: '/acceptance/v1/status', headers: { authorization } })
  t.match(own.json(), { title: 'ServiceOverloaded', status: 503 })
  t.match(own.headers, { 'retry-after': '1', 'content-type': /^application\/problem\+json/ })

  const page = await whileOverloaded({ url: '/accept/partners' })
  t.match(page.headers, {
    'retry-after': '1',
    'content-type': /^text\/html/,
    'content-security-policy': /default-src 'none'/
  })

  isError(
    t,
    await whileOverloaded({ method: 'POST', url: `/${ids.contoso}/oauth2/token` }),
    'ServiceOverloaded',
    'a request for a token'
  )
})

t.test('health checks still succeed, and the overload is logged once, not for every request', async t => {
  lines.length = 0
  await whileOverloaded({ url: '/v1/agreements' })
  for (const path of ['/health/live', '/health/ready']) t.equal((await app.inject(path)).statusCode, 200, path)
  t.ok(lines.filter(line => line.includes('overloaded')).length <= 1)
  t.equal(lines.filter(line => line.includes('"request failed"')).length, 0)
})

t.test('after the overload requests are handled again', async t => {
  const response = async () => await app.inject({ url: '/v1/agreements', headers: { authorization } })
  for (let attempt = 0; attempt < 50 && (await response()).statusCode !== 200; attempt++) await sleep(200)
  t.equal((await response()).statusCode, 200)
})
