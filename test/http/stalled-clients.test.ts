import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { testApp } from '../helper/app.js'
import { pipelined, sendUnread } from '../helper/unread.js'
import { ask, listen } from '../helper/wire.js'

const { app } = await testApp(t, { connectionLimits: { stalledMs: 1_000, checkEveryMs: 100 } })
const port = await listen(app)
const connections = async () => await promisify(app.server.getConnections.bind(app.server))()

// Larger than all buffers of the system.
const large = pipelined('/docs/static/swagger-ui-bundle.js', 20)

async function isClosed (): Promise<boolean> {
  for (let round = 0; round < 500 && await connections() > 0; round++) await sleep(20)
  return await connections() === 0
}

t.beforeEach(async () => { await isClosed() })

t.test('a client that reads nothing is disconnected', async t => {
  const socket = await sendUnread(port, large)
  t.teardown(() => socket.destroy())
  await sleep(100)
  t.equal(await connections(), 1)
  t.equal(await isClosed(), true)
})

t.test('a client that reads nothing and continues to send is disconnected', async t => {
  const socket = await sendUnread(port, large)
  const drip = setInterval(() => { if (socket.writable) socket.write('G') }, 50)
  t.teardown(() => {
    clearInterval(drip)
    socket.destroy()
  })
  t.equal(await isClosed(), true)
})

t.test('a client that reads nothing and has closed its own side is disconnected', async t => {
  const socket = await sendUnread(port, large)
  socket.end()
  t.teardown(() => socket.destroy())
  t.equal(await isClosed(), true)
})

t.test('a slow client gets everything, even if that takes longer than the limit', async t => {
  const { headers } = await ask(port, pipelined('/docs/static/swagger-ui-bundle.js', 1))
  const all = 20 * Number(headers['content-length'])
  const socket = await sendUnread(port, large)
  t.teardown(() => socket.destroy())
  const taken = { bytes: 0 }
  socket.on('data', (part: Buffer) => { taken.bytes += part.length })
  const started = performance.now()
  while (taken.bytes < all && !socket.destroyed) {
    const enough = Math.min(taken.bytes + all / 20, all)
    socket.resume()
    for (let looks = 0; taken.bytes < enough && looks < 500; looks++) await sleep(10)
    socket.pause()
    await sleep(400)
  }
  t.ok(taken.bytes > all)
  t.ok(performance.now() - started > 1_500)
})

t.test('a client that waits for its response, or is idle, is not disconnected', async t => {
  const socket = await sendUnread(port, pipelined('/health/live', 1))
  await sleep(2_000)
  t.equal(await connections(), 1)
  socket.destroy()
})
