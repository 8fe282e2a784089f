import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { forwarding } from '../../src/upstream/backend.js'
import { purchaseRepository } from '../../src/upstream/repository.js'
import { ids, testApp } from '../helper/app.js'
import { pipelined, sendUnread } from '../helper/unread.js'
import { startUpstream } from '../helper/upstream.js'
import { listen } from '../helper/wire.js'

const upstream = await startUpstream(t)
const { app, bearer } = await testApp(t, database => ({
  environment: 'production',
  transactions: forwarding({ url: upstream.url, purchases: purchaseRepository(database), newId: () => ids.contoso })
}))
const port = await listen(app)
const requests = pipelined(`/v1/customers/${ids.adventureWorks}/orders`, 5, [`Authorization: ${await bearer()}`])

async function until (isSo: () => boolean): Promise<boolean> {
  for (let round = 0; round < 500 && !isSo(); round++) await sleep(20)
  return isSo()
}

for (const [what, begin] of [['has begun to send', 'x'.repeat(1_000_000)], ['has not answered yet', '']] as const) {
  t.test(`a client that pipelines and goes away lets go of every answer that Partner Center ${what}`, async t => {
    let asked = 0
    let ended = 0
    const endings: Array<() => void> = []
    upstream.answer = (_request, response) => {
      asked++
      response.once('close', () => { ended++ })
      const send = () => { response.writeHead(200, { 'content-type': 'text/plain' }).write(begin === '' ? 'x' : begin) }
      if (begin === '') endings.push(send)
      else send()
    }
    const socket = await sendUnread(port, requests)
    t.equal(await until(() => asked === 5), true)
    await sleep(100)
    t.equal(ended, 0)
    socket.destroy()
    await sleep(100)
    for (const end of endings) end()
    t.equal(await until(() => ended === 5), true, `${ended} of 5`)
  })
}
