import t from 'tap'
import { again, createBatcher, type GroupResult } from '../../src/database/batches.js'

/** A group that runs until it is let go. */
function hanging () {
  let letGo = () => {}
  const until = new Promise<void>(resolve => { letGo = resolve })
  return { until, letGo: () => letGo() }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

t.test('what comes to a full queue is told so at once, and the rest is served', async t => {
  const { until, letGo } = hanging()
  const batch = createBatcher({
    limits: { waitMs: 30_000, queueLength: 3 },
    keyOf: () => 'one',
    run: async (items: readonly number[]) => {
      await until
      return [...items]
    }
  })
  const running = batch(0)
  await turn()
  await turn()
  const waiting = [1, 2, 3].map(batch)
  await t.rejects(batch(4), { name: 'Overloaded' })
  letGo()
  t.strictSame(await Promise.all([running, ...waiting]), [0, 1, 2, 3])
  t.equal(await batch(5), 5, 'and again once it is empty')
})

t.test('all queues together hold two full ones', async t => {
  const { until, letGo } = hanging()
  const batch = createBatcher({
    limits: { waitMs: 30_000, queueLength: 2 },
    keyOf: (item: string) => item.slice(0, 1),
    run: async items => {
      await until
      return [...items]
    }
  })
  const keys = ['a', 'b', 'c']
  const running = keys.map(batch)
  await turn()
  await turn()
  const waiting = keys.slice(0, 2).flatMap(key => [`${key}1`, `${key}2`]).map(batch)
  await t.rejects(batch('c1'), { name: 'Overloaded' })
  letGo()
  await Promise.all([...running, ...waiting])
  t.equal(await batch('c2'), 'c2')
})

t.test('what waits behind a group that hangs ends in time', async t => {
  const { until, letGo } = hanging()
  const batch = createBatcher({
    limits: { waitMs: 50, queueLength: 100 },
    keyOf: () => 'one',
    run: async (items: readonly string[]) => {
      if (items.includes('hangs')) await until
      return [...items]
    }
  })
  const hung = batch('hangs')
  await turn()
  await turn()
  const behind = await Promise.allSettled(['a', 'b'].map(batch))
  for (const one of behind) t.match(one, { status: 'rejected', reason: { name: 'Overloaded' } })
  letGo()
  t.equal(await hung, 'hangs', 'the group itself goes on')
  t.equal(await batch('c'), 'c')
})

t.test('an item that stays undecided ends in time too', async t => {
  const batch = createBatcher({
    limits: { waitMs: 50, queueLength: 100 },
    keyOf: () => 'one',
    run: async (items: readonly string[]): Promise<Array<GroupResult<string>>> =>
      items.map(item => (item === 'undecided' ? again : item))
  })
  const [undecided, decided] = await Promise.allSettled(['undecided', 'a'].map(batch))
  t.match(undecided, { status: 'rejected', reason: { name: 'Overloaded' } })
  t.match(decided, { status: 'fulfilled', value: 'a' })
})
