import { isUnavailable, Overloaded } from '../errors/unavailable.js'
import type { QueueLimits } from './limits.js'

/** In place of a result: the item was not decided yet, and joins the next group. */
export const again = Symbol('again')

/** What became of an item of a group; an error is of this item alone. */
export type GroupResult<Result> = Result | Error | typeof again

/** How to gather. */
export interface GathererOptions<Item, Result> {
  /** Items of one key run together, one group at a time. */
  readonly keyOf: (item: Item) => string
  /** A group holds at most one item of each of these keys. Without it, all items can share a group. */
  readonly rivalKeysOf?: (item: Item) => readonly string[]
  /** Runs a group; resolves to one result an item, in the same order. */
  readonly run: (items: readonly Item[]) => Promise<Array<GroupResult<Result>>>
  /** Bounds the queue of each key; twice its length bounds all of them together. */
  readonly limits: QueueLimits
}

interface Waiting<Item, Result> {
  readonly item: Item
  /** When it came, by `performance.now()`. */
  readonly since: number
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/** Larger groups save nothing more, and make the first of their items wait. */
const largestGroup = 256

/** How many full queues fit into what all queues may hold. */
const fullQueues = 2

/**
 * Lets concurrent items of one key share one statement and one commit: while a group runs, what arrives waits and
 * forms the next one. Each item gets its own result. If a group fails as a whole, its items run one by one, so that
 * an item fails only by its own fault; unless the database is away, when each is told so. An item that waits for too
 * long, or would wait behind too many, is rejected with {@link Overloaded}: it was in no statement that took effect.
 */
export function createGatherer<Item, Result> (options: GathererOptions<Item, Result>): (item: Item) => Promise<Result> {
  const gatherer = new Gatherer(options)
  return item => new Promise((resolve, reject) => { gatherer.add({ item, since: performance.now(), resolve, reject }) })
}

class Gatherer<Item, Result> {
  readonly #options: GathererOptions<Item, Result>
  /** What waits, by key, while a group of the key runs. */
  readonly #queues = new Map<string, Array<Waiting<Item, Result>>>()
  /** How many wait in all queues together. */
  #waiting = 0
  #sweep: NodeJS.Timeout | undefined

  constructor (options: GathererOptions<Item, Result>) {
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
      // What is ready in this turn of the event loop joins.
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

  /** Looks after the queues while anything waits, so that nothing outlasts its time behind a group that hangs. */
  #watch (): void {
    this.#sweep ??= setTimeout(() => {
      this.#sweep = undefined
      for (const queue of this.#queues.values()) this.#dropLate(queue)
      if (this.#waiting > 0) this.#watch()
    }, this.#options.limits.waitMs / 10)
  }

  #dropLate (queue: Array<Waiting<Item, Result>>): void {
    const latest = performance.now() - this.#options.limits.waitMs
    // The oldest are in front.
    const inTime = queue.findIndex(({ since }) => since > latest)
    const late = queue.splice(0, inTime === -1 ? queue.length : inTime)
    this.#waiting -= late.length
    for (const { reject } of late) reject(new Overloaded('waited too long for the database'))
  }
}

/** Takes the next group off a queue; rivals of what is in it stay in front. */
function takeGroup<Item, Result> (
  queue: Array<Waiting<Item, Result>>,
  rivalKeysOf: GathererOptions<Item, Result>['rivalKeysOf']
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

/** Runs a group, tells each item what became of it, and returns those that are to join the next one. */
async function runGroup<Item, Result> (
  group: ReadonlyArray<Waiting<Item, Result>>,
  run: GathererOptions<Item, Result>['run']
): Promise<Array<Waiting<Item, Result>>> {
  if (group.length === 0) return []
  const results = await resultsOf(group, run)
  const single = results.length > 1 ? group.filter((_, index) => isOwnFault(results[index])) : []
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

/** A failure of the whole is one of each item. */
async function resultsOf<Item, Result> (
  group: ReadonlyArray<Waiting<Item, Result>>,
  run: GathererOptions<Item, Result>['run']
): Promise<Array<GroupResult<Result>>> {
  try {
    return await run(group.map(({ item }) => item))
  } catch (error) {
    return group.map(() => (error instanceof Error ? error : new Error('not an error', { cause: error })))
  }
}

function isOwnFault (result: unknown): boolean {
  return result instanceof Error && !isUnavailable(result)
}

/** Whether the item has its result now. */
function settle<Item, Result> ({ resolve, reject }: Waiting<Item, Result>, result: GroupResult<Result>): boolean {
  if (result === again) return false
  if (result instanceof Error) reject(result)
  else resolve(result)
  return true
}

/**
 * Runs concurrent attempts to use a single-use thing one after another. Once an attempt ends it, the ones behind it
 * are `late` without a query of their own. An attempt that fails says nothing about the others, unless the database
 * is away: then the ones behind it fail likewise.
 */
export async function firstOf<Use, Outcome> (
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
