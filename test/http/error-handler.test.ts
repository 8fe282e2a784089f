import t from 'tap'
import { OutcomeUnknown, Overloaded } from '../../src/errors/unavailable.js'
import { presentError } from '../../src/errors/body.js'
import { toApiError } from '../../src/http/error-handler.js'

t.test('a statement that was never sent is another error than one with an unknown outcome', async t => {
  const shed = toApiError(new Overloaded('the queue is full'))
  t.match(shed, { name: 'ServiceOverloaded', details: { headers: { 'retry-after': '1' } } })
  t.match(presentError(shed), { code: 503, isRetryable: true, data: [] })
  t.match(presentError(shed).description, /Nothing was done/)
  const unknown = toApiError(new OutcomeUnknown('no response'))
  t.match(unknown, { name: 'TemporarilyUnavailable', details: { headers: { 'retry-after': '1' } } })
  t.match(presentError(unknown).description, /outcome of the request is unknown/)
})
