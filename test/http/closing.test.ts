import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { testApp } from '../helper/app.js'

/** An application that listens, and closing it: 'closed' unless that takes seconds. */
async function listening (t: Test) {
  const { app } = await testApp(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return {
    port,
    close: () => Promise.race([app.close().then(() => 'closed'), delay(5_000, 'still open', { ref: false })])
  }
}

t.test('a connection on which nothing was sent, as browsers open them ahead, does not hold it up', async t => {
  const { port, close } = await listening(t)
  const silent = connect(port, '127.0.0.1')
  t.teardown(() => silent.destroy())
  await once(silent, 'connect')
  t.equal(await close(), 'closed')
})

t.test('a request that has begun is answered, and its connection held open for no other', async t => {
  const { port, close } = await listening(t)
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const begun = request({
    port,
    host: '127.0.0.1',
    path: '/generatetoken',
    method: 'POST',
    agent,
    headers: { 'content-length': 2 }
  })
  const answered = once(begun, 'response')
  begun.write('{')
  await delay(100)
  const closing = close()
  await delay(200)
  begun.end('}')
  const [answer] = await answered
  answer.resume()
  t.equal(answer.statusCode, 401)
  t.equal(await closing, 'closed')
})
