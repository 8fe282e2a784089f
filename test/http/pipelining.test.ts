import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { testApp } from '../helper/app.js'
import { pipelined, sendUnread } from '../helper/unread.js'
import { ask, bytes, exchange, listen } from '../helper/wire.js'

/** The numbers of requests that are handled now, and that were handled at most at the same time. */
const count = { now: 0, most: 0 }
let open = Promise.resolve()
const { app, bearer } = await testApp(t, {
  // `/health/ready` waits for this gate: while it is closed, requests stay in flight.
  isReady: async () => {
    count.most = Math.max(count.most, ++count.now)
    await open
    count.now--
    return true
  }
})
const port = await listen(app)
const authorization = `Authorization: ${await bearer()}`

/** Closes the gate. The returned function opens it. */
function close (): () => void {
  count.most = 0
  let release = () => {}
  open = new Promise(resolve => { release = resolve })
  return release
}

t.test('64 pipelined requests all get their responses, in order', async t => {
  const ids = Array.from({ length: 64 }, (_, index) => `a0000000-0000-4000-8000-${String(index).padStart(12, '0')}`)
  const paths = ['/v1/agreements', '/health/live', '/v1/nowhere', '/openapi.json']
  const requests = ids.map((id, index) =>
    bytes([`GET ${paths[index % 4]} HTTP/1.1`, 'Host: localhost', authorization, `MS-RequestId: ${id}`]))
  const answers = await exchange(port, Buffer.concat(requests), { count: 64 })
  t.strictSame(answers.map(({ headers }) => headers['ms-requestid']), ids)
  t.strictSame(answers.map(({ statusCode }) => statusCode), ids.map((_, index) => index % 4 === 2 ? 404 : 200))
})

t.test('of 256 pipelined requests 32 are handled at the same time, and the others wait', async t => {
  const release = close()
  const answers = exchange(port, pipelined('/health/ready', 256), { count: 256 })
  while (count.now < 32) await sleep(10)
  await sleep(100)
  t.equal(count.now, 32)
  release()
  t.strictSame((await answers).map(({ statusCode }) => statusCode), Array.from({ length: 256 }, () => 200))
  t.equal(count.most, 32)
})

t.test('more pipelined requests close their connection, and no other one', async t => {
  const release = close()
  const other = exchange(port, pipelined('/health/ready', 1))
  const socket = await sendUnread(port, pipelined('/health/ready', 257))
  socket.resume()
  await once(socket, 'close')
  t.equal((await ask(port, pipelined('/health/live', 1))).statusCode, 200)
  release()
  t.strictSame((await other).map(({ statusCode }) => statusCode), [200])
  t.ok(count.most <= 33, 'and nothing of what waited was begun')
  while (count.now > 0) await sleep(10)
})

t.test('a connection may send any number of requests if few of them are pending', async t => {
  const socket = (await sendUnread(port, Buffer.alloc(0))).setEncoding('latin1').resume()
  t.teardown(() => socket.destroy())
  for (let round = 0; round < 20; round++) {
    let answered = 0
    socket.write(pipelined('/health/live', 100))
    while (answered < 100) answered += String(await once(socket, 'data')).split('HTTP/1.1 200 OK').length - 1
  }
  t.equal(socket.destroyed, false)
})
