import t from 'tap'
import { again, createBatcher, runSingleUse, type GroupResult } from '../../src/database/batches.js'

const limits = { waitMs: 30_000, queueLength: 1_024 }
const later = () => new Promise(resolve => setTimeout(resolve, 5))
const databaseAway = () => Object.assign(new Error('terminating'), { code: '57P01' })

/** What became of each promise, in few words. */
async function outcomesOf (promises: ReadonlyArray<Promise<unknown>>): Promise<unknown[]> {
  const settled = await Promise.allSettled(promises)
  return settled.map(one => one.status === 'fulfilled' ? one.value : (one.reason as Error).message)
}

t.test('an item whose outcome is known gets it, whatever became of the others of its group', async t => {
  const run = async (items: readonly string[]): Promise<Array<GroupResult<string>>> =>
    items.map(item => (item === 'lost' ? databaseAway() : item.toUpperCase()))
  const batch = createBatcher({ limits, keyOf: () => 'one', run })
  t.strictSame(await outcomesOf(['a', 'lost', 'b'].map(batch)), ['A', 'terminating', 'B'])
})

t.test('an item that fails by its own fault runs once more alone, and the others do not', async t => {
  const groups: string[][] = []
  const batch = createBatcher({
    limits,
    keyOf: () => 'one',
    run: async (items: readonly string[]): Promise<Array<GroupResult<string>>> => {
      groups.push([...items])
      return items.map(item => (item === 'bad' ? new Error('bad item') : item))
    }
  })
  t.strictSame(await outcomesOf(['a', 'bad', 'b'].map(batch)), ['a', 'bad item', 'b'])
  t.strictSame(groups, [['a', 'bad', 'b'], ['bad']])
})

t.test('once the database is away, items that run one by one are told so without a try each', async t => {
  let runs = 0
  const batch = createBatcher({
    limits,
    keyOf: () => 'one',
    run: async (items: readonly string[]): Promise<string[]> => {
      runs++
      await later()
      throw items.length > 1 ? new Error('one of them is bad') : databaseAway()
    }
  })
  t.strictSame(await outcomesOf(['a', 'b', 'c'].map(batch)), ['terminating', 'terminating', 'terminating'])
  t.equal(runs, 2)
})

t.test('an undecided item joins the next group, before what came later', async t => {
  const groups: string[][] = []
  const batch = createBatcher({
    limits,
    keyOf: () => 'one',
    run: async (items: readonly string[]): Promise<Array<GroupResult<string>>> => {
      groups.push([...items])
      await later()
      return items.map(item => (item === 'b' && groups.length === 1 ? again : item))
    }
  })
  const first = ['a', 'b'].map(batch)
  await new Promise(resolve => setTimeout(resolve, 2))
  const second = ['c'].map(batch)
  t.equal(await first[0], 'a', 'the decided one does not wait for it')
  t.strictSame(await outcomesOf([...first, ...second]), ['a', 'b', 'c'])
  t.strictSame(groups, [['a', 'b'], ['b', 'c']])
})

t.test('rivals never share a group, and hold up nobody else', async t => {
  const groups: string[][] = []
  const batch = createBatcher({
    limits,
    keyOf: () => 'one',
    rivalKeysOf: (item: string) => [item.slice(0, 1)],
    run: async items => { groups.push([...items]); await later(); return [...items] }
  })
  const busy = Array.from({ length: 100 }, (_, index) => `x${index}`)
  await Promise.all([...busy, 'a', 'b'].map(batch))
  t.strictSame(groups[0], ['x0', 'a', 'b'])
  t.strictSame(groups.slice(1), busy.slice(1).map(item => [item]))
})

t.test('a single-use thing: each attempt gets what is known of it', async t => {
  const attempt = async (use: string) => {
    if (use === 'bad') throw new Error('bad item')
    if (use === 'away') throw databaseAway()
    return use
  }
  const attempts = async (...uses: string[]) =>
    (await runSingleUse(uses, attempt, outcome => outcome === 'closed', 'late')).map(one =>
      one instanceof Error ? one.message : one
    )
  t.strictSame(await attempts('closed', 'used', 'used', 'away'), ['closed', 'used', 'late', 'late'])
  t.strictSame(await attempts('bad', 'used', 'used'), ['bad item', 'used', 'late'])
  t.strictSame(await attempts('closed', 'away', 'used'), ['closed', 'terminating', 'terminating'])
})
