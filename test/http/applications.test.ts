import t from 'tap'
import type { ErrorName } from '../../src/errors/catalogue.js'
import { unregisteredApplication } from '../../src/sandbox/data.js'
import { newCustomer } from '../partner-center/customers/helper.js'
import { confirmation, ids, testApp, type TestApp } from '../helper/app.js'
import { offerId, orderOf } from '../helper/transactions.js'
import { isError } from '../helper/wire.js'
import { commandsOn } from '../operator/command.js'

const customer = `/v1/customers/${ids.adventureWorks}`
const question = { transaction: { kind: 'newPurchase' } }

/** Every kind of request that an application without a user may make. */
const calls = [
  ['GET', '/v1/customers'],
  ['POST', '/v1/customers', newCustomer()],
  ['GET', `${customer}/orders`],
  ['POST', `${customer}/orders`, orderOf()],
  ['GET', `${customer}/subscriptions`],
  ['POST', `${customer}/carts`, { lineItems: [{ catalogItemId: `${offerId}:1:1`, quantity: 1 }] }],
  ['POST', `/order-gate/v1/customers/${ids.adventureWorks}/decisions`, question],
  ['POST', '/order-gate/v1/decisions', { questions: [{ customerId: ids.adventureWorks, ...question }] }],
  ['GET', '/order-gate/v1/forecast'],
  ['GET', '/order-gate/v1/decisions/d0000000-0000-4000-8000-000000000000']
] as const

async function ask (
  { app }: TestApp,
  authorization: string,
  [method, url, payload]: readonly ['GET' | 'POST', string, object?]
) {
  return await app.inject({ method, url, headers: { authorization }, ...(payload === undefined ? {} : { payload }) })
}

/** The code and name of an error in either body. */
async function rejectionOf (test: TestApp, authorization: string, call: typeof calls[number]): Promise<string> {
  const response = await ask(test, authorization, call as never)
  if (response.statusCode !== 403) return String(response.statusCode)
  const { code, errorName, title, status } = response.json<Record<string, unknown>>()
  return `${String(code ?? status)} ${String(errorName ?? title)}`
}

for (const environment of ['sandbox', 'production'] as const) {
  t.test(`${environment}: an application that is not registered is rejected on every path`, async t => {
    const test = await testApp(t, { environment })
    const { appBearer, bearer } = test
    const strangers = {
      'of the tenant': await appBearer(ids.contoso, unregisteredApplication.clientId),
      'that another partner registered': await appBearer(ids.contoso, 'a2000000-0000-4000-8000-000000000002'),
      'that names a role': await bearer(undefined, {
        scp: undefined,
        amr: undefined,
        idtyp: 'app',
        appid: unregisteredApplication.clientId
      })
    }
    for (const [what, authorization] of Object.entries(strangers)) {
      for (const call of calls) {
        t.match(
          await rejectionOf(test, authorization, call),
          /^(2032|403) ApplicationNotRegistered$/,
          `${what}: ${call[0]} ${call[1]}`
        )
      }
    }
    const registered = await appBearer(ids.contoso)
    for (const call of calls) {
      t.notMatch(
        await rejectionOf(test, registered, call),
        'ApplicationNotRegistered',
        `the control: ${call[0]} ${call[1]}`
      )
    }
  })
}

const test = await testApp(t)
const { app, appBearer, bearer, clock, stored } = test
const stranger = () => appBearer(ids.contoso, unregisteredApplication.clientId)

t.test('the error names the application and what to do', async t => {
  const response = await ask(test, await stranger(), ['GET', '/v1/customers'])
  isError(t, response, 'ApplicationNotRegistered')
  t.match(
    response.json().description,
    `the application ${unregisteredApplication.clientId} is not registered to call without a user. ` +
      'Ask the operator to register it with `partner-agreements partner application add`.'
  )
})

t.test('the sandbox issues tokens to an unregistered application, for tests of this error', async t => {
  const form = {
    grant_type: 'client_credentials',
    client_id: unregisteredApplication.clientId,
    client_secret: 'sandbox',
    resource: 'https://api.partnercenter.microsoft.com'
  }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const issued = (tenant: string) =>
    app.inject({
      method: 'POST',
      url: `/${tenant}/oauth2/token`,
      headers,
      payload: new URLSearchParams(form).toString()
    })
  const { access_token: token } = (await issued(ids.contoso)).json()
  isError(t, await ask(test, `Bearer ${token}`, ['GET', '/v1/customers']), 'ApplicationNotRegistered')
  t.equal((await issued(ids.fabrikam)).statusCode, 400, 'in its own tenant alone')
})

t.test('paths that no application may call respond with AppOnlyNotSupported first', async t => {
  const paths: ReadonlyArray<readonly [ErrorName, string]> = [
    ['AppOnlyNotSupported', '/v1/agreements'],
    ['AppOnlyNotSupported', `${customer}/agreements`],
    ['AppOnlyNotSupported', customer],
    ['AppOnlyNotSupported', '/v1/customers/relationshiprequests']
  ]
  for (const [fault, url] of paths) isError(t, await ask(test, await stranger(), ['GET', url]), fault, url)
  isError(
    t,
    await ask(test, await appBearer(ids.northwind, unregisteredApplication.clientId), ['GET', '/v1/customers']),
    'AuthorizationFailed'
  )
})

t.test('the exchange of tokens accepts every application', async t => {
  const headers = { authorization: await stranger(), 'content-type': 'application/x-www-form-urlencoded' }
  t.equal(
    (await app.inject({ method: 'POST', url: '/generatetoken', headers, payload: 'grant_type=jwt_token' })).statusCode,
    200
  )
})

t.test('a user may use any application: the role decides', async t => {
  const authorization = await bearer(undefined, { appid: unregisteredApplication.clientId })
  t.equal((await ask(test, authorization, ['POST', `${customer}/agreements`, confirmation()])).statusCode, 201)
  t.equal((await ask(test, authorization, ['GET', '/v1/customers'])).statusCode, 200)
})

t.test('registering and withdrawing an application takes effect within a minute', async t => {
  const run = commandsOn({ MIGRATE_DATABASE_URL: stored.ownerUrl })
  const argv = ['--partner', ids.contoso, '--id', unregisteredApplication.clientId.toUpperCase()]
  const status = async () => (await ask(test, await stranger(), ['GET', '/v1/customers'])).statusCode
  const pass = (ms: number) => { clock.at = new Date(clock.at.getTime() + ms) }
  t.equal(await status(), 403)
  t.equal((await run(['partner', 'application', 'add', ...argv])).code, 0)
  pass(60_000)
  t.equal(await status(), 200)
  t.equal((await run(['partner', 'application', 'remove', ...argv])).code, 0)
  pass(60_000)
  t.equal(await status(), 403)
})
