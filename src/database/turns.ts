import { Overloaded } from '../errors/unavailable.js'

/** How many tasks of one key run at once, and how long and how many others wait. */
export interface TurnOptions {
  readonly atOnce: number
  /** How long a task waits for its turn, in ms; absent: until those before it are done. */
  readonly waitMs?: number
  /** How many tasks wait; absent: the questions of sixteen full batches. */
  readonly queueLength?: number
}

/** Runs a task of a key in its turn. Rejects with {@link Overloaded}, and does not run it, where its turn does not come in time. */
export type Turns = <Result>(key: string, task: () => Promise<Result>) => Promise<Result>

const usualQueueLength = 16 * 500

interface Waiting {
  readonly start: () => void
  readonly timer: NodeJS.Timeout | undefined
}

/** Lets so many work at once; whoever comes next waits for a turn, in the order in which they came. */
export class TurnLine {
  readonly #options: TurnOptions
  readonly #waiting = new Set<Waiting>()
  #running = 0

  constructor (options: TurnOptions) {
    this.#options = options
  }

  /** Whether nobody has a turn or waits for one. */
  get isIdle (): boolean {
    return this.#running === 0
  }

  /** Resolves with a turn, which is to be given back. Rejects with {@link Overloaded} where it does not come in time. */
  async take (): Promise<void> {
    const { atOnce, queueLength = usualQueueLength } = this.#options
    if (this.#running < atOnce) this.#running++
    else if (this.#waiting.size >= queueLength) throw new Overloaded('too many wait for a turn')
    else await this.#wait()
  }

  /** Hands a turn on to whoever has waited longest. */
  give (): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#running--
      return
    }
    this.#waiting.delete(next)
    clearTimeout(next.timer)
    next.start()
  }

  #wait (): Promise<void> {
    const { waitMs } = this.#options
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.delete(entry)
        reject(new Overloaded('waited too long for a turn'))
      }
      const entry: Waiting = { start: resolve, timer: waitMs === undefined ? undefined : setTimeout(giveUp, waitMs) }
      this.#waiting.add(entry)
    })
  }
}

/**
 * Bounds what one key, such as a partner, has under way at once. Without it, a partner with many requests takes every
 * connection to the database, and all other partners wait for it. Tasks of one key start in the order in which they came.
 */
export function createTurns (options: TurnOptions): Turns {
  const lines = new Map<string, TurnLine>()
  return async (key, task) => {
    const line = lines.get(key) ?? new TurnLine(options)
    lines.set(key, line)
    await line.take()
    try {
      return await task()
    } finally {
      line.give()
      if (line.isIdle) lines.delete(key)
    }
  }
}
