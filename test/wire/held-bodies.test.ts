import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ids } from '../helper/app.js'
import { pageTest } from '../acceptance/customer-page/helper.js'
import { bytes } from '../helper/wire.js'

const test = await pageTest(t)
const { app, bearer, base } = test
const port = Number(new URL(base).port)

/** Far longer than any of these answers takes, on a machine with other work too. */
const patienceMs = 20_000

const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

/** The paths that anybody may post to: whoever calls them proves who they are by the body. */
const forAnybody = ['POST /accept/sign-in', 'POST /:tenant/oauth2/token', 'POST /:tenant/oauth2/v2.0/token', 'POST /:tenant/oauth2/v2.0/authorize']

/** Sends the headers of a request whose body never comes. Resolves to the status of the response, or to `waits`. */
async function hold (method: string, path: string, headers: readonly string[], length = 1_000): Promise<number | 'waits'> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const answered = new Promise<number>(resolve => socket.once('data', data => resolve(Number(data.toString('latin1').split(' ')[1]))))
  socket.write(bytes([`${method} ${path} HTTP/1.1`, 'Host: localhost', `Content-Length: ${length}`, ...headers]))
  const outcome = await Promise.race([answered, sleep(patienceMs, 'waits' as const, { ref: false })])
  socket.destroy()
  return outcome
}

/** Every path that has a route, as Fastify prints them: a tree, of which each line adds to the path of its parent. */
function routes (): string[] {
  const parents: string[] = []
  return app.printRoutes({ commonPrefix: false }).split('\n').flatMap(line => {
    const [, indent, part] = /^((?:│ {3}| {4})*)[├└]── (\S+) \(/.exec(line) ?? []
    if (indent === undefined || part === undefined) return []
    const path = `${parents[indent.length / 4 - 1] ?? ''}${part}`
    parents[indent.length / 4] = path
    return [path]
  })
}

const values: Readonly<Record<string, string>> = { tenant: ids.contoso, customerId: ids.adventureWorks, partnerId: ids.contoso, token: 'a'.repeat(43) }
const filledIn = (path: string) => path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? 'x').replace('*', 'x')

const all = routes().flatMap(path => methods.map(method => ({ name: `${method} ${path}`, method, path: filledIn(path) })))

const form = [`Origin: ${base}`, 'Content-Type: application/x-www-form-urlencoded']

t.test('the list is that of all routes', async t => {
  for (const name of ['POST /v1/customers/:customerId/agreements', 'PATCH /v1/customers/:customerId/subscriptions/:subscriptionId', 'POST /accept/:token', 'POST /generatetoken', ...forAnybody]) t.ok(all.some(one => one.name === name), name)
})

t.test('without token or session every path answers before the body, or takes it from anybody', async t => {
  const outcomes = await Promise.all(all.filter(({ name }) => !forAnybody.includes(name)).map(async ({ name, method, path }) => [name, await hold(method, path, form)] as const))
  for (const [name, outcome] of outcomes) {
    // Signing out needs no session, and tells what it told before.
    const expected = name === 'POST /accept/sign-out' ? [200] : [401, 403, 404, 405]
    t.ok(expected.includes(Number(outcome)), `${name}: ${outcome}`)
  }
})

t.test('a user without a role is told so before the body', async t => {
  const authorization = await bearer(undefined, { roles: [] })
  const own = all.filter(({ name }) => / \/(?:v1|order-gate|acceptance)\//.test(name))
  t.ok(own.length > 50)
  const outcomes = await Promise.all(own.map(async ({ name, method, path }) => [name, await hold(method, path, [`Authorization: ${authorization}`])] as const))
  for (const [name, outcome] of outcomes) t.ok([403, 404, 405].includes(Number(outcome)), `${name}: ${outcome}`)
})

t.test('orders, carts and subscriptions of a customer of another partner are refused before the body', async t => {
  const authorization = await bearer()
  for (const [method, path] of [['POST', 'orders'], ['PATCH', 'orders/x'], ['POST', 'carts'], ['PUT', 'carts/x'], ['PATCH', 'subscriptions/x']] as const) {
    t.equal(await hold(method, `/v1/customers/${ids.litware}/${path}`, [`Authorization: ${authorization}`]), 403, path)
  }
})

t.test('where anybody may post, a few KiB are read and no more', async t => {
  const authorization = await bearer()
  for (const { name, method, path } of all.filter(({ name }) => [...forAnybody, 'POST /generatetoken', 'POST /v3/generatetoken'].includes(name))) {
    const tooLarge = name.endsWith('token') ? 17_000 : 5_000
    t.equal(await hold(method, path, [...form, `Authorization: ${authorization}`], tooLarge), 400, name)
  }
})

t.test('a session that has expired, or was altered, is none', async t => {
  const { path } = await test.invite()
  const browser = test.browser()
  await browser.signIn(path)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  t.equal(await hold('POST', path, [...form, `Cookie: ${cookie.slice(0, -2)}`]), 403)
  test.clock.at = new Date(test.clock.at.getTime() + 31 * 60_000)
  t.equal(await hold('POST', path, [...form, `Cookie: ${cookie}`]), 403)
})
