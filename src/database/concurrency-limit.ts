import { Overloaded } from '../errors/unavailable.js'

/** How many tasks of one key run at once, and how many others wait for how long. */
export interface TurnOptions {
  readonly atOnce: number
  /** How long a task waits for its turn, in ms. Without it a task waits until those before it are done. */
  readonly waitMs?: number
  /** How many tasks wait. The default is the number of questions in sixteen full batches. */
  readonly queueLength?: number
}

/** Runs a task of a key in its turn. If its turn does not come in time, it rejects with {@link Overloaded}. */
export type Turns = <Result>(key: string, task: () => Promise<Result>) => Promise<Result>

const usualQueueLength = 16 * 500

interface Waiting {
  readonly start: () => void
  readonly timer: NodeJS.Timeout | undefined
}

/** Limits the number of concurrent users. Further ones wait for a turn, in the order of their arrival. */
export class TurnLine {
  readonly #options: TurnOptions
  readonly #waiting = new Set<Waiting>()
  #running = 0

  constructor (options: TurnOptions) {
    this.#options = options
  }

  /** Whether no turn is taken or waited for. */
  get isIdle (): boolean {
    return this.#running === 0
  }

  /** Waits for a turn. Call `give` after it. Rejects with {@link Overloaded} if it does not come in time. */
  async take (): Promise<void> {
    const { atOnce, queueLength = usualQueueLength } = this.#options
    if (this.#running < atOnce) this.#running++
    else if (this.#waiting.size >= queueLength) throw new Overloaded('too many wait for a turn')
    else await this.#wait()
  }

  /** Ends a turn. The one that has waited longest gets it. */
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
 * Limits the concurrent tasks of each key, such as a partner. Without it a partner with many requests takes every
 * connection to the database, and all other partners wait. Tasks of one key start in the order of their arrival.
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
