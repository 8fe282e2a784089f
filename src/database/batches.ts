import { isUnavailable, Overloaded } from '../errors/unavailable.js'
import type { QueueLimits } from './limits.js'

/** Returned instead of a result: the item joins the next group. */
export const again = Symbol('again')

/** The result of an item. An error concerns this item only. */
export type GroupResult<Result> = Result | Error | typeof again

/** How to form groups. */
export interface BatcherOptions<Item, Result> {
  /** Items of one key run together, one group at a time. */
  readonly keyOf: (item: Item) => string
  /** A group has at most one item of each of these keys. Without it, all items can share a group. */
  readonly rivalKeysOf?: (item: Item) => readonly string[]
  /** Runs a group. Resolves to one result for each item, in the same order. */
  readonly run: (items: readonly Item[]) => Promise<Array<GroupResult<Result>>>
  /** The limits of each key's queue. All queues together may have twice the length of one. */
  readonly limits: QueueLimits
}

interface Waiting<Item, Result> {
  readonly item: Item
  /** The time of its arrival, by `performance.now()`. */
  readonly since: number
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/** Larger groups save no more time, and delay their first items. */
const largestGroup = 256

/** The maximum length of all queues together, as a multiple of one queue's. */
const fullQueues = 2

/**
 * Batches concurrent items by key, so that they share one statement and one commit: items that arrive while a group
 * runs form the next group. Each item gets its own result. If a whole group fails, its items run one by one, so that an
 * item fails only because of itself. If the database is unavailable, all items of the group fail. An item that waits
 * for too long, or behind too many others, is rejected with {@link Overloaded}: none of its statements took effect.
 */
export function createBatcher<Item, Result> (options: BatcherOptions<Item, Result>): (item: Item) => Promise<Result> {
  const batcher = new Batcher(options)
  return item => new Promise((resolve, reject) => { batcher.add({ item, since: performance.now(), resolve, reject }) })
}

class Batcher<Item, Result> {
  readonly #options: BatcherOptions<Item, Result>
  /** The waiting items of each key of which a group is running. */
  readonly #queues = new Map<string, Array<Waiting<Item, Result>>>()
  /** The number of waiting items in all queues. */
  #waiting = 0
  #sweep: NodeJS.Timeout | undefined

  constructor (options: BatcherOptions<Item, Result>) {
    this.#options = options
  }

  add (waiting: Waiting<Item, Result>): void {
    const { keyOf, limits: { queueLength } } = this.#options
    const key = keyOf(waiting.item)
    const running = this.#queues.get(key)
    const queue = running ?? []
    if (queue.length >= queueLength || this.#waiting >= queueLength * fullQueues) {
      waiting.reject(new Overloaded('too many requests wait for the database'))
      return
    }
    queue.push(waiting)
    this.#waiting++
    if (running !== undefined) {
      this.#watch()
      return
    }
    this.#queues.set(key, queue)
    this.#drain(key, queue).catch(waiting.reject)
  }

  async #drain (key: string, queue: Array<Waiting<Item, Result>>): Promise<void> {
    while (queue.length > 0) {
      // Items that arrive in this turn of the event loop join the group.
      await new Promise(resolve => setImmediate(resolve))
      this.#dropLate(queue)
      const group = takeGroup(queue, this.#options.rivalKeysOf)
      this.#waiting -= group.length
      const left = await runGroup(group, this.#options.run)
      this.#waiting += left.length
      queue.unshift(...left)
    }
    this.#queues.delete(key)
  }

  /** Rejects late items regularly while any item waits, so that none waits behind a group that hangs. */
  #watch (): void {
    this.#sweep ??= setTimeout(() => {
      this.#sweep = undefined
      for (const queue of this.#queues.values()) this.#dropLate(queue)
      if (this.#waiting > 0) this.#watch()
    }, this.#options.limits.waitMs / 10)
  }

  #dropLate (queue: Array<Waiting<Item, Result>>): void {
    const latest = performance.now() - this.#options.limits.waitMs
    // The oldest items are first.
    const inTime = queue.findIndex(({ since }) => since > latest)
    const late = queue.splice(0, inTime === -1 ? queue.length : inTime)
    this.#waiting -= late.length
    for (const { reject } of late) reject(new Overloaded('waited too long for the database'))
  }
}

/** Takes the next group from a queue. Items with a rival in the group stay at the front of the queue. */
function takeGroup<Item, Result> (
  queue: Array<Waiting<Item, Result>>,
  rivalKeysOf: BatcherOptions<Item, Result>['rivalKeysOf']
): Array<Waiting<Item, Result>> {
  if (rivalKeysOf === undefined) return queue.splice(0, largestGroup)
  const taken = new Set<string>()
  const group: Array<Waiting<Item, Result>> = []
  const rivals: Array<Waiting<Item, Result>> = []
  let looked = 0
  for (; looked < queue.length && group.length < largestGroup; looked++) {
    const waiting = queue[looked] as Waiting<Item, Result>
    const keys = rivalKeysOf(waiting.item)
    if (keys.some(key => taken.has(key))) {
      rivals.push(waiting)
      continue
    }
    for (const key of keys) taken.add(key)
    group.push(waiting)
  }
  queue.splice(0, looked, ...rivals)
  return group
}

/** Runs a group, settles its items, and returns those that join the next group. */
async function runGroup<Item, Result> (
  group: ReadonlyArray<Waiting<Item, Result>>,
  run: BatcherOptions<Item, Result>['run']
): Promise<Array<Waiting<Item, Result>>> {
  if (group.length === 0) return []
  const results = await resultsOf(group, run)
  const single = results.length > 1 ? group.filter((_, index) => isOwnError(results[index])) : []
  const left = group.filter(
    (waiting, index) => !single.includes(waiting) && !settle(waiting, results[index] as GroupResult<Result>)
  )
  let away: Error | undefined
  for (const waiting of single) {
    const [result] = away === undefined ? await resultsOf([waiting], run) : [away]
    if (result instanceof Error && isUnavailable(result)) away = result
    if (!settle(waiting, result as GroupResult<Result>)) left.push(waiting)
  }
  return left
}

/** Runs a group. If the whole group fails, each item gets the error. */
async function resultsOf<Item, Result> (
  group: ReadonlyArray<Waiting<Item, Result>>,
  run: BatcherOptions<Item, Result>['run']
): Promise<Array<GroupResult<Result>>> {
  try {
    return await run(group.map(({ item }) => item))
  } catch (error) {
    return group.map(() => (error instanceof Error ? error : new Error('not an error', { cause: error })))
  }
}

function isOwnError (result: unknown): boolean {
  return result instanceof Error && !isUnavailable(result)
}

/** Gives an item its result. Returns false if it has none yet. */
function settle<Item, Result> ({ resolve, reject }: Waiting<Item, Result>, result: GroupResult<Result>): boolean {
  if (result === again) return false
  if (result instanceof Error) reject(result)
  else resolve(result)
  return true
}

/**
 * Runs concurrent attempts to use a single-use token or link one after another. Once an attempt succeeds, the ones
 * behind it get `late` without a query of their own. If an attempt fails because the database is unavailable, the ones
 * behind it fail with the same error. After any other error the next attempt runs.
 */
export async function runSingleUse<Use, Outcome> (
  uses: readonly Use[],
  go: (use: Use) => Promise<Outcome>,
  isOpen: (outcome: Outcome) => boolean,
  late: Outcome
): Promise<Array<Outcome | Error>> {
  const outcomes: Array<Outcome | Error> = []
  let isEnded = false
  let away: Error | undefined
  for (const use of uses) {
    const outcome: Outcome | Error = away ?? (isEnded ? late : await go(use).catch((error: Error) => error))
    if (outcome instanceof Error) away = isUnavailable(outcome) ? outcome : undefined
    else isEnded ||= !isOpen(outcome)
    outcomes.push(outcome)
  }
  return outcomes
}
