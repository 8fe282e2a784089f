import t from 'tap'
import { instantText } from '../../src/order-gate/instant-text.js'

const dayMs = 24 * 60 * 60 * 1000
const asDate = (ms: number) => new Date(ms).toISOString()

t.test('an instant is written as Date writes it', async t => {
  const edges = [
    0,
    -1,
    -dayMs,
    0.5,
    -0.5,
    1735689599999.999,
    Date.UTC(2024, 1, 29, 23, 59, 59, 999),
    Date.UTC(2026, 0, 21),
    Date.parse('0000-01-01T00:00:00Z'),
    Date.parse('9999-12-31T23:59:59.999Z'),
    8.64e15,
    -8.64e15
  ]
  for (const ms of edges) t.equal(instantText(ms), asDate(ms))
})

t.test('on any day, also when more days were asked for than are remembered', async t => {
  // Steps that fall on ever other times of the day.
  const instants = Array.from({ length: 10_000 }, (_, number) => Date.UTC(2018, 7, 7) + number * (dayMs + 3_723_457))
  t.strictSame(instants.map(instantText), instants.map(asDate))
  t.strictSame(instants.slice(0, 10).map(instantText), instants.slice(0, 10).map(asDate))
})

t.test('what no Date holds is a RangeError', async t => {
  t.throws(() => instantText(NaN), RangeError)
  t.throws(() => instantText(1e20), RangeError)
})
