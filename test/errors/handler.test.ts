import t from 'tap'
import { OutcomeUnknown, Overloaded } from '../../src/database/errors.js'
import { presentFault, toFault } from '../../src/errors/handler.js'

t.test('a statement that was never sent is told apart from one whose outcome is unknown', async t => {
  const shed = toFault(new Overloaded('the queue is full'))
  t.match(shed, { name: 'ServiceOverloaded', details: { headers: { 'retry-after': '1' } } })
  t.match(presentFault(shed), { code: 503, isRetryable: true, data: [] })
  t.match(presentFault(shed).description, /Nothing was done/)
  const unknown = toFault(new OutcomeUnknown('no answer'))
  t.match(unknown, { name: 'TemporarilyUnavailable', details: { headers: { 'retry-after': '1' } } })
  t.match(presentFault(unknown).description, /outcome of the request is unknown/)
})
