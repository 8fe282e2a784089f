import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { testApp } from '../helper/app.js'
import { bytes, listen } from '../helper/wire.js'

let release = () => {}
const released = new Promise<void>(resolve => { release = resolve })
const requests = { arrived: 0 }
const { app } = await testApp(t, {
  // `/health/ready` waits for this gate.
  isReady: async () => {
    requests.arrived++
    await released
    return true
  }
})
const port = await listen(app)

t.test('unreadable bytes after a request in flight get one error, in however many packets they arrive', async t => {
  const warnings: string[] = []
  const onWarning = ({ name }: Error) => { warnings.push(name) }
  process.on('warning', onWarning)
  t.teardown(() => process.off('warning', onWarning))

  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  let received = ''
  socket.setEncoding('latin1').on('data', (text: string) => { received += text })
  socket.write(bytes(['GET /health/ready HTTP/1.1', 'Host: localhost']))
  while (requests.arrived === 0) await sleep(10)
  for (let packet = 0; packet < 30; packet++) {
    socket.write('\0not HTTP\r\n\r\n')
    await sleep(5)
  }
  release()
  await once(socket, 'close')
  t.strictSame([...received.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status), ['200', '400'])
  t.strictSame(warnings, [])
})
