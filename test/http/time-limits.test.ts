import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { ids, testApp } from '../helper/app.js'
import { ask, bytes, isError, listen } from '../helper/wire.js'

const { app } = await testApp(t)
type Server = typeof app.server & { readonly connectionsCheckingInterval: number }
const { headersTimeout, requestTimeout, connectionsCheckingInterval } = app.server as Server
const times = { headersTimeout, requestTimeout, connectionsCheckingInterval }

t.test('a client has 10 s for headers and 30 s for the whole request, checked every second', async t => {
  t.strictSame(times, { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 })
  t.equal(app.server.keepAliveTimeout, 72_000)
})

t.test('of two clients that stop, the one without complete headers is disconnected first', async t => {
  // A fiftieth of the real times. They are set before the server listens, since the interval starts then.
  Object.assign(app.server, Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, ms / 50])))
  const port = await listen(app)
  const given: string[] = []
  const silent = once(connect(port, '127.0.0.1').resume(), 'close').then(() => given.push('nothing'))
  await Promise.all([
    silent,
    ...([
      ['body', bytes([`POST /${ids.contoso}/oauth2/token HTTP/1.1`, 'Host: a', 'Content-Length: 100'], 'grant')],
      ['headers', Buffer.from('GET /v1/agreements HTTP/1.1\r\nHost: local')]
    ] as const).map(async ([what, sent]) => {
      isError(t, await ask(port, sent), 'RequestInvalid', what)
      given.push(what)
    })
  ])
  t.equal(given.at(-1), 'body')
})
