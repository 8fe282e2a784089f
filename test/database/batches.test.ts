import t from 'tap'
import { createBatcher } from '../../src/database/batches.js'

const limits = { waitMs: 30_000, queueLength: 1_024 }

const later = () => new Promise(resolve => setTimeout(resolve, 5))

t.test('what arrives in one turn shares a group; what arrives while it runs forms the next, in order', async t => {
  const groups: string[][] = []
  const batch = createBatcher({
    limits,
    keyOf: () => 'one',
    run: async (items: readonly string[]) => {
      groups.push([...items])
      await later()
      return items.map(item => item.toUpperCase())
    }
  })
  const first = Promise.all(['a', 'b'].map(batch))
  await new Promise(resolve => setTimeout(resolve, 2))
  t.strictSame(await Promise.all(['c', 'd'].map(batch)), ['C', 'D'])
  t.strictSame(await first, ['A', 'B'])
  t.strictSame(groups, [['a', 'b'], ['c', 'd']])
  t.equal(await batch('e'), 'E', 'and again after it came to rest')
})

t.test('keys do not wait for each other', async t => {
  let running = 0
  let most = 0
  const batch = createBatcher({
    limits,
    keyOf: (item: string) => item,
    run: async items => {
      most = Math.max(most, ++running)
      await later()
      running--
      return [...items]
    }
  })
  await Promise.all(['a', 'b', 'c'].map(batch))
  t.equal(most, 3)
})

t.test('a group is bounded', async t => {
  const sizes: number[] = []
  const batch = createBatcher({
    limits,
    keyOf: () => 'one',
    run: async (items: readonly number[]) => {
      sizes.push(items.length)
      await later()
      return [...items]
    }
  })
  await Promise.all(Array.from({ length: 600 }, (_, index) => batch(index)))
  t.strictSame(sizes, [256, 256, 88])
})

t.test('an item fails by its own fault alone', async t => {
  const batch = createBatcher({
    limits,
    keyOf: () => 'one',
    run: async (items: readonly string[]) => {
      await later()
      if (items.includes('bad')) throw new Error('bad item')
      return [...items]
    }
  })
  const results = await Promise.allSettled(['a', 'b', 'bad', 'c'].map(batch))
  t.strictSame(results.map(({ status }) => status), ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
})

t.test('when the database is away a group is not tried again', async t => {
  let runs = 0
  const batch = createBatcher({
    limits,
    keyOf: () => 'one',
    run: async (items: readonly string[]) => {
      runs++
      await later()
      if (items.length > 1) throw Object.assign(new Error('terminating'), { code: '57P01' })
      return [...items]
    }
  })
  const results = await Promise.allSettled(['a', 'b', 'c'].map(batch))
  t.strictSame(results.map(({ status }) => status), ['rejected', 'rejected', 'rejected'])
  t.equal(runs, 1)
})
