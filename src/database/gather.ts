import { isUnavailable } from './errors.js'

/** How to gather. */
export interface GathererOptions<Item, Result> {
  /** Items of one key run together, one group at a time. */
  readonly keyOf: (item: Item) => string
  /** Runs a group; resolves to one result an item, in the same order. */
  readonly run: (items: readonly Item[]) => Promise<Result[]>
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

const largestGroup = 64

/**
 * Lets concurrent items of one key share one statement and one commit: while a group runs, what arrives waits and
 * forms the next one. If a group fails, its items run one by one, so that an item fails
 * only by its own fault; unless the database is away, when each is told so.
 */
export function createGatherer<Item, Result> (options: GathererOptions<Item, Result>): (item: Item) => Promise<Result> {
  const queues = new Map<string, Array<Waiting<Item, Result>>>()

  async function drain (key: string, queue: Array<Waiting<Item, Result>>): Promise<void> {
    while (queue.length > 0) {
      // What is ready in this turn of the event loop joins.
      await new Promise(resolve => setImmediate(resolve))
      await runGroup(queue.splice(0, largestGroup), options.run)
    }
    queues.delete(key)
  }

  return item => new Promise<Result>((resolve, reject) => {
    const key = options.keyOf(item)
    const running = queues.get(key)
    const waiting = { item, resolve, reject }
    if (running !== undefined) {
      running.push(waiting)
      return
    }
    const queue = [waiting]
    queues.set(key, queue)
    drain(key, queue).catch(reject)
  })
}

async function runGroup<Item, Result> (group: ReadonlyArray<Waiting<Item, Result>>, run: GathererOptions<Item, Result>['run']): Promise<void> {
  try {
    const results = await run(group.map(({ item }) => item))
    group.forEach(({ resolve }, index) => resolve(results[index] as Result))
  } catch (error) {
    if (group.length === 1 || isUnavailable(error)) group.forEach(({ reject }) => reject(error))
    else for (const waiting of group) await runGroup([waiting], run)
  }
}

/**
 * Runs a group of uses of something that can be used once: only the first that may still end it goes to the database.
 * What ended it is for ever, so the others, which wait meanwhile, come too late, and need no connection each to be told so.
 */
export async function firstOf<Use, Outcome> (uses: readonly Use[], go: (use: Use) => Promise<Outcome>, isOpen: (outcome: Outcome) => boolean, late: Outcome): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const use of uses) {
    const before = outcomes.at(-1)
    outcomes.push(before === undefined || isOpen(before) ? await go(use) : late)
  }
  return outcomes
}
