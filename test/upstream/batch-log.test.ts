import t from 'tap'
import { forwarding } from '../../src/upstream/backend.js'
import { purchaseRepository } from '../../src/upstream/repository.js'
import { ids, testApp } from '../helper/app.js'
import { recordedLog } from '../helper/log.js'
import { startUpstream } from '../helper/upstream.js'

t.test('failed look-ups of a batch of questions are logged once, with the status', async t => {
  const upstream = await startUpstream(t)
  const { logger, lines } = await recordedLog()
  const { app, bearer } = await testApp(t, database => ({
    environment: 'production',
    logger,
    transactions: forwarding({
      url: upstream.url,
      purchases: purchaseRepository(database),
      newId: () => crypto.randomUUID()
    })
  }))
  upstream.answer = (_request, response) => { response.writeHead(502).end() }
  const path = `/v1/customers/${ids.adventureWorks}/subscriptions/5b000000-0000-4000-8000-000000000009`
  const question = { customerId: ids.adventureWorks, request: { method: 'PATCH', path, body: { quantity: 3 } } }
  const response = await app.inject({
    method: 'POST',
    url: '/order-gate/v1/decisions',
    headers: { authorization: await bearer() },
    payload: { questions: [question, question, question] }
  })
  t.equal(response.statusCode, 200)
  const problem = { title: 'PartnerCenterUnreachable' }
  t.match(response.json().decisions, Array.from({ length: 3 }, () => ({ problem })))
  const logged = lines.map(line => JSON.parse(line))
    .filter(({ errorName, level }) => errorName === 'PartnerCenterUnreachable' && level === 50)
  t.match(logged, [{ msg: 'request failed', err: { code: 'HTTP_502' } }])
  t.equal(logged.length, 1)
})
